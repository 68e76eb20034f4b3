"""The stories of an objective's alerts: each pair of windows around its line, the budget around its shares."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from monitorgen.plan.slos import (
    EVENTS,
    NO_DATA_AFTER,
    SLICE,
    Burn,
    Forecast,
    NoData,
    Spent,
    events_series,
    ratio_series,
    rounded,
)
from monitorgen.promql.types import LabelSchema
from monitorgen.proof.case import Case, Input, Moment, Run
from monitorgen.proof.labels import labels_of, missed
from monitorgen.proof.slos.stage import MINUTE, Phase, Play, course_of, group, others, story
from monitorgen.proof.told import told
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.rules import Alert, Series
    from monitorgen.plan.slos import BurnPair, Profile, Slo
    from monitorgen.proof.prove import Setting
    from monitorgen.proof.slos.stage import Course, Values

_OVER, _UNDER = Decimal("1.05"), Decimal("0.95")
_LONG_HOLD = 25 * MINUTE
_ZERO, _ONE = Decimal(0), Decimal(1)


def of_slo(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    """The stories of an alert; those of one name are told together, with the first of them."""
    alerts = [each for each in alike if each.slo is not None]
    match alert.slo:
        case Burn(slo=slo):
            return [_burn(slo, alerts, setting)] if alert is alerts[0] else []
        case Spent(slo=slo):
            return [_spent(slo, alerts, setting)] if alert is alerts[0] else []
        case Forecast(slo=slo, ahead=ahead):
            return list(_forecast(slo, alert, alerts, ahead.seconds, setting))
        case NoData(slo=slo):
            gauge = slo.maintenance
            return [_no_data(slo, alert, setting), *([_maintained(slo, gauge, alert, setting)] if gauge else [])]
    return []


# -- burning too fast --------------------------------------------------------------------------------------------------


def _burn(slo: Slo, alerts: Sequence[Alert], setting: Setting) -> Case:
    pairs = tuple(_Pair.of(slo, pair) for pair in slo.pairs)
    watched = tuple(tuple(_Pair.of(slo, pair) for pair in _pairs(alert)) for alert in alerts)
    holds = tuple(alert.hold.ms for alert in alerts)
    course = _around_lines(pairs, watched, holds, slo.min_events, slo.profile)
    words = "Of each pair both windows are just below their line, then both above, then one of them alone."
    return story(course, slo, alerts, {}, f"{alerts[0].name}: pairs of windows", words, setting)


def _pairs(alert: Alert) -> tuple[BurnPair, ...]:
    return alert.slo.pairs if isinstance(alert.slo, Burn) else ()


class _Pair(NamedTuple):
    """Two windows in milliseconds, and the ratio above which both burn too fast."""

    long: int
    short: int
    limit: Decimal

    @classmethod
    def of(cls, slo: Slo, pair: BurnPair) -> _Pair:
        return cls(pair.long.ms, pair.short.ms, slo.threshold(pair))


@lru_cache(maxsize=64)
def _around_lines(
    pairs: tuple[_Pair, ...],
    watched: tuple[tuple[_Pair, ...], ...],
    holds: tuple[int, ...],
    min_events: int,
    profile: Profile,
) -> Course:
    """Each pair of each alert around its line."""
    step = 5 * MINUTE if any(hold >= _LONG_HOLD for hold in holds) else MINUTE
    lines = [[_Line.of(pair, profile) for pair in each] for each in watched]
    windows = sorted({window for pair in pairs for window in (pair.short, pair.long)})
    ratios = [ratio_series(Duration(window), profile) for window in windows]
    counts = [events_series(Duration(pair.long)) for pair in pairs] if min_events else []
    enough = Decimal(min_events)
    well: Values = {**dict.fromkeys(ratios, _ZERO), **dict.fromkeys(counts, enough)}
    bad: Values = {**dict.fromkeys(ratios, _ONE), **dict.fromkeys(counts, 100 * enough)}

    def active(number: int, values: Values) -> Decimal | None:
        found = (_burning(line, values, min_events) for line in lines[number])
        return next((ratio for ratio in found if ratio is not None), None)

    phases = [
        phase
        for number, hold in enumerate(holds)
        for line in lines[number]
        for phase in _around(line, number, well, -(-hold // step) + 2, min_events)
    ]
    return course_of(Play(holds, active, well, bad, step), phases)


class _Line(Struct, frozen=True):
    """The ratio above which a pair burns too fast; the series of both ratios and of the events; which ratio is told."""

    limit: Decimal
    long: str
    short: str
    count: str
    told: str

    @classmethod
    def of(cls, pair: _Pair, profile: Profile) -> _Line:
        long, short = (ratio_series(Duration(each), profile) for each in (pair.long, pair.short))
        return cls(pair.limit, long, short, events_series(Duration(pair.long)), short if profile == "sloth" else long)


def _around(line: _Line, number: int, well: Values, steps: int, min_events: int) -> Iterator[Phase]:
    limit, long, short = line.limit, line.long, line.short
    above, below = rounded(min(limit * _OVER, (limit + 1) / 2)), rounded(limit * _UNDER)
    higher = rounded(limit + (above - limit) * 3 / 2)  # which of both windows is told can be seen
    yield Phase({**well, long: below, short: below}, steps, number)
    yield Phase({**well, long: above, short: higher}, steps, number)
    yield Phase({**well, long: above, short: below}, steps, number)
    yield Phase({**well, long: below, short: above}, steps, number)
    if min_events:
        few = Decimal(min_events - 1)
        yield Phase({**well, long: above, short: above, line.count: few}, steps, number, few=True)


def _burning(line: _Line, values: Values, min_events: int) -> Decimal | None:
    """The ratio over the window that stands first, if both windows burn too fast and there are enough events."""
    long, short = values[line.long], values[line.short]
    if long is None or short is None or long <= line.limit or short <= line.limit:
        return None
    count = values[line.count] if min_events else None
    return values[line.told] if not min_events or (count is not None and count >= min_events) else None


# -- the budget --------------------------------------------------------------------------------------------------------


def _spent(slo: Slo, alerts: Sequence[Alert], setting: Setting) -> Case:
    shares = tuple(alert.slo.share for alert in alerts if isinstance(alert.slo, Spent))
    course = _gone(slo.remaining, shares, tuple(alert.hold.ms for alert in alerts))
    words = "Of each share of the budget a little less is gone, then a little more, then less again."
    return story(course, slo, alerts, slo.period_labels, f"{alerts[0].name}: shares of the budget", words, setting)


@lru_cache(maxsize=64)
def _gone(remaining: str, shares: tuple[Decimal, ...], holds: tuple[int, ...]) -> Course:
    """Each share of a budget around its line."""

    def active(number: int, values: Values) -> Decimal | None:
        left = values[remaining]
        return left if left is not None and left <= 1 - shares[number] else None

    phases: list[Phase] = []
    for number, share in enumerate(shares):
        limit = 1 - share
        near = min(share, abs(limit) or _ONE) * (_OVER - 1)
        phases += [Phase({remaining: rounded(limit + each)}, 2, number) for each in (near, -near, near)]
    return course_of(Play(holds, active, {remaining: _ONE}, {remaining: -_ONE}, MINUTE), phases)


def _forecast(slo: Slo, alert: Alert, alike: Sequence[Alert], ahead: Decimal, setting: Setting) -> Iterator[Case]:
    """A budget that shrinks evenly, to end just later and just sooner than asked for."""
    steps, start, step = 7, Decimal("0.5"), SLICE.ms
    seconds = Decimal(step) / 1000
    labels = {**slo.labels, **group(slo.by, 1)}
    for sooner in (False, True):
        end = Decimal("-0.02") if sooner else Decimal("0.02")
        slope = (end - start) / (ahead + (steps - 1) * seconds)
        run = Run(float(start), float(f"{slope * seconds:.9g}"), steps)
        fed = dict(sorted({**labels, **slo.period_labels}.items()))
        inputs = [Input(slo.remaining, fed, (run, Run(None, 0, 3)))]
        for beside in others(slo):  # they would end far sooner
            there = dict(sorted({**beside, **group(slo.by, 1), **slo.period_labels}.items()))
            fast = Run(float(start), float(f"{2 * slope * seconds:.9g}"), steps + 3)
            inputs.append(Input(slo.remaining, there, (fast,)))
        severities = (alert.severity,)
        firing = [
            told(each, labels, float(end), setting.external_labels)
            for each in alike
            if isinstance(each.slo, Forecast) and _ends(start, slope, (steps - 1) * seconds, each.slo.ahead.seconds)
        ]
        moments = [Moment(alert.name, steps - 1, ("fires",) if sooner else ("quiet",), tuple(firing), severities)]
        moments.append(
            Moment(alert.name, steps + 2, ("resolves", "missing") if sooner else ("missing",), (), severities)
        )
        when = "sooner" if sooner else "later"
        course = f"The budget shrinks evenly and ends a little {when} than asked for; then nothing is measured."
        sentence = f"{alert.name}: ends {when} than {alert.slo.ahead if isinstance(alert.slo, Forecast) else ''}"
        yield Case(sentence, course, step, tuple(inputs), tuple(moments))


def _ends(start: Decimal, slope: Decimal, now: Decimal, ahead: Decimal) -> bool:
    return start + slope * (now + ahead) <= 0


# -- nothing to measure ------------------------------------------------------------------------------------------------


def _no_data(slo: Slo, alert: Alert, setting: Setting) -> Case:
    """Nothing was ever measured, then there is no traffic, then the series are gone, group by group, then back."""
    before, idle, back = 3, 6, 4
    gone = 3 + 2 * (NO_DATA_AFTER.ms // SLICE.ms)
    first = Input(
        EVENTS,
        _fed(slo, 1),
        (Run(None, 0, before), Run(0, 0, idle), Run(None, 0, gone), Run(0, 0, back)),
    )
    inputs = [first]
    last = before + idle
    quiet = [(before - 1, "missing"), (last - 1, "quiet"), (last, "quiet")]
    if slo.by:
        inputs.append(Input(EVENTS, _fed(slo, 2), (Run(None, 0, before), Run(0, 0, idle + 3), Run(None, 0, gone))))
        quiet.append((last + 4, "quiet"))
    for beside in others(slo):  # they are gone from early on, and nobody may be told of it
        there = dict(sorted({**beside, **group(slo.by, 1)}.items()))
        inputs.append(Input(EVENTS, there, (Run(0, 0, 2), Run(None, 0, 1))))
    firing = (told(alert, slo.labels, 1.0, setting.external_labels),)
    severities = (alert.severity,)
    moments = [
        Moment(alert.name, step, ("missing",) if shows == "missing" else ("quiet",), (), severities)
        for step, shows in quiet
    ]
    moments.append(Moment(alert.name, last + gone - 1, ("fires",), firing, severities))
    moments.append(Moment(alert.name, last + gone + 1, ("resolves",), (), severities))
    course = (
        "Nothing was ever measured; then there is no traffic, which is no loss; then the series are gone, then back."
    )
    return Case(f"{alert.name}: gone, not idle", course, SLICE.ms, tuple(inputs), tuple(moments))


def _maintained(slo: Slo, gauge: Series, alert: Alert, setting: Setting) -> Case:
    """The series are gone in maintenance, and do not come back after it."""
    well, busy, after = 4, 8, 3 + NO_DATA_AFTER.ms // SLICE.ms
    labels = labels_of(gauge, LabelSchema(), {})
    beside = [missed(labels, matcher) for matcher in gauge.matchers]  # that of somebody else says nothing
    inputs = (
        Input(EVENTS, _fed(slo, 1), (Run(0, 0, well), Run(None, 0, busy + after))),
        Input(gauge.metric, labels, (Run(0, 0, well), Run(1, 0, busy), Run(0, 0, after))),
        *(Input(gauge.metric, each, (Run(1, 0, well + busy + after),)) for each in beside if each is not None),
    )
    firing = (told(alert, slo.labels, 1.0, setting.external_labels),)
    moments = (
        Moment(alert.name, well + busy - 1, ("quiet",), (), (alert.severity,)),
        Moment(alert.name, well + busy + after - 1, ("fires",), firing, (alert.severity,)),
    )
    course = "In maintenance the series are gone, which is no loss; when it is over they are missed."
    return Case(f"{alert.name}: missed after maintenance", course, SLICE.ms, inputs, moments)


def _fed(slo: Slo, number: int) -> dict[str, str]:
    return dict(sorted({**slo.labels, **group(slo.by, number)}.items()))
