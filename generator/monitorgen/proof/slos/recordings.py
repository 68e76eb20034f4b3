"""What is recorded of an objective: stories about the rules that alerts, budgets and panels read, not about alerts.

Alerts are proven with recorded values that are fed, so that a story of days takes minutes. Here stands what makes these
values: events are counted from raw series, over each window and no other; nothing is counted that is not asked for;
no errors yet are none, and an idle time is no fault; budgets are the sums of what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def of_objectives(groups: Iterable[RuleGroup], stage: Stage) -> Iterator[Case]:
    """The stories about what is recorded of each objective of a unit."""
    found = {each.measured.slo.name: each.measured for each in groups if each.measured is not None}
    for measured in found.values():
        if measured.slo.profile != "native":
            continue  # its names and shapes are those of Sloth, and compared with Sloth's own
        raw = _raw(measured, stage)
        if raw is not None:
            yield counting(measured, raw, stage)
        if measured.slo.kind in {"time", "slices"} and measured.slo.maintenance is None:
            yield watching(measured.slo)
        if measured.slo.kind != "all of" and not measured.exact:
            yield summing(measured.slo, alone=raw is None)


def _raw(measured: Measured, stage: Stage) -> Tracks | None:
    """The raw series; None where none can be made up: what its alerts read is fed to them all the same.

    Where maintenance is kept out, all windows are sums, of slices that are not played one by one here. What is kept
    apart by a label that tells good events from bad ones has no group with both.
    """
    if measured.indicator is None or measured.slo.maintenance is not None:
        return None
    try:
        found = tracks(measured.indicator, stage)
    except UnsolvedError:
        return None
    apart = (label for label in measured.slo.by if len({each.labels.get(label) for each in found.own}) > 1)
    return None if any(apart) else found
