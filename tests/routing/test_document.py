"""alertmanager.yml, read back: random configurations mean what they were written from."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from monitorgen.plan.routing import Interval, Matcher, TimeRange
from monitorgen.routing.decide import Policy, decide
from monitorgen.routing.document import UnreadableDocumentError, matcher, read
from monitorgen.targets.alertmanager.config import config
from tests.support.notifications import NEW
from tests.support.random_routes import NOWHERE, alerts, routing, wood

if TYPE_CHECKING:
    from monitorgen.document import Json

NIGHTS = Interval(
    "nights", (TimeRange((("22:00", "24:00"),), location="Europe/Berlin"), TimeRange(years=("2026",))), NOWHERE
)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_what_is_read(seed: int) -> None:
    made, root = wood(Random(seed), 10, waits=("1m", "1h30m"), intervals=["nights", "nights"])
    rules = [made.rule(number, number) for number in range(10)]
    plan = routing(root, inhibits=rules, intervals={"nights": NIGHTS}, url="http://127.0.0.1")
    found = read(config(plan, NEW))
    assert found.policy.intervals == {"nights": Interval("nights", NIGHTS.ranges, NOWHERE)}
    assert list(found.policy.inhibits) == rules
    assert found.receivers == dict.fromkeys(plan.receivers, ("webhook",))
    for labels in alerts(made, 10, 20):
        assert decide(found.policy, labels) == decide(Policy.of(plan), labels)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('severity="critical"', Matcher("severity", "=", "critical")),
        (' a =~ "x|\\"y\\"\\n\\\\" ', Matcher("a", "=~", 'x|"y"\n\\')),
        ('"with space"!~".+"', Matcher("with space", "!~", ".+")),
        ("a!=b c", Matcher("a", "!=", "b c")),
        ('a=""', Matcher("a", "=", "")),
    ],
)
def test_matchers(text: str, expected: Matcher) -> None:
    assert matcher(text) == expected


@pytest.mark.parametrize("document", [None, {}, {"route": []}, {"route": {"receiver": "x", "routes": {}}},
                                      {"route": {"receiver": "x", "matchers": ["a"]}}])  # fmt: skip
def test_what_is_no_configuration_is_told(document: Json) -> None:
    with pytest.raises(UnreadableDocumentError):
        read(document)
