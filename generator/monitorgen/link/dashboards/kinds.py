"""Kinds: what the dashboards of many entries are made for. They know types, never the entries that have them.

The kind of a service is the type that says what there is to be shown (metrics, indicators, panels), so that services
that differ in their alerts alone share a dashboard. A team has a dashboard of its own for each kind, infrastructure
one for each type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from monitorgen.link.entries import Entry
    from monitorgen.link.types import Kind as EntryKind
    from monitorgen.link.types import Row, Types
    from monitorgen.plan.values import UnitId
    from monitorgen.units import Duration

SHOWING = frozenset({"metrics", "indicators", "panels"})


class Kind(Struct):
    """A kind of entries in one team (None: in all, or there are no teams), as far as the index has seen it.

    `rows` are the rows of types of its entries, each with the types that were asked for; `members` its entries, for
    infrastructure alone. `interval` is the longest between two scrapes.
    """

    types: tuple[str, ...]
    of: EntryKind
    team: str | None
    interval: Duration
    rows: dict[tuple[str, ...], None] = field(default_factory=dict)
    members: list[UnitId] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What the label `kind` of its entries says: `http-service`."""
        return "-".join(self.types)

    @property
    def name(self) -> str:
        """The name of its dashboard."""
        return f"{self.label}-{self.team}" if self.team is not None else self.label


class Kinds(Struct):
    """The kinds of a scope; they grow while units are indexed."""

    types: Types
    found: dict[str, Kind] = field(default_factory=dict)
    _types_of: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def learn(self, entry: Entry, team: str | None, interval: Duration) -> Kind:
        """Take in an entry that is scraped; its kind."""
        types = self.types_of(entry)
        key = Kind(types, entry.kind, team if entry.kind == "service" else None, interval)
        kind = self.found.setdefault(f"{entry.kind} {key.name}", key)
        kind.rows.setdefault(entry.row.names)
        kind.interval = max(kind.interval, interval)
        if entry.kind == "infrastructure":
            kind.members.append(entry.name)
        return kind

    def types_of(self, entry: Entry) -> tuple[str, ...]:
        """The types that say what is shown of an entry."""
        row = entry.row
        if row.names not in self._types_of:
            self._types_of[row.names] = self._showing(row, entry.kind)
        return self._types_of[row.names]

    def _showing(self, row: Row, kind: EntryKind) -> tuple[str, ...]:
        showing = [name for name in row.names if _shows(row, name)]
        under = {
            name: set(self.types.row(kind, (name,), row.layers[0].origin).names) - {name} for name in showing
        }  # fmt: skip
        kept = tuple(name for name in showing if not any(name in under[other] for other in showing))
        return kept or (row.names[-1],)


def _shows(row: Row, name: str) -> bool:
    """Whether a type itself, not one that it builds on, says what there is."""
    return any(
        layer.origin.path[:2] == ("types", name) and isinstance(layer.node, dict) and not SHOWING.isdisjoint(layer.node)
        for layer in row.layers
    )
