"""Alerts that are alike are decided once: with the same result as each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import AlertClass, Inhibit, Matcher, Route, Timing, intent_of, intents_of
from monitorgen.routing.cases import Judge
from monitorgen.routing.classes import Known, may_match, may_silence, silencing, silencing_each, value_of
from monitorgen.routing.tree import MOST_KINDS, Tree
from monitorgen.units import Duration
from tests.support.policies import alert, routed

if TYPE_CHECKING:
    from collections.abc import Sequence

LABELS = ("severity", "team", "service")
VALUES = ("", "a", "b", "c")
OP = Literal["=", "!=", "=~", "!~"]

TEXT = """
channels: {chat: {slack: {api_url: {secret: s}, channel: '#shop'}}}
default_notify: [chat]
severities: {warning: {}}
"""

matchers = st.tuples(
    st.sampled_from(LABELS), st.sampled_from(get_args(OP)), st.sampled_from(("", "a", "b", "a|b", ".+"))
).map(lambda each: Matcher(*each))
waits = st.none() | st.integers(0, 3).map(Duration)
timings = waits.map(lambda wait: Timing(group_wait=wait))


def routes(children: st.SearchStrategy[tuple[Route, ...]]) -> st.SearchStrategy[Route]:
    some = st.lists(matchers, max_size=2).map(tuple)
    parts = st.tuples(st.sampled_from("rst"), some, st.booleans(), timings, children)
    return parts.map(lambda each: Route(*each[:4], children=each[4]))


leaves = routes(st.just(()))
trees = routes(st.lists(st.recursive(leaves, lambda each: routes(st.lists(each, max_size=10).map(tuple)))).map(tuple))
labels = st.dictionaries(st.sampled_from((*LABELS, "other")), st.sampled_from(VALUES))


@given(trees, st.lists(labels, max_size=12))
def test_a_tree_that_was_asked_before_answers_like_a_new_one(root: Route, asked: list[dict[str, str]]) -> None:
    tree = Tree(root)
    for each in asked:
        assert tree.deliveries(each) == Tree(root).deliveries(each)
        assert tree.deliveries(each) is tree.deliveries({**each, "other": "z"})


@given(trees, labels, labels)
def test_what_is_of_one_kind_goes_the_same_ways(root: Route, one: dict[str, str], other: dict[str, str]) -> None:
    if Tree(root).kind(one) == Tree(root).kind(other):
        assert Tree(root).deliveries(one) == Tree(root).deliveries(other)


def test_a_value_that_no_route_names_is_like_any_other() -> None:
    tree = Tree(Route("root", children=(Route("a", (Matcher("team", "=", "web"), Matcher("site", "=~", "x.*"))),)))
    assert tree.kind({"team": "one", "site": "x"}) == tree.kind({"team": "two", "site": "x", "service": "s"})
    kinds = [
        tree.kind({"team": "web", "site": "x"}),
        tree.kind({"team": "one", "site": "x"}),
        tree.kind({"team": "one", "site": "y"}),
        tree.kind({"site": "x"}),
    ]
    assert len(set(kinds)) == len(kinds)


def test_kinds_that_each_service_has_of_its_own_are_not_all_remembered() -> None:
    services = [f"service-{number}" for number in range(MOST_KINDS + 2)]
    policy = routed(TEXT, alert("service-0", "Slow", "warning"))
    own = tuple(Route("nobody", (Matcher("service", "=", each),)) for each in services)
    judge = Judge.of(replace(policy, root=replace(policy.root, children=own)))
    told = [alert(each, "Slow", "warning").alert for each in services]
    once = [judge.case(each) for each in told]
    assert len(judge.tree._ways) == len(judge._compared) == MOST_KINDS
    assert [judge.case(each) for each in told] == once
    assert judge.case(told[0]).missing is once[0].missing


def _alert(name: str, own: dict[str, str], by: Sequence[str], open_labels: bool) -> AlertClass:
    return AlertClass("unit", name, "a", None, own, frozenset(by), open_labels, False, (), Origin("a"))


alerts = st.builds(_alert, st.sampled_from("AB"), labels, st.lists(st.sampled_from(LABELS)), st.booleans())
sides = st.lists(matchers, max_size=2).map(tuple)
rules = st.tuples(sides, sides, st.lists(st.sampled_from(LABELS)).map(tuple)).map(
    lambda each: Inhibit("rule", *each, None)
)


def _pair_by_pair(inhibits: list[Inhibit], target: AlertClass, sources: list[AlertClass]) -> list[tuple[Inhibit, int]]:
    pairs = ((rule, place) for rule in inhibits for place in range(len(sources)))
    return [
        (rule, place)
        for rule, place in pairs
        if sources[place] is not target and may_silence(rule, sources[place], target)
    ]


@given(st.lists(rules, max_size=3), st.lists(alerts, max_size=6), st.lists(alerts, max_size=3))
def test_what_silences_many_is_what_silences_each_pair(
    inhibits: list[Inhibit], unit: list[AlertClass], others: list[AlertClass]
) -> None:
    expected = [_pair_by_pair(inhibits, alert, unit) for alert in unit]
    assert silencing_each(inhibits, unit, unit) == expected
    assert [silencing(inhibits, alert, unit) for alert in unit] == expected
    assert silencing_each(inhibits, others, unit) == [_pair_by_pair(inhibits, alert, unit) for alert in others]


@given(sides, st.lists(st.sampled_from((*LABELS, "alertname"))), st.lists(alerts, max_size=6))
def test_what_is_known_of_many_alerts_is_what_is_known_of_each(
    side: tuple[Matcher, ...], equal: list[str], many: list[AlertClass]
) -> None:
    known = Known(many)
    for _ in "ab":
        assert known.matching(side) == [may_match(each, side) for each in many]
        assert known.keys(equal) == [tuple(value_of(each, label) for label in equal) for each in many]


@given(
    st.sets(st.from_regex(r"(t/)?[ab](@(a|b|unit)(\.[AB])?)?", fullmatch=True)),
    st.lists(st.tuples(alerts, st.sampled_from((None, "t", "b")), st.sampled_from("abc"))),
)
def test_the_intents_of_many_alerts_are_those_of_each(
    ids: set[str], said: list[tuple[AlertClass, str | None, str]]
) -> None:
    intent = routed(TEXT, alert("service", "Slow", "warning")).intents["warning"]
    intents = dict.fromkeys(ids, intent)
    many = [replace(each, team=team, severity=severity) for each, team, severity in said]
    assert intents_of(intents, many) == [intent_of(intents, each) for each in many]
