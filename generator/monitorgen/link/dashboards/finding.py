"""Finding what a panel names: an alert of this entry, of another one, of the system."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.dashboards.reading import AlertOf
from monitorgen.link.types import is_root_alert_of_targets
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.spec.alert import Alert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.dashboards.templated import Nobody
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.plan.slos import Profile, Slo


class Finder(Struct, frozen=True):
    """Finds alerts for the panels of one dashboard: those of an entry, of nobody, or (neither) of the system."""

    linked: Linked
    unit: str | None = None
    nobody: Nobody | None = None

    def __call__(self, reference: str, origin: Origin) -> AlertOf:
        """The alert of a reference, `Alert` or `entry.Alert`; raises `Refused`."""
        head, dot, name = reference.partition(".")
        if not dot:
            return self._home(reference, origin)
        entry = self.linked.entry_of(head)
        exposed = self.linked.exposed(head) if entry is not None else None
        if entry is None or exposed is None:
            hint = self._near(head, name)
            raise Refused(Diagnostic("MG352", f"there is no entry {head!r} here", origin, hint=hint))
        return _of_entry(entry, name, self.linked.surroundings(exposed), origin)

    def slo(self, reference: str, origin: Origin) -> Slo:
        """The objective of a reference, `entry.slo`, or `slo` of this entry or of the system; raises `Refused`."""
        from monitorgen.link.slos.objectives import known_of

        if self.nobody is not None:
            hint = "a dashboard of your own shows it: `slo: entry.slo`"
            raise Refused(Diagnostic("MG256", "many entries share this panel", origin, hint=hint))
        head, _, name = reference.rpartition(".")
        unit = head or self.unit or SYSTEM_UNIT
        if head and self.linked.entry_of(head) is None:
            raise Refused(Diagnostic("MG352", f"there is no entry {head!r} here", origin, hint=self._near(head, name)))
        known = {each.name: each for each in known_of(self.linked, unit)}
        if name in known:
            return known[name]
        owner = "the system" if unit == SYSTEM_UNIT else unit
        near = get_close_matches(name, sorted(known), 1)
        has = ", ".join(sorted(known)[:6])
        hint = f"did you mean {near[0]}?" if near else f"{owner} has: {has}" if has else "name it entry.slo"
        raise Refused(Diagnostic("MG256", f"{owner} has no SLO {name!r}", origin, hint=hint))

    def profiles(self) -> frozenset[Profile]:
        """Whose names the series of the system's objectives have; none without objectives."""
        from monitorgen.link.slos.objectives import known_of

        return frozenset(self.linked.boards.profiles | {slo.profile for slo in known_of(self.linked, SYSTEM_UNIT)})

    def _near(self, entry: str, name: str) -> str:
        names = [each for each in self.linked.declared if self.linked.entry_of(each) is not None]
        near = get_close_matches(entry, sorted(names), 1)
        return f"did you mean {near[0]}.{name}?" if near else "name a service or infrastructure entry"

    def _home(self, name: str, origin: Origin) -> AlertOf:
        if self.nobody is not None:
            around = self.linked.surroundings(self.nobody.exposed)
            return _of_entry(self.nobody.entry, name, around, origin)
        entry = self.linked.entry_of(self.unit) if self.unit is not None else None
        exposed = self.linked.exposed(self.unit) if entry is not None and self.unit is not None else None
        if entry is not None and exposed is not None:
            return _of_entry(entry, name, self.linked.surroundings(exposed), origin)
        return self._of_root(name, origin)

    def _of_root(self, name: str, origin: Origin) -> AlertOf:
        root = self.linked.root
        alerts = {
            each: node
            for each in root.names("alerts")
            if isinstance(node := root.node("alerts", each), dict)
            and not is_root_alert_of_targets(each, root.spec.collections["alerts"][each])
        }
        if name not in alerts:
            entries = [each for each in sorted(self.linked.declared) if self._has(each, name)]
            hint = f"{entries[0]} has it: {entries[0]}.{name}" if entries else ""
            raise Refused(_unknown(name, alerts, origin, hint))
        alert = Alert.model_validate(alerts[name])
        around = self.linked.surroundings(None)
        return AlertOf(SYSTEM_UNIT, name, alert, around, lambda *path: root.where("alerts", name, *path))

    def _has(self, unit: str, name: str) -> bool:
        entry = self.linked.entry_of(unit)
        return entry is not None and name in (entry.model.alerts or {})


def _of_entry(entry: Entry, name: str, around: Surroundings, origin: Origin) -> AlertOf:
    alerts = entry.model.alerts or {}
    if name not in alerts:
        owner = entry.name if not entry.name.startswith("$") else f"the type {entry.row.names[-1]}"
        raise Refused(_unknown(name, alerts, origin, "", owner))
    return AlertOf(entry.name, name, alerts[name], around, lambda *path: entry.where("alerts", name, *path))


def _unknown(name: str, alerts: Mapping[str, object], origin: Origin, hint: str, entry: str = "") -> Diagnostic:
    near = get_close_matches(name, list(alerts), 1)
    owner = entry or "the system"
    known = ", ".join(sorted(alerts)[:6])
    said = hint or (f"did you mean {near[0]}?" if near else f"{owner} has: {known}" if known else "name it entry.Alert")
    return Diagnostic("MG245", f"{owner} has no alert {name!r}", origin, hint=said)
