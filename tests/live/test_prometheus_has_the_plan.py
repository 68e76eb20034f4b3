"""A real Prometheus, started from the output, has the jobs, rules and settings of the Plan: all of them, no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
import yaml

from monitorgen.plan.jobs import Files, Probed, Static
from monitorgen.plan.rules import Alert
from monitorgen.units import Duration, duration
from tests.live.conftest import FOUND
from tests.support.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.plan.jobs import Job
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.rules import Recording
    from tests.live.conftest import Deployed, Started
    from tests.support.planned import Planned
    from tests.support.servers import Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

DEFAULT_TIMEOUT = Duration(10_000)
SINCE_SCRAPE_FILES = (2, 43)
ITS_OWN = {"runtime", "otlp", "storage"}
"""Sections that newer versions show with their defaults, though nobody wrote them."""


def test_prometheus_has_the_plan(deployed: Deployed, started: Started) -> None:
    plan = deployed.plan
    with started("prometheus", deployed) as server:
        wanted = {job.name: set(targets(job)) for job in plan.jobs.values()}
        assert wait_until(lambda: {name: set(found) for name, found in pools(server).items()} == wanted), pools(server)
        assert wait_until(lambda: alertmanagers(server) == set(plan.made_for.alertmanagers)), alertmanagers(server)
        _compare_jobs(server, plan)
        _compare_rules(server, plan)
        _compare_settings(server, plan)


# -- jobs --------------------------------------------------------------------------------------------------------------


def _compare_jobs(server: Server, plan: Planned) -> None:
    for name, found in pools(server).items():
        job = plan.jobs[name]
        for address, target in found.items():
            assert target["scrapeUrl"] == url(job, address)
            probe = probed(job).get(address)
            set_later = {step.target_label for step in job.relabel}
            labels = {label: value for label, value in target["labels"].items() if label not in set_later}
            own = {"probe": probe.name} if probe is not None else {}
            assert labels == {"job": name, "instance": address, **job.adds, **own}
            interval = (probe or job).interval or plan.made_for.scrape_interval
            assert duration(target["scrapeInterval"]) == interval
            assert duration(target["scrapeTimeout"]) == ((probe or job).timeout or min(DEFAULT_TIMEOUT, interval))
    if "ledger" in plan.jobs:
        machines = {target["labels"]["machine"] for target in pools(server)["ledger"].values()}
        assert machines == {"ledger-1", "ledger-2"}


def pools(server: Server) -> dict[str, dict[str, Any]]:
    """The targets that the server scrapes, by job and address."""
    found: dict[str, dict[str, Any]] = {}
    for target in ask(server, "/api/v1/targets?state=any")["activeTargets"]:
        found.setdefault(target["scrapePool"], {})[target["discoveredLabels"]["__address__"]] = target
    return found


def targets(job: Job) -> tuple[str, ...]:
    """What a job scrapes here, where neither name servers nor an engine of containers know of it."""
    if isinstance(job.discovery, Probed):
        return tuple(probed(job))
    if isinstance(job.discovery, Static):
        return job.discovery.targets
    return FOUND if isinstance(job.discovery, Files) else ()


def probed(job: Job) -> dict[str, Probe]:
    """What a job looks at from outside, by what it asks; empty for one that scrapes."""
    return {probe.target: probe for probe in job.discovery.probes} if isinstance(job.discovery, Probed) else {}


def url(job: Job, address: str) -> str:
    if isinstance(job.discovery, Probed):
        asked = urlencode({"module": probed(job)[address].module.name, "target": address})
        return f"http://{job.discovery.exporter}/probe?{asked}"
    query = urlencode([(name, value) for name, values in sorted(job.params.items()) for value in values])
    return f"{job.scheme}://{address}{job.path}" + (f"?{query}" if query else "")


# -- rules -------------------------------------------------------------------------------------------------------------


def _compare_rules(server: Server, plan: Planned) -> None:
    found = {
        (group["file"].removeprefix("rules/"), group["name"]): group for group in ask(server, "/api/v1/rules")["groups"]
    }
    wanted = {(f"{unit}.yml", group.name): group for unit, group in plan.groups}
    assert found.keys() == wanted.keys()
    for place, group in wanted.items():
        interval = group.interval or plan.made_for.evaluation_interval
        assert found[place]["interval"] == interval.seconds
        rules = [_rule(server, rule) for rule in found[place]["rules"]]
        assert rules == [_wanted(server, rule) for rule in group.rules], place


def _rule(server: Server, rule: Mapping[str, Any]) -> dict[str, Any]:
    """What the server says of a rule, but for how it is doing."""
    names = ("type", "name", "duration", "keepFiringFor", "labels", "annotations")
    return {"expr": parsed(server, rule["query"]), **{name: rule[name] for name in names if name in rule}}


def _wanted(server: Server, rule: Alert | Recording) -> dict[str, Any]:
    made = {"name": rule.name, "expr": parsed(server, rule.expr)}
    if not isinstance(rule, Alert):
        return made | {"type": "recording"} | ({"labels": dict(rule.labels)} if rule.labels else {})
    return made | {
        "type": "alerting",
        "duration": rule.hold.seconds,
        "keepFiringFor": rule.keep.seconds,
        "labels": dict(rule.labels),
        "annotations": dict(rule.annotations),
    }


def parsed(server: Server, expr: str) -> str:
    """An expression as the server itself writes it once it has parsed it."""
    return str(ask(server, f"/api/v1/format_query?query={quote(expr)}"))


# -- settings ----------------------------------------------------------------------------------------------------------


def _compare_settings(server: Server, plan: Planned) -> None:
    made_for = plan.made_for
    found = yaml.safe_load(ask(server, "/api/v1/status/config")["yaml"])
    settings = found["global"]
    assert duration(settings["scrape_interval"]) == made_for.scrape_interval
    assert duration(settings["evaluation_interval"]) == made_for.evaluation_interval
    assert settings["external_labels"] == made_for.external_labels
    assert found["rule_files"] == ["rules/*.yml"]
    (managers,) = found["alerting"]["alertmanagers"]
    assert managers["static_configs"] == [{"targets": list(made_for.alertmanagers)}]
    assert found["alerting"].keys() == {"alertmanagers"}
    sections = found.keys() - ITS_OWN
    if made_for.prometheus >= SINCE_SCRAPE_FILES:
        assert sections == {"global", "alerting", "rule_files", "scrape_config_files"}
        assert found["scrape_config_files"] == ["scrape/*.yml"]
    else:
        assert sections == {"global", "alerting", "rule_files", "scrape_configs"}
        assert {job["job_name"] for job in found["scrape_configs"]} == plan.jobs.keys()
        for path in _paths(found["scrape_configs"]):
            assert list(server.config.parent.glob(path)), path


def _paths(node: object) -> Iterator[str]:
    """The files that jobs name: secrets, and lists of targets."""
    if isinstance(node, list):
        for each in node:
            yield from _paths(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("_file"):
                yield value
            elif key == "files":
                yield from value
            else:
                yield from _paths(value)


def alertmanagers(server: Server) -> set[str]:
    """Where the server sends alerts."""
    active = ask(server, "/api/v1/alertmanagers")["activeAlertmanagers"]
    return {each["url"].removeprefix("http://").removesuffix("/api/v2/alerts") for each in active}


def ask(server: Server, path: str) -> Any:
    """What the server answers with."""
    answer = server.get(path)
    assert isinstance(answer, dict)
    assert answer["status"] == "success"
    return answer["data"]
