"""Label sets that series of a metric really carry and that matchers pick, or just miss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    found: dict[str, str] = {}
    for name in names:
        wanted = picked.get(name, [])
        value = _value(name, wanted, schema, known)
        if value:
            found[name] = value
    return found


def missed(labels: Mapping[str, str], matcher: Matcher) -> dict[str, str] | None:
    """The same labels, but for one value that the matcher does not pick; None if everything is picked."""
    for value in others(matcher):
        if not picks((matcher,), value):
            return {name: text for name, text in {**labels, matcher.label: value}.items() if text}
    return None


def others(matcher: Matcher) -> list[str]:
    """Values that a matcher might not pick; the last ones are near to what it names."""
    near = [matcher.value] if matcher.op in {"!=", "!~"} else []
    return [f"other-{matcher.label}", "0", "none", "", *near, *filter(None, _solutions(matcher.value))]


def solutions(matcher: Matcher) -> list[str]:
    """Values that a matcher probably picks."""
    return [matcher.value] if matcher.op == "=" else _solutions(matcher.value) if matcher.op == "=~" else []


def picks(matchers: Iterable[Matcher], value: str) -> bool:
    """Whether the matchers of one label pick this value; "" stands for a label that is not there."""
    return all(_picks(each, value) for each in matchers)


def _picks(matcher: Matcher, value: str) -> bool:
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


def _value(name: str, wanted: list[Matcher], schema: LabelSchema, known: Mapping[str, str]) -> str:
    said = sorted(schema.values.get(name, ()))
    candidates = [known[name]] if name in known else []
    candidates += [each.value for each in wanted if each.op == "="]
    candidates += said or [_TYPICAL.get(name, f"{name}-1")]
    for each in wanted:
        if each.op == "=~":
            candidates += _solutions(each.value)
    candidates += ["other", "x", "1", ""]
    for value in candidates:
        if picks(wanted, value):
            return value
    raise UnsolvedError(f"no value of {name} fits {', '.join(map(str, wanted))}")


def _solutions(pattern: str) -> list[str]:
    """Texts that a regular expression probably matches: each alternative with its wildcards filled."""
    found: list[str] = []
    for part in _alternatives(pattern):
        bare = re.sub(r"\\(.)", r"\1", re.sub(r"\.[*+?]|\(\?:|[()^$]", "", part))
        digits = re.sub(r"\\d\+?|\[0-9\]\+?", "1", part).replace(".", "0")
        found += [bare, re.sub(r"(?<!\\)\.", "0", re.sub(r"\.[*+]", "", part)), digits]
        found += [bare + ending for ending in _ENDINGS]
    return found


def _alternatives(pattern: str) -> list[str]:
    inner = re.fullmatch(r"\((?:\?:)?(.*)\)", pattern)
    return (inner[1] if inner else pattern).split("|")
