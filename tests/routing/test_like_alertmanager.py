"""A real Alertmanager judges the model: random trees, alerts, inhibit rules and times, asked about by the thousand."""

from __future__ import annotations

import json
import time
from calendar import monthrange
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, reset_tzpath

import pytest
from msgspec.structs import replace

from monitorgen.plan.routing import Inhibit, Interval, Matcher, TimeRange, Timing
from monitorgen.routing.decide import Policy, decide
from monitorgen.routing.inhibition import Inhibitor
from monitorgen.routing.matching import matches
from monitorgen.routing.times import clockwork, holds
from monitorgen.routing.tree import Tree
from monitorgen.units import duration
from tests.support.alertmanager import groups, known, post, sizes
from tests.support.notifications import NEW, OLD, deployed, receivers_by_amtool
from tests.support.random_routes import NOWHERE, NUMBER, TREE, Wood, alerts, routing, wood
from tests.support.servers import serving, wait_until
from tests.support.sinks import http_sink
from tests.support.zones import write_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from monitorgen.routing.decide import Deliveries
    from tests.support.alertmanager import Group
    from tests.support.servers import Serve
    from tests.support.sinks import Sink
    from tests.support.tools import FindTool

pytestmark = [pytest.mark.live, pytest.mark.slow]

Key = TypeVar("Key")
Value = TypeVar("Value")
AGE = pytest.mark.parametrize("old", [False, True], ids=["new", "old"])


# -- routes and groups -------------------------------------------------------------------------------------------------


@AGE
def test_ten_thousand_alerts_go_where_the_model_says(tmp_path: Path, serve: Serve, old: bool) -> None:
    made, root = wood(Random(4), 200, utf8=not old)
    labels = alerts(made, 200, 50)
    policy = Policy.of(plan := routing(root))
    expected = {each[NUMBER]: decide(policy, each) for each in labels}
    with serve("alertmanager", deployed(tmp_path, plan, version=OLD if old else NEW), old=old) as server:
        for start in range(0, len(labels), 5000):
            post(server, labels[start : start + 5000])
        found = known(server, len(labels))
        # An alert is known a moment before it is in all of its groups.
        sizes_wanted = _sizes(expected.values())
        assert wait_until(lambda: not _differences(sizes(groups(server)), sizes_wanted))
    differing = {
        each["labels"][NUMBER]: ([one["name"] for one in each["receivers"]], wanted)
        for each in found
        if [one["name"] for one in each["receivers"]] != (wanted := _receivers(expected[each["labels"][NUMBER]]))
    }
    assert not differing
    assert len({receiver for wanted in expected.values() for receiver in _receivers(wanted)}) > 500


def _receivers(wanted: Deliveries) -> list[str]:
    return [each.receiver for each in wanted.deliveries]


def _differences(found: Mapping[Key, Value], expected: Mapping[Key, Value]) -> dict[Key, tuple[object, object]]:
    """The first few places where they differ; a comparison of the whole would take pytest minutes to show."""
    keys = sorted(found.keys() | expected.keys(), key=repr)
    return dict([(key, (found.get(key), expected.get(key))) for key in keys if found.get(key) != expected.get(key)][:5])


def _sizes(all_wanted: Iterable[Deliveries]) -> Counter[Group]:
    return Counter(
        (each.receiver, frozenset(each.group.items())) for wanted in all_wanted for each in wanted.deliveries
    )


@pytest.mark.parametrize("grouping", [None, (), ("a",), ("...",)])
def test_the_root_groups_as_the_model_says(tmp_path: Path, serve: Serve, grouping: tuple[str, ...] | None) -> None:
    made, root = wood(Random(5), 5)
    root = replace(root, timing=replace(root.timing, group_by=grouping), receiver="root")
    labels = alerts(made, 7, 20)
    policy = Policy.of(plan := routing(root))
    with serve("alertmanager", deployed(tmp_path, plan)) as server:
        post(server, labels)
        known(server, len(labels))
        expected = _sizes([decide(policy, each) for each in labels])
        assert wait_until(lambda: not _differences(sizes(groups(server)), expected))


