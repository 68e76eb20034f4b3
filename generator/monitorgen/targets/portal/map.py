"""The map: what needs what, drawn, and in words below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.pictures.graph import Edge, Node
from monitorgen.pictures.systems import systems_map
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.portal.blocks import Code, Page, Picture, Row, Section, To, table
from monitorgen.targets.portal.html import ENDING
from monitorgen.targets.portal.index import MAP
from monitorgen.targets.portal.links import FOLDER
from monitorgen.targets.portal.services import path_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.pictures.graph import Kind
    from monitorgen.plan.pages import Need
    from monitorgen.plan.values import UnitId
    from monitorgen.targets.portal.blocks import Line
    from monitorgen.targets.portal.model import Unit


class Graph(Struct):
    """What is kept of units for the map, and for the pages of those that they need."""

    nodes: dict[UnitId, Node] = field(default_factory=dict)
    needs: dict[UnitId, tuple[Need, ...]] = field(default_factory=dict)
    routes: dict[UnitId, tuple[str, ...]] = field(default_factory=dict)
    users: dict[UnitId, list[tuple[UnitId, str]]] = field(default_factory=dict)

    def learn(self, unit: Unit) -> None:
        """Take in a unit when it goes by."""
        if unit.summary is None or unit.page is None:
            return
        title = title_of(unit)
        self.nodes[unit.name] = Node(
            unit.name,
            _kind(unit),
            "" if title == unit.name else title,
            unit.team or "",
            ", ".join(unit.page.types) if unit.summary.kind != "service" else "",
            f"{path_of(unit.name)}{ENDING}",
        )
        if unit.page.needs:
            self.needs[unit.name] = unit.page.needs
        if unit.routes:
            self.routes[unit.name] = unit.routes
        for need in unit.page.needs:
            self.users.setdefault(need.unit, []).append((unit.name, need.purpose))

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to see: two things, one of which needs the other."""
        return bool(self.needs)

    def picture(self) -> Artifact:
        """The map as a file of its own, which pages show and which needs no page."""
        return Artifact(f"{FOLDER}/{MAP}.svg", systems_map(self.nodes.values(), self._edges(), alone=True))

    def page(self) -> Page:
        """The page of the map."""
        teams = {node.team: f"index{ENDING}#team-{node.team or 'none'}" for node in self.nodes.values()}
        drawn = systems_map(self.nodes.values(), self._edges(), teams=teams)
        sections = [
            Section("picture", "The map", (Picture(drawn, "The map is drawn in the HTML page and in map.svg."),)),
            Section(
                "needs", "In words", (table(("Unit", "Needs", "What for"), tuple(self._needs()), "What needs what"),)
            ),
        ]
        if self.routes:
            sent = table(("Path", "Goes to"), tuple(self._routes()), "What the gateway sends where")
            sections.append(Section("routes", "What the gateway sends where", (sent,)))
        return Page(MAP, "Systems map", tuple(sections), tab=MAP, lead="Lines lead from what needs something to it.")

    def _edges(self) -> Iterator[Edge]:
        return (Edge(unit, need.unit) for unit, needs in self.needs.items() for need in needs)

    def _needs(self) -> Iterator[Row]:
        for unit, needs in sorted(self.needs.items()):
            yield from (Row((self._name(unit), self._name(need.unit), need.purpose)) for need in needs)

    def _routes(self) -> Iterator[Row]:
        found = sorted((path, unit) for unit, paths in self.routes.items() for path in paths)
        return (Row(((Code(path),), self._name(unit))) for path, unit in found)

    def _name(self, unit: UnitId) -> Line:
        node = self.nodes.get(unit)
        return (To(node.called, path_of(unit)),) if node is not None else unit


def _kind(unit: Unit) -> Kind:
    assert unit.summary is not None
    if unit.page is not None and "external" in unit.page.types:
        return "external"
    return unit.summary.kind
