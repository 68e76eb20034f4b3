"""Events that are counted: bad of all, good of all, and requests that were fast enough, by either kind of histogram."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Findings
from monitorgen.link.operands import Operand, operand
from monitorgen.link.raw_expressions import confined, judged
from monitorgen.link.slos.subsets import check_part
from monitorgen.link.surroundings import Picked
from monitorgen.link.thresholds import threshold
from monitorgen.plan.indicators import Counted, Timed
from monitorgen.plan.rules import Series
from monitorgen.plan.slos import SLICE
from monitorgen.promql import build
from monitorgen.promql.build import HOLE
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from monitorgen.diagnostics import Refused
    from monitorgen.link.slos.declared import Declared
    from monitorgen.plan.indicators import Indicator
    from monitorgen.plan.slos import SliKind
    from monitorgen.promql.types import Metric

WINDOW = "$window"


class Counters(Struct, frozen=True):
    """Bad and all events as PromQL, kept apart by `by`: how many there are in a slice, and the bad share of any window.

    Without traffic there is no share. `written` is the ratio just as its owner wrote it, `meant` what is counted, where
    that is known.
    """

    kind: SliKind
    by: tuple[str, ...]
    share: Callable[[Duration], str]
    bad: str
    events: str
    written: Callable[[Duration], str] | None = None
    meant: Indicator | None = None


def events_of(it: Declared, matchers: tuple[Matcher, ...]) -> Counters:
    """Errors, or all but what is good, of the total of an indicator or of counters."""
    if it.slo.total is not None:
        if it.slo.errors is None and it.slo.good is None:
            raise _alone(it)
        whole, total = _counter(it, "total", matchers)
        word = "errors" if it.slo.errors is not None else "good"
        part, picked = _counter(it, word, matchers)
        metrics = [_metric(it, whole, total), _metric(it, part, picked)]
        words = {**whole.words, **part.words}
    else:
        on = _indicator(it)
        measure = on.measure
        assert measure is not None
        if measure.total is None or (measure.errors is None and measure.good is None):
            lacking = "total" if measure.total is None else "errors"
            hint = f"give it `{lacking}:`, or say `total:` and `errors:` here"
            raise it.refuse("MG364", f"indicator {on.name!r} does not say what {_LACKS[lacking]}", hint, *_at(it))
        word = "errors" if measure.errors is not None else "good"
        total = on.picked(measure.total, matchers)
        picked = on.picked(measure.errors or measure.good or measure.total, matchers)
        metrics = [_metric(it, on, total), _metric(it, on, picked)]
        words = dict(on.words)
    check_part(it, word, picked, total, metrics[0])
    by = _by(it, words, metrics)
    all_events, some_events = _sum(total, by), _sum(picked, by)

    def counted(function: str, window: str) -> tuple[str, str]:
        whole = all_events(function, window)
        # Before the first of them there is no series of errors: that is none, not unknown.
        some = f"({some_events(function, window)} or 0 * {whole})"
        return some if word == "errors" else f"clamp_min({whole} - {some}, 0)", whole

    meant = Counted(_series(total), _series(picked), good=word == "good")
    return Counters("events", by, *_in_windows(counted), meant=meant)


def _in_windows(counted: Callable[[str, str], tuple[str, str]]) -> tuple[Callable[[Duration], str], str, str]:
    """The bad share of any window, bad and all events of a slice, of `bad, total = counted("rate", window)`.

    The bad ones are a call or stand in parentheses, so that they can be divided as they are. Windows differ in nothing
    but their length, so that the share is put together once.
    """
    bad, total = counted("rate", HOLE)
    share = f"{bad} / ({total} > 0)"
    return lambda window: share.replace(HOLE, str(window)), *counted("increase", str(SLICE))


def _alone(it: Declared) -> Refused:
    return it.refuse("MG282", "`total:` alone says nothing of what is bad", "write `errors:` or `good:`", "total")


_LACKS = {"total": "is counted", "errors": "failed"}


def _at(it: Declared) -> tuple[str, ...]:
    return ("indicator",) if it.slo.indicator is not None else ()


def _indicator(it: Declared) -> Operand:
    """The indicator of the objective: the one that it names, else the entry's main one."""
    if it.slo.indicator is not None:
        found = operand(it.slo.indicator, it.around, partial(it.where, "indicator"))
        if found.measure is None:
            hint = "name an indicator, or write `total:` and `errors:`"
            raise it.refuse("MG364", f"{found.name} is a metric, not an indicator", hint, "indicator")
        return found
    own = it.around.own
    if own is None or own.main is None or own.main not in own.measures:
        hint = "name an `indicator:`, or write `total:` and `errors:`, `good_when:` or `all_of:`"
        if own is not None and own.measures:
            hint = f"name its `indicator:` ({', '.join(own.measures)}), or the entry's `main:`"
        raise it.refuse("MG282", f"SLO {it.name} does not say what it measures", hint)
    return operand(own.main, it.around, it.where)


