"""Label sets that series of a metric really carry and that matchers pick, or just miss."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.rules import Series
    from monitorgen.promql.types import LabelSchema, Matcher

_TYPICAL = {
    "status": "200", "status_code": "200", "code": "200", "method": "GET", "route": "/", "path": "/", "handler": "/",
    "mountpoint": "/", "fstype": "ext4", "device": "sda1", "mode": "user", "state": "active", "datname": "app",
    "queue": "default",
}  # fmt: skip
_ENDINGS = ("", "0", "00", "1", "500", "00x", "x", "a", "/", "_x")


class UnsolvedError(Exception):
    """No series can be made up for this; the message says why."""


def labels_of(series: Series, schema: LabelSchema, known: Mapping[str, str]) -> dict[str, str]:
    """Labels of a series that the matchers pick: those of the metric, with the values in `known` where they fit."""
    picked: dict[str, list[Matcher]] = {}
    for matcher in series.matchers:
        picked.setdefault(matcher.label, []).append(matcher)
    names = sorted(schema.always | schema.maybe | picked.keys() | known.keys())
    found = ((name, _value(name, picked.get(name, ()), schema, known)) for name in names)
    return {name: value for name, value in found if value}


def missed(labels: Mapping[str, str], matcher: Matcher) -> dict[str, str] | None:
    """The same labels, but for one value that the matcher does not pick; None if everything is picked."""
    for value in others(matcher):
        if not fits(matcher, value):
            return {name: text for name, text in {**labels, matcher.label: value}.items() if text}
    return None


def others(matcher: Matcher) -> Iterator[str]:
    """Values that a matcher might not pick, the likeliest first; the last ones are near to what it names."""
    yield from (f"other-{matcher.label}", "0", "none", "")
    if matcher.op in {"!=", "!~"}:
        yield matcher.value
    yield from filter(None, _solutions(matcher.value))


def solutions(matcher: Matcher) -> tuple[str, ...]:
    """Values that a matcher probably picks."""
    return (matcher.value,) if matcher.op == "=" else _solutions(matcher.value) if matcher.op == "=~" else ()


def picks(matchers: Iterable[Matcher], value: str) -> bool:
    """Whether the matchers of one label pick this value; "" stands for a label that is not there."""
    return all(fits(each, value) for each in matchers)


def picks_series(matchers: Iterable[Matcher], labels: Mapping[str, str]) -> bool:
    """Whether matchers of any labels pick a series with these ones."""
    return all(fits(each, labels.get(each.label, "")) for each in matchers)


def fits(matcher: Matcher, value: str) -> bool:
    """Whether a matcher picks this value of its label."""
    match matcher.op:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return _full(matcher.value, value)
    return not _full(matcher.value, value)


def _full(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value, re.DOTALL) is not None
    except re.error as error:
        raise UnsolvedError(f"the expression {pattern!r} is not read here") from error


def _value(name: str, wanted: Sequence[Matcher], schema: LabelSchema, known: Mapping[str, str]) -> str:
    for value in _candidates(name, wanted, schema, known):
        if picks(wanted, value):
            return value
    raise UnsolvedError(f"no value of {name} fits {', '.join(map(str, wanted))}")


def _candidates(name: str, wanted: Sequence[Matcher], schema: LabelSchema, known: Mapping[str, str]) -> Iterator[str]:
    """Values that might be picked, the likeliest first."""
    if name in known:
        yield known[name]
    for each in wanted:
        if each.op == "=":
            yield each.value
    yield from sorted(schema.values.get(name, ())) or (_TYPICAL.get(name, f"{name}-1"),)
    for each in wanted:
        if each.op == "=~":
            yield from _solutions(each.value)
    yield from ("other", "x", "1", "")


@lru_cache(maxsize=256)
def _solutions(pattern: str) -> tuple[str, ...]:
    """Texts that a regular expression probably matches: each alternative with its wildcards filled."""
    found: list[str] = []
    for part in _alternatives(pattern):
        bare = re.sub(r"\\(.)", r"\1", re.sub(r"\.[*+?]|\(\?:|[()^$]", "", part))
        digits = re.sub(r"\\d\+?|\[0-9\]\+?", "1", part).replace(".", "0")
        found += [bare, re.sub(r"(?<!\\)\.", "0", re.sub(r"\.[*+]", "", part)), digits]
        found += [bare + ending for ending in _ENDINGS]
    return tuple(found)


def _alternatives(pattern: str) -> list[str]:
    inner = re.fullmatch(r"\((?:\?:)?(.*)\)", pattern)
    return (inner[1] if inner else pattern).split("|")