@AGE
def test_amtool_ends_at_the_same_receivers(tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    program, asked = find_tool("amtool", old=old), 0
    for number in count():  # amtool reads all trees for each alert, so that few stand together
        made, root = wood(Random(number), 4, utf8=False)
        policy = Policy.of(plan := routing(root))
        (tmp_path / str(number)).mkdir()
        config = deployed(tmp_path / str(number), plan, version=OLD if old else NEW)
        for each in filter(_can_be_an_argument, alerts(made, 4, 40)):
            assert receivers_by_amtool(program, config, each) == _receivers(decide(policy, each)), each
            asked += 1
        if asked >= (100 if old else 500):
            return


def _can_be_an_argument(labels: Mapping[str, str]) -> bool:
    """amtool reads labels as it reads matchers, in two ways, and goes on only where these agree."""
    return all(value.isascii() and value.isalnum() for value in labels.values())


# -- inhibition and times ----------------------------------------------------------------------------------------------

TREES = 50
EACH = 20
REAL = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
SECONDS_OF_MARGIN = 120


@AGE
def test_a_thousand_alerts_with_inhibition_and_times_are_told_as_the_model_says(
    tmp_path: Path, find_tool: FindTool, old: bool
) -> None:
    random = Random(7)
    now = datetime.now(UTC)
    zones = {
        f"Virtual/Z{number}": random.randint(-25, 25) * 31_557_600 + random.randint(0, 31_557_600)
        for number in range(60)
    }
    write_zones(tmp_path / "zones", {name: (offset, ()) for name, offset in zones.items()})
    intervals, truth = _intervals(random, now, zones)
    made, root = wood(random, TREES, utf8=not old, waits=("6s", "13s"), intervals=sorted(intervals))
    root = replace(root, timing=replace(root.timing, group_wait=duration("6s")))
    labels = alerts(made, TREES, EACH)
    rules = _rules(made, labels)
    with http_sink() as sink:
        plan = routing(root, inhibits=rules, intervals=intervals, url=sink.url)
        # What an interval of a zone that was made up amounts to now: always, or never.
        known_times = {
            name: replace(each, ranges=(TimeRange(),) if truth[name] else ()) for name, each in intervals.items()
        }
        policy = replace(Policy.of(plan), intervals=known_times)
        firing = Inhibitor.of(rules, labels)
        expected = {each[NUMBER]: decide(policy, each, now, firing) for each in labels}
        config = deployed(tmp_path, plan, version=OLD if old else NEW)
        program = _with_zones(find_tool("alertmanager", old=old), tmp_path)
        with serving("alertmanager", program, config, (), tmp_path / "run") as server:
            started = time.monotonic()
            post(server, labels)
            found = known(server, len(labels))
            _wait_for_the_last(sink, started, len(_expected_told(expected)))
            found, grouped = known(server, len(labels)), groups(server)
    inhibited = {each["labels"][NUMBER] for each in found if each["status"]["inhibitedBy"]}
    assert inhibited == {number for number, wanted in expected.items() if wanted.inhibited_by}
    assert 100 < len(inhibited) < 900
    if not old:
        assert not _differences(_muted(grouped), _expected_muted(expected))
    assert not _differences(_told(sink), _expected_told(expected))


def _with_zones(program: Path, folder: Path) -> Path:
    """The program with zones of ours."""
    script = folder / "alertmanager.sh"
    script.write_text(f'#!/bin/sh\nZONEINFO="{folder / "zones"}" exec "{program}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def _intervals(random: Random, now: datetime, zones: Mapping[str, int]) -> tuple[dict[str, Interval], dict[str, bool]]:
    """Random intervals, and whether each holds now; none that is about to change."""
    made: dict[str, Interval] = {}
    truth: dict[str, bool] = {}
    while len(made) < 80:
        name = f"i{len(made)}"
        ranges = tuple(_range(random, random.choice((*zones, *REAL))) for _ in range(random.randint(1, 2)))
        moments = [now + timedelta(seconds=second) for second in range(-10, SECONDS_OF_MARGIN, 10)]
        found = {any(_holds(each, moment, zones) for each in ranges) for moment in moments}
        if len(found) == 1 and sum(truth.values()) - len(truth) / 2 < 5 * (1 - 2 * (True in found)) + 5:
            made[name] = Interval(name, ranges, NOWHERE)
            truth[name] = found.pop()
    assert 20 < sum(truth.values()) < 60
    return made, truth


def _holds(each: TimeRange, moment: datetime, zones: Mapping[str, int]) -> bool:
    if each.location in zones:
        there = moment + timedelta(seconds=zones[each.location])
        return holds(Interval("one", (replace(each, location="UTC"),), NOWHERE), there)
    return holds(Interval("one", (each,), NOWHERE), moment)


def _range(random: Random, location: str) -> TimeRange:
    some = random.random
    weekdays = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    first, last = sorted(random.sample(range(7), 2))
    start, end = sorted(random.sample(range(25), 2))
    month, until = sorted(random.sample(range(1, 13), 2))
    day = random.choice((1, 10, 15, 27, -1, -3, -10, -28))
    days = f"{day}:{random.choice((-1, 31)) if day > 0 else -1}" if some() < 0.7 else str(day)
    year = random.randint(2000, 2050)
    return TimeRange(
        times=((f"{start:02}:00", f"{end:02}:00"),) if some() < 0.4 else (),
        weekdays=(f"{weekdays[first]}:{weekdays[last]}",) if some() < 0.4 else (),
        days_of_month=(days,) if some() < 0.5 else (),
        months=(f"{month}:{until}",) if some() < 0.2 else (),
        years=(f"{year - 20}:{year}",) if some() < 0.2 else (),
        location=location,
    )


def _rules(made: Wood, labels: Sequence[Mapping[str, str]]) -> list[Inhibit]:
    """Random rules; none whose sources and targets can't be told apart by newer versions, see below."""
    rules: list[Inhibit] = []
    for tree in range(TREES):
        mine = [each for each in labels if each[TREE] == str(tree)]
        for _ in range(40):
            rule = made.rule(len(rules), tree)
            if _is_sharp(rule, mine) and sum(rule.source[0].value == str(tree) for rule in rules) < 2:
                rules.append(rule)
    return rules


def _is_sharp(rule: Inhibit, labels: Sequence[Mapping[str, str]]) -> bool:
    """Whether no source is on both sides while another one with the same labels of `equal` is not."""
    kinds: dict[tuple[str, ...], set[bool]] = {}
    for each in labels:
        if matches(rule.source, each):
            key = tuple(each.get(name, "") for name in rule.equal)
            kinds.setdefault(key, set()).add(matches(rule.target, each))
    return all(len(each) == 1 for each in kinds.values())


def _wait_for_the_last(sink: Sink, started: float, count: int) -> None:
    """Until the longest wait is over, so many notifications have come in, and no more of them come."""
    time.sleep(14)
    wait_until(lambda: len(sink.requests) >= count, limit=60)
    count = -1
    while count != len(sink.requests):
        count = len(sink.requests)
        time.sleep(3)
    assert time.monotonic() - started < SECONDS_OF_MARGIN - 20


def _muted(grouped: Sequence[Mapping[str, object]]) -> dict[tuple[str, str], set[str]]:
    """What the server says mutes an alert on its way to a receiver."""
    found: dict[tuple[str, str], set[str]] = {}
    for group in grouped:
        receiver, members = group["receiver"], group["alerts"]
        assert isinstance(receiver, dict)
        assert isinstance(members, list)
        for each in members:
            if each["status"]["mutedBy"]:
                found[each["labels"][NUMBER], receiver["name"]] = set(each["status"]["mutedBy"])
    return found


def _expected_muted(expected: Mapping[str, Deliveries]) -> dict[tuple[str, str], set[str]]:
    """The same by the model. Where all alerts of a group are inhibited, times are not looked at."""
    awake = {
        each.receiver + each.key
        for wanted in expected.values()
        if not wanted.inhibited_by
        for each in wanted.deliveries
    }
    return {
        (number, each.receiver): set(each.outside or each.muted_by)
        for number, wanted in expected.items()
        for each in wanted.deliveries
        if each.silent and each.receiver + each.key in awake
    }


def _told(sink: Sink) -> dict[tuple[str, str], set[str]]:
    """The alerts of each notification, by receiver and key of the group."""
    found: dict[tuple[str, str], set[str]] = {}
    for request in sink.requests:
        body = json.loads(request.body)
        key = (body["receiver"], body["groupKey"])
        assert key not in found
        found[key] = {each["labels"][NUMBER] for each in body["alerts"]}
    return found


def _expected_told(expected: Mapping[str, Deliveries]) -> dict[tuple[str, str], set[str]]:
    made: dict[tuple[str, str], set[str]] = {}
    for number, wanted in expected.items():
        for each in wanted.deliveries:
            if each.receiver in wanted.told and not each.silent:
                made.setdefault((each.receiver, each.key), set()).add(number)
    return made


@AGE
def test_newer_versions_forget_a_source_behind_one_on_both_sides(tmp_path: Path, serve: Serve, old: bool) -> None:
    """The model tells what is documented; MG451 warns of rules in which that is not what happens."""
    rule = Inhibit("one", (Matcher("a", "=", "1"),), (Matcher("b", "=", "1"),), (), None)
    root = wood(Random(1), 0)[1]
    config = deployed(tmp_path, routing(root, inhibits=(rule,)), version=OLD if old else NEW)
    both, source = {NUMBER: "both", "a": "1", "b": "1"}, {NUMBER: "source", "a": "1"}
    with serve("alertmanager", config, old=old) as server:
        post(server, [both], ends=timedelta(hours=9))
        known(server, 1)
        post(server, [source], ends=timedelta(hours=1))
        known(server, 2)
        post(server, [{**both, NUMBER: "target"}])
        known(server, 3)
        time.sleep(1)
        inhibited = {each["labels"][NUMBER] for each in known(server, 3) if each["status"]["inhibitedBy"]}
    assert inhibited == ({"both", "target"} if old else set())
    assert decide(Policy(Tree(root), (rule,)), both, firing=[both, source]).inhibited_by


# -- the month in which the clocks go forward --------------------------------------------------------------------------


def test_the_month_in_which_the_clocks_go_forward_is_a_day_shorter(tmp_path: Path, find_tool: FindTool) -> None:
    """Counted from its end. This month is such a month in a zone that was made up."""
    now = datetime.now(UTC)
    first = datetime(now.year, now.month, 1, tzinfo=UTC)
    write_zones(tmp_path / "zones", {"Virtual/Forward": (0, [(int(first.timestamp()) + 7200, 3600)])})
    ranges = {f"d{day}": TimeRange(days_of_month=(f"-{day}",), location="Virtual/Forward") for day in range(1, 32)}
    intervals = {name: Interval(name, (each,), NOWHERE) for name, each in ranges.items()}
    root = replace(wood(Random(1), 0)[1], timing=Timing(group_wait=duration("0s")))
    root = replace(root, children=(replace(root, receiver="r1", timing=Timing(), mute=tuple(intervals), children=()),))
    with _zones_of(tmp_path / "zones"):
        expected = {name for name, each in intervals.items() if holds(each, datetime.now(UTC))}
    config = deployed(tmp_path, routing(root, intervals=intervals))
    program = _with_zones(find_tool("alertmanager"), tmp_path)
    with serving("alertmanager", program, config, (), tmp_path / "run") as server:
        post(server, [{"alertname": "x", NUMBER: "1"}])
        assert wait_until(lambda: {name for found in _muted(groups(server)).values() for name in found} == expected)
    there = now + timedelta(hours=1)
    days = monthrange(there.year, there.month)[1]
    assert expected == ({f"d{days - there.day}"} if there.day < days else set())


@contextmanager
def _zones_of(folder: Path) -> Iterator[None]:
    """Python reads its zones from there, too."""
    ZoneInfo.clear_cache()
    reset_tzpath([folder])
    try:
        yield
    finally:
        reset_tzpath()
        ZoneInfo.clear_cache()
        clockwork.cache_clear()