def _counter(it: Declared, word: str, matchers: tuple[Matcher, ...]) -> tuple[Operand, Picked]:
    """The counter that a word names."""
    found = operand(getattr(it.slo, word), it.around, partial(it.where, word))
    if found.measure is not None:
        parts = {"total": found.measure.total, "errors": found.measure.errors, "good": found.measure.good}
        part = parts[word]
        if part is None:
            raise it.refuse("MG364", f"indicator {found.name!r} has no `{word}:`", "name a counter", word)
        return found, found.picked(part, matchers)
    assert found.metric is not None
    if found.metric.type not in {"counter", "unknown"}:
        hint = f"count its events with {found.name}_count" if "histogram" in found.metric.type else "name a counter"
        raise it.refuse("MG363", f"{found.name} is a {found.metric.type}, not a counter", hint, word)
    return found, found.picked(Picked(found.name), matchers)


def _metric(it: Declared, on: Operand, picked: Picked) -> Metric | None:
    found = on.owner.metric(picked.name) if on.owner is not None else None
    return found or it.around.anywhere(picked.name)


def _by(it: Declared, words: dict[str, str], metrics: Sequence[Metric | None]) -> tuple[str, ...]:
    """The real labels behind `by`, which all the series must have."""
    by = tuple(dict.fromkeys(words.get(label, label) for label in it.slo.by or () if label != "service"))
    for index, label in enumerate(by):
        for metric in metrics:
            if metric is not None and not metric.labels.can_have(label):
                have = ", ".join(sorted(metric.labels.known))
                message = f"{metric.name} has no label {label!r}"
                raise it.refuse("MG362", message, f"it has: {have}", "by", index)
    return by


def _series(picked: Picked) -> Series:
    return Series(picked.name, picked.matchers)


def _sum(picked: Picked, by: tuple[str, ...]) -> Callable[[str, str], str]:
    """The sum of a function of a counter over any window: `of("rate", "5m")`."""
    series, kept = build.selector(picked.name, picked.matchers), by or None

    def of(function: str, window: str) -> str:
        return build.aggregate("sum", kept, f"{function}({series}[{window}])")

    return of


# -- latency -----------------------------------------------------------------------------------------------------------


def latency_of(it: Declared, matchers: tuple[Matcher, ...]) -> Counters:
    """Requests that took longer than the threshold, of all."""
    on = _indicator(it)
    assert on.measure is not None
    if on.measure.duration is None:
        raise it.refuse(
            "MG364", f"indicator {on.name!r} does not say how long it takes", "give it `duration:`", *_at(it)
        )
    picked = on.picked(on.measure.duration, matchers)
    metric = _metric(it, on, picked)
    assert it.slo.threshold is not None
    unit = metric.unit if metric is not None else "seconds"
    bound = threshold(it.slo.threshold, unit, f"duration of {on.name}", partial(it.where, "threshold"))
    by = _by(it, dict(on.words), [metric])
    if metric is not None and metric.type == "native_histogram":
        return _native(picked, by, bound)
    if metric is not None and metric.buckets and bound not in metric.buckets:
        known = ", ".join(plain(each) for each in metric.buckets)
        near = min(metric.buckets, key=lambda each: abs(each - bound))
        message = f"no bucket of {picked.name} ends at {it.slo.threshold.text}, so that nobody knows what took longer"
        hint = f"the nearest is {plain(near)}; its buckets end at {known}; declare the `buckets:` that are there"
        raise it.refuse("MG288", message, hint, "threshold")
    fast = _sum(Picked(f"{picked.name}_bucket", (*picked.matchers, _le(bound))), by)
    total = _sum(Picked(f"{picked.name}_count", picked.matchers), by)

    def counted(function: str, window: str) -> tuple[str, str]:
        whole = total(function, window)
        return f"clamp_min({whole} - ({fast(function, window)} or 0 * {whole}), 0)", whole

    return Counters("latency", by, *_in_windows(counted), meant=Timed(_series(picked), bound))


