"""The raw series of what an objective measures: which of them count good events and which count bad ones.

Beside them stand series that must not be looked at: of another job, of another value of each label that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.plan.indicators import Counted, Timed
from monitorgen.plan.rules import Series
from monitorgen.promql.types import Matcher
from monitorgen.proof.labels import UnsolvedError, fits, missed, picks, picks_series
from monitorgen.proof.signals import Stage, beside, series_labels
from monitorgen.proof.slos.forms import EVERY, Kind
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from monitorgen.plan.indicators import Indicator


class Track(Struct, frozen=True):
    """A counter of these kinds of events. A `part` is not there before the first event that it counts.

    With a `bound` it is a native histogram, in which good events are just below that and bad ones just above.
    """

    metric: str
    labels: Mapping[str, str]
    counts: frozenset[Kind]
    part: bool = False
    bound: Decimal | None = None


class Tracks(Struct, frozen=True):
    """What is counted, what must not be, and the kind of event that happens before there is a series of the part."""

    own: tuple[Track, ...]
    others: tuple[Track, ...]
    early: Kind
    looked_at: tuple[Series, ...]


def tracks(indicator: Indicator, stage: Stage, *, native: bool) -> Tracks:
    """The series of an indicator, by a `native` histogram or by buckets; raises `UnsolvedError` where no labels fit."""
    match indicator:
        case Timed(histogram=histogram, bound=bound) if native:
            if bound <= 0:
                raise UnsolvedError("nothing takes less time than none")
            mine = Track(histogram.metric, series_labels(histogram, stage), EVERY, bound=bound)
            return Tracks((mine,), tuple(_others((mine,), (histogram,))), "good", (histogram,))
        case Counted():
            part, whole = indicator.part, indicator.total
            own = tuple(_counted(indicator, stage))
            early: Kind = "bad" if indicator.good else "good"
        case Timed(histogram=histogram, bound=bound):
            le = Matcher("le", "=", plain(bound))
            part = Series(f"{histogram.metric}_bucket", (*histogram.matchers, le))
            whole = Series(f"{histogram.metric}_count", histogram.matchers)
            labels = series_labels(histogram, stage)
            own = (
                Track(part.metric, {**labels, "le": plain(bound)}, frozenset({"good"}), part=True),
                Track(part.metric, {**labels, "le": "+Inf"}, EVERY),
                Track(whole.metric, labels, EVERY),
            )
            early = "bad"
    return Tracks(own, tuple(_others(own, (part, whole))), early, (part, whole))


def _counted(indicator: Counted, stage: Stage) -> Iterator[Track]:
    part, whole = indicator.part, indicator.total
    mine: Kind = "good" if indicator.good else "bad"
    labels = series_labels(part, stage)
    yield Track(part.metric, labels, frozenset({mine}), part=True)
    if part.metric == whole.metric:
        yield Track(whole.metric, beside(labels, part, whole, stage), EVERY - {mine})
    else:
        yield Track(whole.metric, series_labels(whole, Stage(stage.metric, {**labels, **stage.known})), EVERY)


def _others(own: Sequence[Track], looked_at: Sequence[Series]) -> Iterator[Track]:
    """For each matcher a series that it alone keeps out."""
    made: list[Track] = list(own)
    for series in looked_at:
        mine = next(each for each in own if each.metric == series.metric and picks_series(series.matchers, each.labels))
        for matcher in series.matchers:
            rest = [each for each in series.matchers if each is not matcher]
            if any(
                each.metric == series.metric
                and picks_series(rest, each.labels)
                and not fits(matcher, each.labels.get(matcher.label, ""))
                for each in made
            ):
                continue
            labels = missed(mine.labels, matcher)
            if labels is not None and not any(_looked_at(each, series.metric, labels) for each in looked_at):
                made.append(Track(series.metric, labels, EVERY, bound=mine.bound))
                yield made[-1]


def _looked_at(series: Series, metric: str, labels: Mapping[str, str]) -> bool:
    return series.metric == metric and picks_series(series.matchers, labels)


def second(found: Tracks, by: Sequence[str], stage: Stage) -> tuple[Track, ...]:
    """What is counted of another group, of which nothing but what comes early happens; empty if there can't be one."""
    labels: dict[str, str] = {}
    for label in by:
        wanted = [each for series in found.looked_at for each in series.matchers if each.label == label]
        said = _said(found.own, label, stage)
        mine = found.own[0].labels.get(label, "")
        value = next((each for each in said or [f"{mine}-2"] if each != mine and picks(wanted, each)), None)
        if value is None:
            return ()
        labels[label] = value
    return tuple(replace(each, labels={**each.labels, **labels}) for each in found.own if by and not each.part)


def _said(own: Sequence[Track], label: str, stage: Stage) -> list[str]:
    """The values that a label can have, where these are known."""
    for each in own:
        metric = stage.metric(each.metric)
        if metric is not None and metric.labels.values.get(label):
            return sorted(metric.labels.values[label])
    return []
