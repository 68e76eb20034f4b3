"""What each file of an environment is in a rehearsal: the same but for its times.

The files are read as they were written and not made anew, so that what is rehearsed is what production gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.rehearsal.pace import FLOORS, told_apart
from monitorgen.targets.rehearsal.reading import read
from monitorgen.units import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.document import Json
    from monitorgen.targets.rehearsal.pace import Kind, Pace
    from monitorgen.units import Duration

MARK = "REHEARSAL.md"
"""The file of an environment that says that it is one."""

_LEFT_OUT = ("prometheus/tests/", "alertmanager/routes/")
"""Proofs and tables of routes: they tell of the times of production."""
_SCRAPED: Mapping[str, Kind] = {
    "scrape_interval": "looks",
    "scrape_timeout": "looks",
    "evaluation_interval": "looks",
    "__scrape_interval__": "looks",
    "__scrape_timeout__": "looks",
}
_RULED: Mapping[str, Kind] = {
    "interval": "looks",
    "query_offset": "ranges",
    "for": "holds",
    "keep_firing_for": "holds",
}
_ROUTED: Mapping[str, Kind] = {"group_wait": "waits", "group_interval": "waits", "repeat_interval": "waits"}
_CONFIG = "--config.file="
_RESEND = "--rules.alert.resend-delay="
_RESENT = "1m"
"""How often Prometheus tells of an alert again, unless said; it holds for four times this after it was told of last."""


def rehearsed(artifacts: Iterable[Artifact], pace: Pace) -> Iterator[Artifact]:
    """The files of a rehearsal. Raises `TooFastError` if it would do otherwise than production, only sooner."""
    for artifact in artifacts:
        if not artifact.path.startswith(_LEFT_OUT):
            yield _rehearsed(artifact, pace)


def mark(pace: Pace) -> Artifact:
    """What tells people, and monitorgen, that the environment is a rehearsal."""
    looks, waits, ranges = (FLOORS[kind] for kind in ("looks", "waits", "ranges"))
    text = f"""\
# A rehearsal: not for production

Made by `monitorgen build --faster {pace.factor}`. All times are divided by {pace.factor:,}: how often Prometheus
scrapes and evaluates, `for` and `keep_firing_for`, how far queries look back, and how long Alertmanager waits: for a
group, between notifications and before each step of an escalation. None becomes shorter than can be kept:

- scraping and evaluating: {looks}
- `group_wait`, `group_interval`, `repeat_interval`: {waits}
- ranges and offsets of queries: {ranges}

The rest is as in production: rules, routes, who is told. So are thresholds, also those that are times or counts: what
is counted within a range is counted within the shorter one. Texts, dashboards and names speak of the times of
production. Times of day and of the week pass as they always do. Proofs and tables of routes are left out.
"""
    return Artifact(MARK, text)


def _rehearsed(artifact: Artifact, pace: Pace) -> Artifact:
    folder, _, name = artifact.path.rpartition("/")
    head, document = read(artifact.data) if name.endswith((".yml", ".yaml")) else ("", None)
    if not isinstance(document, dict):
        return artifact
    made: dict[str, Json] = dict(document)
    match folder.split("/"):
        case ["prometheus", "rules"]:
            made["groups"] = _ruled(made["groups"], pace)
        case ["prometheus", *_]:
            made = {key: _timed(value, _SCRAPED, pace) for key, value in made.items()}
        case ["alertmanager"]:
            _check_escalations(made["route"], None, pace)
            made["global"] = _timed(made["global"], {"resolve_timeout": "waits"}, pace)
            made["route"] = _timed(made["route"], _ROUTED, pace)
        case [""] if isinstance(services := made.get("services"), dict):
            made["services"] = {name: _run(service, pace) for name, service in services.items()}
        case _:
            return artifact
    if made == document:
        return artifact
    notice = f"{head}\nA rehearsal: times are divided by {pace.factor:,}. Not for production."
    return Artifact(artifact.path, yaml.dump(made, comment=notice))


def _timed(node: Json, times: Mapping[str, Kind], pace: Pace) -> Json:
    """The node with the values of these keys, wherever they stand, as times of the rehearsal."""
    if isinstance(node, dict):
        return {
            key: pace.text(times[key], value) if key in times and isinstance(value, str) else _timed(value, times, pace)
            for key, value in node.items()
        }
    return [_timed(each, times, pace) for each in node] if isinstance(node, list) else node


def _ruled(groups: Json, pace: Pace) -> Json:
    """Groups of rules; what a rule says in labels and annotations is no time of its own."""
    assert isinstance(groups, list)
    return [_group(group, pace) for group in groups]


def _group(group: Json, pace: Pace) -> Json:
    assert isinstance(group, dict)
    rules = group["rules"]
    assert isinstance(rules, list)
    own = {key: value for key, value in group.items() if key != "rules"}
    timed = _timed(own, _RULED, pace)
    assert isinstance(timed, dict)
    return {**timed, "rules": [_rule(rule, pace) for rule in rules]}


def _rule(rule: Json, pace: Pace) -> Json:
    assert isinstance(rule, dict)
    made = dict(rule)
    for key in made.keys() & _RULED.keys():
        made[key] = pace.text(_RULED[key], str(made[key]))
    return {**made, "expr": pace.query(str(rule["expr"]))}


def _check_escalations(route: Json, inherited: Duration | None, pace: Pace) -> None:
    """Raises `TooFastError` if steps of an escalation, routes that hand on what they match, are not told apart."""
    assert isinstance(route, dict)
    own = _wait(route, inherited)
    steps: list[Duration] = []
    children = route.get("routes", [])
    assert isinstance(children, list)
    for child in children:
        assert isinstance(child, dict)
        _check_escalations(child, own, pace)
        wait = _wait(child, own)
        steps += [] if wait is None else [wait]
        if not child.get("continue"):
            told_apart(pace, steps)
            steps = []
    told_apart(pace, steps)


def _wait(route: Mapping[str, Json], inherited: Duration | None) -> Duration | None:
    said = route.get("group_wait")
    return duration(said) if isinstance(said, str) else inherited


def _run(service: Json, pace: Pace) -> Json:
    """A container; a Prometheus that evaluates tells of its alerts more often, too."""
    command = service.get("command") if isinstance(service, dict) else None
    if not isinstance(service, dict) or not isinstance(command, list):
        return service
    words = [str(word) for word in command]
    if not any(word.startswith(_CONFIG) and word.endswith("/prometheus.yml") for word in words):
        return service
    said = next((word.removeprefix(_RESEND) for word in words if word.startswith(_RESEND)), _RESENT)
    others = [word for word in command if not str(word).startswith(_RESEND)]
    return {**service, "command": [*others, f"{_RESEND}{pace.text('looks', said)}"]}
