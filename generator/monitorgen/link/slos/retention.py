"""How long data has to be kept for the budgets of a system: Prometheus sums them from what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.units import Duration, UnitError, duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec

DEFAULT_PERIOD = Duration(30 * 86_400_000)
MORE = Duration(86_400_000)
"""Kept beyond the longest period: blocks are dropped as a whole."""


def needed(spec: Spec) -> Duration | None:
    """The longest period of all objectives and a day, None without objectives; patches of environments included."""
    found: list[Duration] = []
    for written in spec.collections["slos"].values():
        for node in (written.node, *(patch.node for patch in written.patches)):
            found += _of(node)
    for collection in ("types", "services", "infrastructure"):
        for written in spec.collections[collection].values():
            for node in (written.node, *(patch.node for patch in written.patches)):
                slos = node.get("slos") if isinstance(node, dict) else None
                for slo in slos.values() if isinstance(slos, dict) else ():
                    found += _of(slo)
    return Duration(max(found).ms + MORE.ms) if found else None


def _of(slo: Raw) -> Iterator[Duration]:
    if not isinstance(slo, dict):
        return
    others = slo.get("other_periods")
    said = [slo.get("period"), *(others if isinstance(others, dict) else ())]
    yield DEFAULT_PERIOD if said[0] is None else Duration(0)
    for text in said:
        if isinstance(text, str):
            try:
                yield duration(text)
            except UnitError:
                continue  # told where the objective is made
