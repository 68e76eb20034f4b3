"""MySmartNotes with real servers and exporters: what is promised of it holds when things really stop.

A PostgreSQL, a Redis, an nginx and a Celery worker are watched through real exporters by a real Prometheus; a real
Alertmanager tells Slack, mail and the dead man's switch, which are sinks on loopback.
"""

from __future__ import annotations

import email
import json
import re
import time
from dataclasses import dataclass
from email.policy import default as modern
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from monitorgen.catalog import inventory
from tests.catalog.test_alive import alerting, is_seen, what_it_looks_at
from tests.catalog.test_exposed import declared
from tests.live.loopback.machine import machine
from tests.support.servers import fetched, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.live.loopback.machine import Machine

pytestmark = [pytest.mark.live, pytest.mark.slow]

WATCHED = {
    "alertmanager": "alertmanager",
    "blackbox": "blackbox",
    "celery": "celery",
    "nginx": "nginx",
    "node": "node",
    "postgres": "postgres",
    "probe/website": "probed",
    "prometheus": "prometheus",
    "redis": "redis",
}
"""The jobs of real exporters, each with the catalogue's type of it."""
OTHERS = {"api_gateway", "celery_worker"}
ADDED = {"job", "instance", "probe", "le", "quantile", "server"}
"""Labels of every scrape, of buckets, and one that postgres_exporter 0.20 dropped: distributions have older ones."""
EMPTY = re.compile(r'([a-zA-Z_]\w*)=""')


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Everything, started once: the tests follow one another as a day on call does."""
    from functools import partial

    from tests.support.cli import run_cli

    home = tmp_path_factory.mktemp("home")
    with machine(tmp_path_factory.mktemp("notes"), partial(run_cli, home=home)) as made:
        yield made


# -- what is scraped ---------------------------------------------------------------------------------------------------


def test_every_target_is_up(notes: Machine) -> None:
    def all_up() -> bool:
        found = targets(notes)
        return found.keys() == WATCHED.keys() | OTHERS and set(found.values()) == {"up"}

    assert wait_until(all_up, 60), targets(notes)


def targets(notes: Machine) -> dict[str, str]:
    """How the target of each job is doing."""
    return {each["scrapePool"]: each["health"] for each in active(notes)}


def active(notes: Machine) -> list[dict[str, str]]:
    """The targets that Prometheus scrapes."""
    found: list[dict[str, str]] = ask(notes, "/api/v1/targets?state=active")["activeTargets"]
    return found


def ask(notes: Machine, path: str) -> Any:
    """What Prometheus answers with."""
    answer = notes.server("prometheus").get(path)
    assert isinstance(answer, dict)
    return answer["data"]


@pytest.mark.parametrize("job", sorted(WATCHED))
def test_types_and_labels_are_those_of_the_catalogue(notes: Machine, job: str) -> None:
    wanted = usual(WATCHED[job])
    assert wanted

    def differing() -> dict[str, tuple[Family, Family | None]]:
        found = scraped(notes, job)
        return {name: (said, found.get(name)) for name, said in wanted.items() if said != found.get(name)}

    assert wait_until(lambda: not differing(), 20, every=1), differing()


@dataclass(frozen=True)
class Family:
    """A metric as it is known: its type, and the names of its labels but for those of buckets."""

    type: str
    labels: frozenset[str]


def usual(kind: str) -> dict[str, Family]:
    """What the catalogue says of the metrics that are always there; probes declare none, but have an inventory."""
    listed = inventory(kind)
    said = declared(kind) or listed
    return {
        name: Family(str(each.type), frozenset(each.labels or ()))
        for name, each in said.items()
        if not listed[name].when
    }


def scraped(notes: Machine, job: str) -> dict[str, Family]:
    """A job's metrics as Prometheus has them, with the labels that it drops because they are empty."""
    matcher = quote(f'{{job="{job}"}}')
    metadata = ask(notes, f"/api/v1/targets/metadata?match_target={matcher}")
    types = {each["metric"]: each["type"] for each in metadata}
    labels: dict[str, set[str]] = {}
    for series in ask(notes, f"/api/v1/series?match[]={matcher}"):
        labels.setdefault(_family(series.pop("__name__"), types), set()).update(series.keys() - ADDED)
    (url,) = (each["scrapeUrl"] for each in active(notes) if each["scrapePool"] == job)
    for line in fetched(url).decode().splitlines():
        for label in EMPTY.findall(line):
            labels[_family(line.partition("{")[0], types)].add(label)
    return {name: Family(_type(job, name, types), frozenset(found)) for name, found in labels.items()}


def _family(series: str, types: Mapping[str, str]) -> str:
    name = re.sub("_(bucket|count|sum)$", "", series)
    return name if types.get(name) in {"histogram", "summary"} else series


