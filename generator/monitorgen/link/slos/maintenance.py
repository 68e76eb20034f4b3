"""Maintenance that counts against no budget: while a gauge says so, no events are counted, neither good nor bad.

Rules can't read Alertmanager's time intervals, and PromQL knows no time zone: who maintains says so by a series, which
may be a recording rule over hours in UTC. All windows are sums of slices then, so that what happened in maintenance
does not spoil a window that ends after it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.link.operands import operand
from monitorgen.link.slos.series import any_sums, filled, picking
from monitorgen.link.surroundings import Picked
from monitorgen.plan.rules import Series
from monitorgen.plan.slos import SLICE
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.link.slos.declared import Declared
    from monitorgen.link.slos.sli import Sli
    from monitorgen.plan.slos import Slo
    from monitorgen.units import Duration


def gauge_of(it: Declared) -> Series | None:
    """The gauge that is above 0 in maintenance, None where there is none; raises `Refused`."""
    if it.slo.maintenance is None:
        return None
    found = operand(it.slo.maintenance, it.around, partial(it.where, "maintenance"))
    kind = "indicator" if found.metric is None else found.metric.type
    if found.metric is None or kind not in {"gauge", "unknown"}:
        hint = "name a gauge that is above 0 in maintenance"
        raise it.refuse("MG363", f"{found.name} is no gauge, but of the type {kind}", hint, "maintenance")
    if found.owner is not None and found.owner is it.around.own and not found.metric.recorded:
        message = f"{found.name} comes from {found.owner.unit} itself, which tells nothing while it is down"
        hint = "take a gauge of what deploys it, or of a file that the host's exporter reads"
        it.tell("MG297", message, hint, "maintenance", warning=True)
    picked = found.picked(Picked(found.name), ())
    return Series(picked.name, picked.matchers)


def kept_out(it: Declared, sli: Sli, labels: Mapping[str, str], gauge: Series | None) -> Sli:
    """What is measured, less maintenance; raises `Refused`."""
    if gauge is None:
        return sli
    if sli.events is None or sli.bad is None:
        raise it.refuse("MG296", "it counts no events of its own", "say it in each of its parts", "maintenance")
    if it.slo.exact:
        message = "what `exact:` reads from the counters was counted in maintenance, too"
        raise it.refuse("MG296", message, "drop `exact:`, or `maintenance:`", "exact")
    picked = picking(labels)
    share = f"(1 - scalar({during(gauge, SLICE)} > bool 0 or vector(0)))"
    return replace(
        sli,
        ratio=lambda window: filled(any_sums(window), picked),
        events=build.binary("*", sli.events, share),
        bad=build.binary("*", sli.bad, share),
    )


def check_windows(it: Declared, slo: Slo) -> None:
    """MG296: a window that ends between slices; raises `Refused`."""
    for window in slo.windows if slo.maintenance is not None else ():
        if window.ms % SLICE.ms:
            message = f"a window of {window} is no number of slices of {SLICE}, which maintenance is kept out of"
            raise it.refuse("MG296", message, "take windows such as 5m, 30m and 1h", "burn_alerts")


def during(gauge: Series, window: Duration) -> str:
    """What the gauge said at most in a window: above 0 if there was maintenance at some time."""
    return f"max(max_over_time({build.selector(gauge.metric, gauge.matchers, window=window)}))"