def _le(bound: Decimal) -> Matcher:
    """A bucket by its bound, whichever way it is spelled: Prometheus 3 stores `1` as `1.0`."""
    text = plain(bound)
    if bound == bound.to_integral_value():
        return Matcher("le", "=~", f"{text}|{text}[.]0")
    return Matcher("le", "=", text)


def _native(picked: Picked, by: tuple[str, ...], bound: Decimal) -> Counters:
    summed = _sum(picked, by)

    def slow_share(function: str, window: str) -> str:
        return f"1 - histogram_fraction(0, {build.number(bound)}, {summed(function, window)})"

    def all_events(function: str, window: str) -> str:
        return f"histogram_count({summed(function, window)})"

    share = f"{slow_share('rate', HOLE)} and {all_events('rate', HOLE)} > 0"
    events, slow = all_events("increase", str(SLICE)), slow_share("increase", str(SLICE))
    bad = f"({slow}) * ({events} > 0) or 0 * {events}"
    meant = Timed(_series(picked), bound)
    return Counters("native latency", by, lambda window: share.replace(HOLE, str(window)), bad, events, meant=meant)


# -- PromQL of the owner's ---------------------------------------------------------------------------------------------


def queries_of(it: Declared) -> Counters:
    """Bad or good and all events by PromQL, with `$window` where a window stands."""
    word = "errors" if it.slo.errors is not None else "good"
    if it.slo.total is None or getattr(it.slo, word) is None:
        raise _alone(it)
    by = tuple(it.slo.by or ())
    whole, part = windowed(it, "total", by), windowed(it, word, by)

    def summed(text: Callable[[Duration], str], function: str, window: Duration) -> str:
        return build.aggregate("sum", by or None, _as(function, text(window), window))

    def counted(function: str, window: Duration) -> tuple[str, str]:
        everything = summed(whole, function, window)
        some = f"({summed(part, function, window)} or 0 * {everything})"
        return some if word == "errors" else f"clamp_min({everything} - {some}, 0)", everything

    def written(window: Duration) -> str:
        of_all, some = whole(window), part(window)
        return f"({some if word == 'errors' else f'({of_all}) - ({some})'}) / ({of_all})"

    def share(window: Duration) -> str:
        bad, total = counted("rate", window)
        return f"{bad} / ({total} > 0)"

    return Counters("events", by, share, *counted("increase", SLICE), written=written)


def _as(function: str, text: str, window: Duration) -> str:
    """Events per second or in a window, whichever of them the owner wrote."""
    counts = "increase(" in text
    if function == "rate" or counts:
        return text
    return f"({text}) * {build.number(window.seconds)}"


def as_written(it: Declared) -> bool:
    """Whether queries stay as they are, as Sloth leaves them, and nothing is put around them."""
    return it.profile == "sloth" and it.slo.time_slices is None


def windowed(it: Declared, word: str, by: tuple[str, ...]) -> Callable[[Duration], str]:
    """PromQL of the owner's for any window: confined to the entry, and judged once."""
    text = getattr(it.slo, word)
    if WINDOW not in text:
        hint = "write it as in `rate(x_total[$window])`: each alert looks at windows of its own"
        raise it.refuse("MG282", f"`{word}:` has no $window", hint, word)
    found = Findings()
    confined(text.replace(WINDOW, str(SLICE)), it.around, it.where(word))
    inferred = judged(text.replace(WINDOW, str(SLICE)), it.around, lambda: it.where(word), found, use="recording")
    it.findings.extend(found)
    for index, label in enumerate(by):
        if not inferred.labels.can_have(label):
            raise it.refuse("MG362", f"`{word}:` gives no label {label!r}", f"write `sum by ({label})`", "by", index)
    if as_written(it) and (more := inferred.labels.always - set(by)):
        message = f"`{word}:` keeps {', '.join(sorted(more))} apart, of which each value would have a budget of its own"
        raise it.refuse("MG282", message, "write `sum(...)` around it, or name the labels in `by:`", word)

    def of(window: Duration) -> str:
        return confined(text.replace(WINDOW, str(window)), it.around, it.where(word))

    return of
