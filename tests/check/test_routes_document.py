"""alertmanager.yml is judged as it is written: each change of what it does with an alert is found."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from monitorgen.check.routes_document import check_document
from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Matcher
from monitorgen.routing.cases import Judge, cases
from monitorgen.targets.alertmanager.config import config
from tests.check.test_routes import ALERTS, TEXT, made
from tests.support.notifications import NEW
from tests.support.policies import alert, routed

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIG = Origin("system.yaml", ("stack", "alertmanager", "config"))


def said(change: Callable[[dict[str, Any]], object]) -> list[str]:
    routing = made()
    every = [case for unit in cases(routing, [each.alert for each in ALERTS], {}).values() for case in unit]
    document = deepcopy(config(routing, NEW))
    change(document)
    found = list(check_document(document, routing, every, CONFIG))
    assert all((each.code, each.where) == ("MG452", CONFIG) for each in found)
    return [each.message.partition(": ")[2] for each in found]


def critical(document: dict[str, Any]) -> dict[str, Any]:
    found = next(each for each in document["route"]["routes"] if 'severity="critical"' in each["matchers"])
    assert isinstance(found, dict)
    return found


def test_what_was_written_is_sound() -> None:
    assert said(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda each: critical(each)["matchers"].pop(), "it tells"),
        (
            lambda each: critical(each)["routes"][0].update({"continue": False}),
            "instead of critical, critical-after-15m",
        ),
        (
            lambda each: critical(each)["routes"][1].update(group_wait="20m"),
            "critical-after-15m is told at other times",
        ),
        (lambda each: each["route"].update(group_by=["..."]), "is told at other times"),
        (lambda each: critical(each)["routes"][0].update(receiver="default"), "it tells default"),
        (lambda each: critical(each)["routes"][0].update(active_time_intervals=["hours"]), "within other intervals"),
        (lambda each: each["receivers"][1].pop("slack_configs"), "critical has other integrations"),
        (lambda each: each.update(receivers=[]), "it tells nobody instead of"),
        (lambda each: each["route"].update(routes="none"), "a list is wanted"),
    ],
)
def test_a_change_is_found(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    (message,) = said(change)
    assert expected in message


def _warnings(*services: str, change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is told of alerts that differ in their service alone."""
    alerts = [alert(service, "Slow", "warning") for service in services]
    routing = routed(TEXT, *alerts)
    judge = Judge.of(routing)
    every = [judge.case(each.alert) for each in alerts]
    assert all(case.stages is every[0].stages for case in every)
    document: dict[str, Any] = deepcopy(config(routing, NEW))
    change(document)
    return [each.message for each in check_document(document, routing, every, CONFIG)]


def _db_elsewhere(document: dict[str, Any]) -> None:
    document["route"]["routes"].insert(0, {"matchers": ['service="db"'], "receiver": "default"})


def test_of_two_alike_alerts_the_second_is_told_if_it_is_wrong() -> None:
    assert _warnings("api", "db", "web", change=lambda _: None) == []
    (message,) = _warnings("api", "db", "web", change=_db_elsewhere)
    assert message.startswith("alertmanager.yml does otherwise with Slow of db: it tells default")


def test_of_two_alerts_that_the_document_cannot_tell_apart_the_second_is_told_if_something_else_was_meant() -> None:
    routing = made()
    sound = Judge.of(routing).case(ALERTS[0].alert)
    every = [sound, replace(sound, stages=())]
    (found,) = check_document({**config(routing, NEW)}, routing, every, CONFIG)
    assert found.message.endswith("instead of nobody")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rule: None, []),
        (lambda rule: rule["equal"].clear(), ["differs in service, which both must have in common"]),
        (lambda rule: rule["source_matchers"].clear(), ["differs in the cause's alertname"]),
        (lambda rule: rule["target_matchers"].clear(), ["differs in severity"]),
        (lambda rule: rule["source_matchers"].append('alertname="Other"'), ["is what it is for"]),
    ],
)
def test_a_change_of_what_keeps_what_quiet_is_found(
    change: Callable[[dict[str, Any]], object], expected: list[str]
) -> None:
    rule = Inhibit(
        "one", (Matcher("alertname", "=", "Down"),), (Matcher("severity", "=", "warning"),), ("service",), None
    )
    routing = replace(made(), inhibits=(rule,))
    document: dict[str, Any] = deepcopy(config(routing, NEW))
    change(document["inhibit_rules"][0])
    found = [each.message for each in check_document(document, routing, [], CONFIG)]
    assert [words for words, message in zip(expected, found, strict=True) if words in message] == expected
