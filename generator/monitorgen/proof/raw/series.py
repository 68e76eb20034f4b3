"""Series for courses: labels that each selector picks, and parts of a whole that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.plan.rules import Series
from monitorgen.promql.nodes import Aggregation, Binary, VectorSelector, children, selectors
from monitorgen.promql.series import resolve_series
from monitorgen.promql.types import LabelSchema
from monitorgen.proof.labels import UnsolvedError, fits, labels_of, others, picks, picks_series, solutions
from monitorgen.proof.raw.courses import Course, Courses, Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.promql.nodes import Node
    from monitorgen.promql.types import Matcher, MetricLookup

TARGET = frozenset({"job", "instance"})
"""Labels that whatever is scraped has."""


class Acted(Struct, frozen=True):
    """A series, with what it does in each state; None is no sample."""

    metric: str
    labels: Mapping[str, str]
    states: tuple[Course | None, ...]


def acted(
    node: Node, states: Sequence[Courses], metric: MetricLookup, known: Mapping[str, str], *, parts: bool
) -> list[Acted]:
    """The series of all states. `parts`: what belongs to a wider selector, too, is taken off that one's own series."""
    wanted, pins = _wanted(node), _pins(node)

    def seen_by(key: Key) -> dict[str, str]:
        return {label: pins.get(label, "") for label in wanted.get((key.metric, key.matchers), frozenset())}

    keys = sorted({key for courses in states for key in courses}, key=_narrow_first)
    free = _free_labels(node)
    labels: dict[Key, dict[str, str]] = {}
    found: dict[Key, list[Course | None]] = {}
    for key in keys:
        found[key] = [courses.get(key) for courses in states]
        own = _numbered(_labels(key, metric, known, seen_by(key)), key, free)
        for other in keys:
            if other not in labels or other.metric != key.metric or other.past or key.past:
                continue
            if (
                picks_series(key.matchers, labels[other])
                and other.matchers != key.matchers
                and other.pinned == key.pinned
            ):
                own = _beside(own, other, key) if own == labels[other] else own
                if parts and other.number == key.number:
                    found[key] = [_less(whole, part) for whole, part in zip(found[key], found[other], strict=True)]
        labels[key] = own
    return [Acted(key.metric, labels[key], tuple(found[key])) for key in keys if not key.past]


def history(states: Sequence[Courses]) -> Courses:
    """What series did long ago, by the key that they have now."""
    return {replace(key, past=False): course for courses in states for key, course in courses.items() if key.past}


def _narrow_first(key: Key) -> tuple[str, int, int, str]:
    return key.metric, -len(key.matchers), key.number, repr(key)


def _labels(key: Key, metric: MetricLookup, known: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Labels of a series. `wanted` are those that the expression looks at, with the value that it names, if any."""
    info = resolve_series(key.metric, metric)
    given = {**{name: text for name, text in wanted.items() if text}, **known}
    if info is None and ":" in key.metric:
        # By the convention for recorded series, what stands before the first colon are the labels that are left.
        level = frozenset(key.metric.partition(":")[0].split("_")) | wanted.keys()
        given = {name: text for name, text in given.items() if name in level}
        schema = LabelSchema(always=level)
    elif info is None or (info.labels.open and not info.metric.recorded):
        schema = LabelSchema(always=frozenset(wanted) | (info.labels.always if info is not None else frozenset()))
    else:
        schema = info.labels
        listed = info.labels.known | (frozenset() if info.metric.recorded else known.keys())
        given = {name: text for name, text in given.items() if name in listed}
    found = labels_of(Series(key.metric, key.matchers), schema, given)
    if key.pinned:
        found.pop("le", None)
    return {**found, **dict(key.pinned)}


def _pins(node: Node) -> dict[str, str]:
    """Values that selectors demand of a label, where they agree on it."""
    found: dict[str, set[str]] = {}
    for each in selectors(node):
        for matcher in each.matchers:
            if matcher.op == "=" and matcher.value:
                found.setdefault(matcher.label, set()).add(matcher.value)
    return {label: min(values) for label, values in found.items() if len(values) == 1}


def _numbered(labels: dict[str, str], key: Key, free: frozenset[str]) -> dict[str, str]:
    """The n-th of several series: told apart by a label that the expression does not look at."""
    if not key.number:
        return labels
    if key.varied:
        return {**labels, key.varied: f"{labels.get(key.varied, key.varied)}-{key.number}"}
    said = {each.label for each in key.matchers if each.op == "="} | {"le"}
    order = sorted(labels.keys() - said - free, key=lambda name: (name != "instance", name == "job", name))
    for name in order:
        text = f"{labels[name]}-{key.number}"
        if picks([each for each in key.matchers if each.label == name], text):
            return {**labels, name: text}
    for name in order:
        for text in [text for each in key.matchers if each.label == name for text in solutions(each)][key.number :]:
            if picks([each for each in key.matchers if each.label == name], text):
                return {**labels, name: text}
    if "instance" not in labels and "instance" not in free:
        return {**labels, "instance": f"{key.number}"}
    raise UnsolvedError("no label tells the series apart that are counted")


def _beside(labels: dict[str, str], narrow: Key, wide: Key) -> dict[str, str]:
    """Labels of a series that the wide selector picks, and the narrow one does not."""
    for matcher in narrow.matchers:
        if matcher in wide.matchers:
            continue
        for text in ["200", "ok", *others(matcher)]:
            moved = {name: value for name, value in {**labels, matcher.label: text}.items() if value}
            if not fits(matcher, text) and picks_series(wide.matchers, moved):
                return moved
    raise UnsolvedError("two selectors pick the same series")


def _less(whole: Course | None, part: Course | None) -> Course | None:
    if whole is None or part is None or whole.shape != "line" or part.shape != "line":
        return whole
    return Course(_difference(whole.value, part.value), _difference(whole.slope, part.slope))


def _difference(whole: float | None, part: float | None) -> float | None:
    return whole if whole is None or part is None else max(0.0, whole - part)


def _wanted(node: Node, outer: frozenset[str] = frozenset()) -> dict[tuple[str, tuple[Matcher, ...]], frozenset[str]]:
    """The labels that an expression looks at, by selector: series of metrics that nobody declared get them."""
    made: dict[tuple[str, tuple[Matcher, ...]], frozenset[str]] = {}
    below: list[tuple[Node, frozenset[str]]]
    match node:
        case VectorSelector():
            matchers = tuple(each for each in node.matchers if each.label != "__name__")
            return {(node.metric or "", matchers): outer - {"le"}}
        case Aggregation(grouping=grouping) if grouping is not None and not grouping.without:
            below = [(each, outer | frozenset(grouping.labels)) for each in children(node)]
        case Binary(matching=matching) if matching is not None:
            both = outer | (frozenset(matching.labels) if matching.on else frozenset())
            many = both | (frozenset() if matching.on else frozenset(matching.labels))
            one = both | frozenset(matching.include)
            sides = (one, many) if matching.card == "one-to-many" else (many, one)
            below = list(zip((node.lhs, node.rhs), sides, strict=True))
        case _:
            below = [(each, outer) for each in children(node)]
    for each, labels in below:
        for selector, found in _wanted(each, labels).items():
            made[selector] = made.get(selector, frozenset()) | found
    return made


def _free_labels(node: Node) -> frozenset[str]:
    """Labels that aggregations keep apart: several series of one group must not differ in them."""
    kept: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Aggregation) and each.grouping is not None and not each.grouping.without:
            kept |= set(each.grouping.labels)
        waiting += children(each)
    return frozenset(kept)
