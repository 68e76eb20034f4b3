"""What an objective measures, as PromQL for any window: the share that was bad, and bad and all events of a slice.

The forms are those that stay right where the usual ones fail: bad and total events apart, so that an idle hour weighs
nothing; no errors yet is a ratio of 0; no traffic at all is no ratio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.link.operands import read_matchers
from monitorgen.link.slos.counters import Counters, as_written, events_of, latency_of, queries_of
from monitorgen.link.slos.parts import all_of
from monitorgen.link.slos.series import any_series, filled, picking
from monitorgen.link.slos.shares import ratio_query, time_share
from monitorgen.plan.slos import BAD_TIME, SLICE
from monitorgen.promql import build
from monitorgen.spec.slo import SLIS
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.slos.declared import Declared
    from monitorgen.plan.indicators import Indicator
    from monitorgen.plan.slos import SliKind

_BESIDE = {
    "threshold": frozenset({"indicator"}),
    "errors": frozenset({"total"}),
    "good": frozenset({"total"}),
    "where": frozenset({"indicator", "total"}),
    "time_slices": frozenset({"indicator", "total", "error_ratio_query", "success_ratio_query"}),
    "min_events": frozenset({"indicator", "total"}),
    "exact": frozenset({"indicator", "total"}),
}
"""Words that go with some ways to measure only."""
_MINUTE = Duration(60_000)


class Sli(Struct, frozen=True):
    """`ratio` gives the bad share over a window; `events` and `bad` count a slice of five minutes.

    `period` is the ratio over a whole period where no events are counted. `watched` is recorded as it is at each
    moment, bad or not, every so often (None: as often as rules are evaluated). `key` tells whether two are the same.
    `meant` is what is counted, where that is known.
    """

    kind: SliKind
    by: tuple[str, ...]
    ratio: Callable[[Duration], str]
    events: str | None
    bad: str | None
    key: str
    period: Callable[[Duration], str] | None = None
    watched: tuple[str, Duration | None] | None = None
    meant: Indicator | None = None


def sli_of(it: Declared, labels: Mapping[str, str]) -> Sli:
    """What the objective measures; raises `Refused`."""
    form = next((word for word in SLIS if getattr(it.slo, word) is not None), "indicator")
    for word, forms in _BESIDE.items():
        if getattr(it.slo, word) is not None and form not in forms:
            hint = f"it belongs to {', '.join(f'`{each}:`' for each in sorted(forms))}"
            raise it.refuse("MG282", f"`{word}:` does not go with `{form}:`", hint, word)
    if form == "all_of":
        ratio, period, by = all_of(it)
        return Sli("all of", by, ratio, None, None, ratio(SLICE), period)
    if form == "good_when":
        text, by = time_share(it)
        return _watched("time", by, text, None, labels)
    if form in {"error_ratio_query", "success_ratio_query"}:
        share, by = ratio_query(it, form)
        # Each slice weighs the same: how many events it stands for is not known.
        found = Sli("ratio", by, share, f"0 * ({share(SLICE)}) + 1", share(SLICE), share(SLICE))
    else:
        found = _counted(it, _counters(it, form))
    return found if it.slo.time_slices is None else _sliced(it, found, labels)


def _counters(it: Declared, form: str) -> Counters:
    matchers = read_matchers(it.slo.where, it.where("where")) if it.slo.where else ()
    if it.slo.threshold is not None:
        return latency_of(it, matchers)
    texts = (it.slo.total, it.slo.errors, it.slo.good)
    if form == "total" and any("$window" in text for text in texts if text is not None):
        return queries_of(it)
    return events_of(it, matchers)


def _counted(it: Declared, of: Counters) -> Sli:
    if of.written is not None and as_written(it):
        return Sli(of.kind, of.by, of.written, None, None, of.written(SLICE))
    return Sli(of.kind, of.by, of.share, of.events, of.bad, of.share(SLICE), meant=of.meant)


def _sliced(it: Declared, of: Sli, labels: Mapping[str, str]) -> Sli:
    """A slice is bad if more than it may be of it is; without traffic it is good."""
    slices = it.slo.time_slices
    assert slices is not None
    if slices.objective is None or not 0 < slices.objective < 1:
        hint = "write `time_slices: {objective: 95%, length: 1m}`"
        raise it.refuse("MG282", "the slices do not say which share makes one good", hint, "time_slices")
    length = slices.length or _MINUTE
    interval = it.around.own.scrape_interval if it.around.own is not None else it.around.scrape_interval
    if length.ms < 4 * interval.ms:
        message = f"a slice of {length} holds fewer than 4 scrapes of {interval}"
        raise it.refuse("MG287", message, f"write `length: {Duration(4 * interval.ms)}` or more", "time_slices")
    if length.ms > SLICE.ms:
        message = f"slices of {length} are too long for windows of five minutes"
        raise it.refuse("MG282", message, "write `length:` of at most 5m", "time_slices")
    least = build.number(1 - slices.objective)
    text = f"({of.ratio(length)}) > bool {least}"
    if of.events is not None and of.kind != "ratio":
        text = f"({text}) or 0 * ({of.events})"
    return replace(_watched("slices", of.by, text, length, labels), key=text)


def _watched(kind: SliKind, by: tuple[str, ...], text: str, every: Duration | None, labels: Mapping[str, str]) -> Sli:
    """Time that is bad or not is watched moment by moment; shares of it are averages."""
    series = filled(any_series(BAD_TIME), picking(labels))

    def over(function: str, window: Duration) -> str:
        return f"{function}({series}[{window}])"

    events, bad = over("count_over_time", SLICE), over("sum_over_time", SLICE)
    return Sli(kind, by, lambda window: over("avg_over_time", window), events, bad, text, watched=(text, every))
