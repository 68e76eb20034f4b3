"""Sharding: how many agents share the scraping.

An expression means the series of a whole system: `sum by (job)`, `absent(up{...})`. A Prometheus with a part of them
would answer it wrongly. So the shards are agents, which scrape and hand on; alerts and dashboards look where all of it
comes together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.link.components import MOST
from monitorgen.plan.shards import SINCE, Shards

if TYPE_CHECKING:
    from monitorgen.diagnostics import Findings
    from monitorgen.link.linked import Linked
    from monitorgen.plan.system import Version


def shards_of(linked: Linked, version: Version, findings: Findings) -> Shards | None:
    """The shards of a scope, None where one Prometheus scrapes all; what can't be is told."""
    said, where = linked.components.prometheus.shards, linked.root.where("stack", "prometheus", "shards")
    if said is None or said == 1:
        return None
    if not 0 < said <= MOST:
        hint = (
            "leave it out where one scrapes all" if said < 1 else f"write {MOST} at most, and `interval:` of large jobs"
        )
        findings.add(Diagnostic("MG675", f"there can't be {said} shards", where, hint=hint))
        return None
    if linked.site is None or linked.components.prometheus.address is not None:
        hint = "leave it out, and run agents of your own that write to this Prometheus"
        findings.add(Diagnostic("MG675", "shards are containers, and none is run here", where, hint=hint))
        return None
    if version < SINCE:
        hint = f"run {'.'.join(map(str, SINCE))} or later, or leave it out"
        findings.add(Diagnostic("MG675", "this Prometheus can't share its scraping", where, hint=hint))
        return None
    receivers = tuple(f"http://{address}/api/v1/write" for address in linked.components.addresses("prometheus"))
    return Shards(linked.components.shards(), receivers)
