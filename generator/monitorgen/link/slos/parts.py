"""An objective over others: in each window the worst of its parts decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.slos import sloth
from monitorgen.link.slos.series import any_series, any_sums, filled, picking
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.link.slos.declared import Declared
    from monitorgen.plan.slos import Slo
    from monitorgen.units import Duration

    Text = Callable[[Duration], str]


def all_of(it: Declared) -> tuple[Text, Text, tuple[str, ...]]:
    """The largest ratio of the parts over a window and over a period, by the labels that all of them share."""
    parts: list[Slo] = []
    for index, name in enumerate(it.slo.all_of or ()):
        if it.joined(name):
            hint = "name its parts instead"
            raise it.refuse("MG293", f"{name} is made of others itself", hint, "all_of", index)
        found = it.part(name)
        if found is None:
            raise it.refuse("MG293", f"there is no SLO {name!r} here", "write `entry.slo`", "all_of", index)
        parts.append(found)
    if len(parts) < 2:
        raise it.refuse("MG293", "`all_of:` joins several SLOs", "name at least two", "all_of")
    shared = [label for label in parts[0].by if all(label in part.by for part in parts)]
    for index, label in enumerate(it.slo.by or ()):
        if label not in shared:
            known = ", ".join(shared) or "none"
            message = f"not all parts are kept apart by {label!r}"
            raise it.refuse("MG362", message, f"labels that all share: {known}", "by", index)
    by = tuple(it.slo.by if it.slo.by is not None else shared)

    def worst(texts: list[str]) -> str:
        return build.aggregate("max", by or None, " or ".join(texts))

    def ratio(window: Duration) -> str:
        return worst([_of_part(it, part, window) for part in parts])

    def period(window: Duration) -> str:
        return worst([_of_part(it, part, window, idle=True) for part in parts])

    return ratio, period, by


def _of_part(it: Declared, part: Slo, window: Duration, *, idle: bool = False) -> str:
    kept = (*sloth.recorded_windows(part), part.period) if part.profile == "sloth" else () if idle else part.windows
    if window in kept:
        return filled(any_series(part.ratio(window)), picking(part.labels))
    if part.profile == "sloth":
        message = f"{part.name} is recorded as Sloth does, and has no ratio over {window}"
        raise it.refuse(
            "MG295", message, f"take windows of {', '.join(map(str, kept))}, or `profile: native`", "all_of"
        )
    return filled(any_sums(window, idle=idle), picking(part.labels))
