"""What is recorded of an objective: stories about the rules that alerts, budgets and panels read, not about alerts.

Alerts are proven with recorded values that are fed, so that a story of days takes minutes. Here stands what makes these
values: events are counted from raw series, over each window and no other; nothing is counted that is not asked for;
no errors yet are none, and an idle time is no fault; budgets are the sums of what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.slos import SLICE
from monitorgen.proof.case import Case, Untold
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.slos.counting import counting
from monitorgen.proof.slos.maintaining import maintaining
from monitorgen.proof.slos.reading import fading, reading
from monitorgen.proof.slos.shape import shape_of
from monitorgen.proof.slos.sloth import following
from monitorgen.proof.slos.summing import summing
from monitorgen.proof.slos.tracks import tracks
from monitorgen.proof.slos.watching import watching
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.rules import RuleGroup
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.shape import Shape
    from monitorgen.proof.slos.tracks import Tracks

_ASIDE = {"all of": "it is made of other objectives"}
_WATCHED = frozenset({"time", "slices"})
_SHORTEST_COUNTED = 2 * SLICE.ms
"""Milliseconds over which the events of slices can be summed by a rule that may come before that of the slices."""
_SHORTEST = 2_000
"""Milliseconds that a window has to have, so that samples a second apart tell it from half of it."""


def of_objectives(groups: Iterable[RuleGroup], stage: Stage, *, closed: bool) -> Iterator[Case | Untold]:
    """The stories about what is recorded of each objective of a unit, and why some begin with no raw series.

    `closed` as in `Setting`.
    """
    found = {each.measured.slo.name: each.measured for each in groups if each.measured is not None}
    for measured in found.values():
        shape = shape_of(measured)
        told = False
        for each in _from_raw(measured, shape, stage, closed=closed):
            told = told or (isinstance(each, Case) and measured.slo.kind not in _WATCHED)
            yield each
        if shape.profile == "sloth":
            yield from following(measured.slo, shape)
        elif measured.slo.kind != "all of":
            yield from summing(measured.slo, shape, alone=not told)


def _from_raw(measured: Measured, shape: Shape, stage: Stage, *, closed: bool) -> Iterator[Case | Untold]:
    """From raw series, or from the time that is watched, to ratios or to the slices that these are summed from."""
    slo, gauge = measured.slo, measured.slo.maintenance
    found = None if slo.kind in _WATCHED else _raw(measured, stage, closed=closed)
    if min(shape.short, default=_SHORTEST) < _SHORTEST:
        found = "it has a window of less than 2s"
    elif min(shape.counted, default=_SHORTEST_COUNTED) < _SHORTEST_COUNTED:
        found = f"it asks for a least number of events in less than {Duration(_SHORTEST_COUNTED)}"
    if isinstance(found, str):
        yield Untold(slo.name, found)
    elif gauge is not None:
        yield maintaining(slo, shape, gauge, found, stage)
    elif found is None:
        yield watching(slo, shape)
    else:
        yield counting(slo, shape, found, stage)
        if shape.read:
            yield reading(slo, shape, found, stage)
        if slo.kind == "native latency":
            yield from fading(slo, shape, found)


def _raw(measured: Measured, stage: Stage, *, closed: bool) -> Tracks | str:
    """The raw series, or why none are made up: what its alerts read is fed to them all the same."""
    if measured.indicator is None:
        return _ASIDE.get(measured.slo.kind, "its owner's PromQL is not taken apart")
    native = measured.slo.kind == "native latency"
    if native and closed:
        return "promtool is given samples of native histograms from Prometheus 3 on"
    try:
        found = tracks(measured.indicator, stage, native=native)
    except UnsolvedError as unsolved:
        return str(unsolved)
    for label in measured.slo.by:
        if len({each.labels.get(label) for each in found.own}) > 1:
            return f"the label {label} that keeps groups apart tells good events from bad ones, too"
    return found
