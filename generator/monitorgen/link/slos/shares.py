"""Shares that are not counted: a ratio that somebody else computes, and the time during which something holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitorgen.link.asking import asked
from monitorgen.link.conditions import check_companions, function_of
from monitorgen.link.matched import check_matchers
from monitorgen.link.slos.counters import as_written, windowed
from monitorgen.link.thresholds import threshold
from monitorgen.link.values import value
from monitorgen.promql import build
from monitorgen.promql.printer import PRECEDENCE
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Origin
    from monitorgen.link.slos.declared import Declared
    from monitorgen.units import Duration

BAD_WHEN = {"above": "<=", "below": ">=", "equals": "!="}
"""What is bad of a condition that says what is good."""
_NOT_HERE = ("only_if", "min_events", "missing")


def ratio_query(it: Declared, form: str) -> tuple[Callable[[Duration], str], tuple[str, ...]]:
    """The bad share by PromQL; what is no number is left out, and nothing is below 0 or above 1."""
    by = tuple(it.slo.by or ())
    text = windowed(it, form, by)

    def ratio(window: Duration) -> str:
        if as_written(it):
            return f"({text(window)})" if form == "error_ratio_query" else f"(1 - ({text(window)}))"
        share = f"clamp({build.aggregate('avg', by or None, text(window))}, 0, 1)"
        return f"{share} >= 0" if form == "error_ratio_query" else f"1 - {share} >= 0"

    return ratio, by


def time_share(it: Declared) -> tuple[str, tuple[str, ...]]:
    """1 while the condition does not hold, 0 while it does, for each group; nothing while nothing is measured."""
    condition = it.slo.good_when
    assert condition is not None

    def where(*path: str | int) -> Origin:
        return it.where("good_when", *path)

    function = function_of(condition)
    if function is None or not FUNCTIONS[function].compared:
        hint = "write a function and a comparison: {value: probe_success, equals: 1}"
        raise it.refuse("MG282", "`good_when:` is no condition that is compared", hint, "good_when")
    for word in _NOT_HERE:
        if getattr(condition, word) is not None:
            raise it.refuse("MG365", f"`{word}:` does not go with `good_when:`", "drop it", "good_when", word)
    said = [word for word in COMPARISONS if getattr(condition, word) is not None]
    quantity = getattr(condition, said[0]) if len(said) == 1 else None
    if quantity is None or isinstance(quantity, dict):
        hint = "write one of `above:`, `below:` and `equals:`, with one threshold"
        raise it.refuse("MG282", "`good_when:` is not compared with one threshold", hint, "good_when")
    by = tuple(it.slo.by or ())
    if by and FUNCTIONS[function].by != "each" and condition.by is None:
        condition = condition.model_copy(update={"by": list(by)})
    ask = asked(condition, function, it.around, where)
    check_companions(ask)
    of = value(ask)
    check_matchers(ask, of.series.values())
    limit = threshold(quantity, of.unit, of.what, partial(where, said[0]))
    for index, label in enumerate(by):
        if not of.labels.can_have(label):
            have = ", ".join(sorted(of.labels.known))
            raise it.refuse("MG362", f"what it measures has no label {label!r}", f"it has: {have}", "by", index)
    bad = f"{build.inside(of.text, PRECEDENCE['>'] + 1)} {BAD_WHEN[said[0]]} bool {build.number(limit)}"
    return build.aggregate("max", by or None, bad), by
