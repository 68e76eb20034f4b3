"""What is recorded of an objective: stories about the rules that alerts, budgets and panels read, not about alerts.

Alerts are proven with recorded values that are fed, so that a story of days takes minutes. Here stands what makes these
values: events are counted from raw series, over each window and no other; nothing is counted that is not asked for;
no errors yet are none, and an idle time is no fault; budgets are the sums of what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.slos import LONGEST_COUNTED
from monitorgen.proof.case import Untold
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.slos.counting import counting
from monitorgen.proof.slos.summing import summing
from monitorgen.proof.slos.tracks import tracks
from monitorgen.proof.slos.watching import watching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.rules import RuleGroup
    from monitorgen.proof.case import Case
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.tracks import Tracks

_ASIDE = {"all of": "it is made of other objectives", "native latency": "series of native histograms are not made up"}


def of_objectives(groups: Iterable[RuleGroup], stage: Stage) -> Iterator[Case | Untold]:
    """The stories about what is recorded of each objective of a unit, and why some begin with no raw series."""
    found = {each.measured.slo.name: each.measured for each in groups if each.measured is not None}
    for measured in found.values():
        if measured.slo.profile != "native":
            yield Untold(measured.slo.name, "its rules are those of Sloth")
            continue
        raw = _raw(measured, stage)
        if not isinstance(raw, str):
            yield counting(measured, raw, stage)
        elif measured.slo.kind in {"time", "slices"} and measured.slo.maintenance is None:
            yield watching(measured.slo)
        else:
            yield Untold(measured.slo.name, raw)
        if measured.exact and any(window > LONGEST_COUNTED for window in measured.slo.windows):
            yield Untold(
                measured.slo.name, f"windows of more than {LONGEST_COUNTED} are played as sums, and `exact` has none"
            )
        if measured.slo.kind != "all of" and not measured.exact:
            yield summing(measured.slo, alone=isinstance(raw, str))


def _raw(measured: Measured, stage: Stage) -> Tracks | str:
    """The raw series, or why none are made up: what its alerts read is fed to them all the same."""
    if measured.slo.maintenance is not None:
        return "where maintenance is kept out, all windows are sums of slices, which are not played one by one"
    if measured.indicator is None:
        return _ASIDE.get(measured.slo.kind, "its owner's PromQL is not taken apart")
    try:
        found = tracks(measured.indicator, stage)
    except UnsolvedError as unsolved:
        return str(unsolved)
    for label in measured.slo.by:
        if len({each.labels.get(label) for each in found.own}) > 1:
            return f"the label {label} that keeps groups apart tells good events from bad ones, too"
    return found
