"""Effective entries: a service, an infrastructure entry or a component in one scope, with types and patches, typed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.link.judged import TYPE, check_directions, check_patches, check_removals, without_created
from monitorgen.link.layers import Layer, named, origin_of, origins_of, stack, text_layers
from monitorgen.link.merge import merge, without_dropped
from monitorgen.link.probing import PROBED
from monitorgen.link.replaces import replaced_by, started
from monitorgen.link.types import Kind, Row, Types, said_types
from monitorgen.raw import NONE, Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Path
    from monitorgen.link.scope import Scope
    from monitorgen.spec.service import Type
    from monitorgen.spec.written import Written

_SAYS_ITSELF = frozenset({"metrics", "indicators", "alerts", "recording_rules"})
"""Fields of an entry that needs no type to be more than up or down."""


class Entry(Struct, frozen=True):
    """An entry in one scope: the typed model, and the layers that say where each of its values comes from.

    All `layers` are those of its types, then its `own`; the weakest is first.
    """

    name: str
    kind: Kind
    model: Type
    row: Row
    own: tuple[Layer, ...]
    layers: tuple[Layer, ...]
    starts: Mapping[str, str]
    node: Mapping[str, Raw]

    @property
    def origin(self) -> Origin:
        """Where the entry itself was written."""
        return self.own[0].origin

    def where(self, *path: str | int) -> Origin:
        """Where the value at `path` of the entry was written last.

        What an alert did not say itself is looked up in the alert that it `replaces` or `extends`.
        """
        if self.starts and len(path) > 1 and path[0] == "alerts":
            path = self._started(path)
        return origin_of(self.layers, path)

    def _started(self, path: Path) -> Path:
        name = path[1]
        while isinstance(name, str) and name in self.starts and not any(layer.says(path) for layer in self.layers):
            name = self.starts[name]
            path = ("alerts", name, *path[2:])
        return path

    def covered(self, *path: str | int) -> tuple[Origin, ...]:
        """The places that say something else at `path`, which the one that counts covers; the strongest first."""
        return origins_of(self.layers, path)[1:]

    def says(self, *path: str | int) -> bool:
        """Whether the entry itself, not a type of it, says something at `path`."""
        return any(layer.says(path) for layer in self.own)

    def said(self, field: str) -> frozenset[str]:
        """The names of a field of which the entry itself, not a type of it, says something."""
        return named(self.own, field)


def effective(name: str, kind: Kind, written: Written, types: Types, findings: Findings) -> Entry | None:
    """The entry in the scope of `types`; None if it does not exist there or can't be made (then a finding says why)."""
    scope = types.scope
    own = text_layers(written, scope)
    text = stack(own[1:], TYPE, own[0].whole)
    if not isinstance(text, dict):
        return None
    try:
        row = _row(kind, wanted_types(name, kind, text, types), text, types, origin_of(own, ("type",)))
        whole = merge(row.node, text, TYPE)
        if len(own) > 1 and isinstance(whole, dict):
            unpatched = merge(row.node, own[0].whole, TYPE)
            check_patches(unpatched, own[1:], findings)
            whole = without_created(whole, unpatched)
        node = without_dropped(whole, TYPE, scope.has)
        if not isinstance(node, dict) or not isinstance(whole, dict) or not scope.has(node):
            return None
        layers = (*row.layers, *own)
        alerts = _alerts(whole, layers, own, scope)
        starts, replaced = _starts(alerts), replaced_by(alerts)
        if starts:
            where = {alert: origin_of(layers, ("alerts", alert)) for alert in alerts}
            alerts = started(alerts, where, _named(row.node, "alerts"))
        node = {**node, "alerts": {alert: value for alert, value in alerts.items() if value is not NONE}}
    except Refused as refused:
        findings.add(refused.diagnostic)
        return None
    if untyped := check_type(name, kind, text, types, own[0].origin):
        findings.add(untyped)
    check_removals(row, own, replaced, findings)
    check_directions(row, own, starts, findings)
    return Entry(name, kind, row.typed(node), row, own, layers, starts, node)


def _row(kind: Kind, wanted: tuple[str, ...], text: Mapping[str, Raw], types: Types, origin: Origin) -> Row:
    """The row of the types that an entry asks for; with probes it starts from what all have that are probed."""
    row = types.row(kind, wanted, origin)
    return types.row(kind, (PROBED, *wanted), origin) if is_probed(text) or is_probed(row.node) else row


def is_probed(node: object) -> bool:
    """Whether what was written of an entry or a type asks to be looked at from outside."""
    return isinstance(node, dict) and ("probes" in node or "health" in node)


def wanted_types(name: str, kind: Kind, text: Mapping[str, Raw], types: Types) -> tuple[str, ...]:
    """The types an entry asks for; those of infrastructure default to the entry's name if there is such a type."""
    if "type" not in text:
        return (name,) if kind == "infrastructure" and types.knows(name) else (kind,)
    return said_types(dict(text))


def check_type(name: str, kind: Kind, text: Mapping[str, Raw], types: Types, origin: Origin) -> Diagnostic | None:
    """MG513: infrastructure of no type, of which next to nothing is known: a misspelt name, or a forgotten `type:`."""
    if kind != "infrastructure" or "type" in text or types.knows(name) or text.get("scrape") is NONE:
        return None
    known = types.of("infrastructure")
    host = str(text.get("address", "")).partition(":")[0]
    near = [*get_close_matches(name, known, 1, 0.75), *get_close_matches(host, known, 1, 0.75)]
    if not near and (not _SAYS_ITSELF.isdisjoint(text) or isinstance(text.get("exporter"), dict)):
        return None
    message = f"{name} has no type: no more is known of it than whether it is up"
    write = f"write `type: {near[0]}` if that is what it is" if near else f"known types: {', '.join(known)}"
    hint = f"{write}; `type: infrastructure` says that this is meant"
    return Diagnostic("MG513", message, origin, level="warning", part="key", hint=hint)


def _named(node: Mapping[str, Raw], field: str) -> dict[str, Raw]:
    found = node.get(field)
    return found if isinstance(found, dict) else {}


def _alerts(
    whole: Mapping[str, Raw], layers: tuple[Layer, ...], own: tuple[Layer, ...], scope: Scope
) -> dict[str, Raw]:
    """The alerts that there are in a scope, those that are dropped as NONE.

    With a renamed alert goes the one that it replaced, unless the entry speaks of that one too.
    """
    alerts = {name: alert for name, alert in _named(whole, "alerts").items() if scope.has(alert)}
    for name in [name for name, alert in alerts.items() if alert is NONE]:
        for layer in layers:
            alert = _named(layer.whole, "alerts").get(name) if isinstance(layer.whole, dict) else None
            was = str(alert["replaces"]) if isinstance(alert, dict) and "replaces" in alert else None
            if was in alerts and not any(each.says(("alerts", was)) for each in own):
                alerts[was] = NONE
    return alerts


def _starts(alerts: Mapping[str, Raw]) -> dict[str, str]:
    return {
        name: str(alert.get("replaces", alert.get("extends")))
        for name, alert in alerts.items()
        if isinstance(alert, dict) and ("replaces" in alert or "extends" in alert)
    }