def _type(job: str, name: str, types: Mapping[str, str]) -> str:
    """Where the exporter names no type, the catalogue knows better."""
    shown = types.get(name, "unknown")
    return usual(WATCHED[job])[name].type if shown == "unknown" and name in usual(WATCHED[job]) else shown


def test_what_each_alert_looks_at_is_there(notes: Machine) -> None:
    wanted = {(job, name): expr for job, name, expr in alerts(notes) if not depends(job, expr)}
    assert len(wanted) > 40

    def unseen() -> dict[tuple[str, str], str]:
        return {place: expr for place, expr in wanted.items() if not is_seen(notes.server("prometheus"), expr)}

    assert wait_until(lambda: not unseen(), 45, every=3), unseen()


def alerts(notes: Machine) -> Iterator[tuple[str, str, str]]:
    """Entry, name and expression of all alerts of infrastructure; a group of objectives is `entry:objective`."""
    return (each for each in alerting(notes.server("prometheus")) if each[0].partition(":")[0] not in OTHERS)


def depends(job: str, expr: str) -> bool:
    """Whether an alert looks at what only a replica, a disk or a certificate of its own has: see tests/catalog."""
    kind = WATCHED.get(job) or WATCHED[f"probe/{job}"]
    own = 'mountpoint="/var/lib/postgresql"'
    return own in expr or any(
        family.when and name in what_it_looks_at(expr) for name, family in inventory(kind).items()
    )


# -- what people hear --------------------------------------------------------------------------------------------------


@pytest.fixture
def well(notes: Machine) -> None:
    """All is well, and nobody is told of anything."""
    assert wait_until(lambda: firing(notes) == {"Watchdog"}, 60), firing(notes)


def firing(notes: Machine) -> set[str]:
    """The names of all alerts that Prometheus fires."""
    return {each["labels"]["alertname"] for each in ask(notes, "/api/v1/alerts")["alerts"] if each["state"] == "firing"}


def test_while_all_is_well_only_the_heartbeat_is_heard(notes: Machine, well: None) -> None:
    assert wait_until(lambda: bool(notes.http.at("/heartbeat")))
    assert [each.path for each in notes.http.requests if each.path != "/heartbeat"] == []
    assert mails(notes) == []


def test_what_stops_is_told_to_those_on_call_and_so_is_its_return(notes: Machine, well: None) -> None:
    heard = {
        "postgres": "postgres: PostgresDown",
        "redis": "redis: RedisDown",
        "nginx": "nginx: NginxDown",
        "": "website: ProbeFailed",
    }
    stopped = [name for name in heard if name]
    for name in stopped:
        notes.stop(name)
    expected = {f"[CRITICAL loopback] {words}" for words in heard.values()}
    assert wait_until(lambda: set(slack(notes)) == expected, 30), slack(notes)
    assert {json.loads(each.body)["channel"] for each in notes.http.at("/slack")} == {"#alerts-critical"}
    for name in stopped:
        notes.start(name)
    expected |= {f"[RESOLVED loopback] {words}" for words in heard.values()}
    assert wait_until(lambda: set(slack(notes)) == expected, 45), slack(notes)
    assert len(slack(notes)) == len(expected), "each once"
    assert wait_until(lambda: len(mails(notes)) == len(expected)), mails(notes)
    assert all(any(subject.startswith(title) for title in expected) for subject in mails(notes))


def slack(notes: Machine) -> list[str]:
    """The titles of the messages in Slack."""
    return [json.loads(each.body)["attachments"][0]["title"] for each in notes.http.at("/slack")]


def mails(notes: Machine) -> list[str]:
    """The subjects of the mails to those on call; nobody else gets one."""
    messages = [email.message_from_string(text, policy=modern) for text in notes.mail.mails if "Subject:" in text]
    assert {str(each["To"]) for each in messages} <= {"oncall@mysmartnotes.app"}
    return [str(each["Subject"]) for each in messages]


def test_when_prometheus_stops_the_dead_mans_switch_hears_nothing_until_it_is_back(notes: Machine) -> None:
    def beats() -> int:
        return len(notes.http.at("/heartbeat"))

    assert wait_until(lambda: beats() > 0, 60)
    notes.stop("prometheus")
    time.sleep(6)  # what Prometheus told last holds for four seconds more
    heard = beats()
    assert not wait_until(lambda: beats() > heard, 62, every=1), (
        "a minute without Prometheus is a minute without a beat"
    )
    notes.start("prometheus")
    assert wait_until(lambda: beats() > heard, 60)
    assert all(json.loads(each.body)["status"] == "firing" for each in notes.http.at("/heartbeat"))
