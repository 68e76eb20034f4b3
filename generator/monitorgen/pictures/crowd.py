"""What is too much for one picture, gathered: a box for the services of a team, one for all entries of a product."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitorgen.pictures.graph import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitorgen.pictures.graph import Kind

BOXES, LINES = 120, 300
"""How many of them a map is still read with."""
_OTHERS = 30
"""What is no service stays a box of its own up to this number."""


def gathered(
    nodes: Sequence[Node], edges: Iterable[Edge], teams: Mapping[str, str]
) -> tuple[Sequence[Node], Sequence[Edge]]:
    """What to draw: all of it; or boxes that stand for several nodes; lastly these without lines."""
    names = {node.name for node in nodes}
    lines = _summed((edge.source, edge.target, edge.count) for edge in edges if {edge.source, edge.target} <= names)
    if len(nodes) <= BOXES and len(lines) <= LINES:
        return nodes, lines
    boxes, stands = _boxes(nodes, teams)
    # A need within a team is that team's own affair.
    between = ((stands[line.source], stands[line.target], line.count) for line in lines)
    joined = _summed(each for each in between if each[0] != each[1])
    return boxes, joined if len(boxes) <= BOXES and len(joined) <= LINES else ()


def _boxes(nodes: Sequence[Node], teams: Mapping[str, str]) -> tuple[list[Node], dict[str, str]]:
    """The boxes, and the name of the one that stands for each node."""
    others = sum(node.kind not in {"service", "team"} for node in nodes)
    groups: dict[tuple[Kind, str], list[Node]] = {}
    for node in nodes:
        groups.setdefault(_group(node, apart=others <= _OTHERS), []).append(node)
    boxes: list[Node] = []
    stands: dict[str, str] = {}
    for (kind, name), members in sorted(groups.items()):
        box = members[0]
        if kind == "team":
            services = f"{len(members):,} service{'s' if len(members) > 1 else ''}"
            box = Node(f"team/{name}", "team", name or "No team", note=services, href=teams.get(name, ""))
        elif others > _OTHERS:
            number = f"{len(members):,} entr{'ies' if len(members) > 1 else 'y'}"
            box = Node(f"{kind}/{name}", kind, name or kind, note=number)
        boxes.append(box)
        stands.update((member.name, box.name) for member in members)
    return boxes, stands


def _group(node: Node, *, apart: bool) -> tuple[Kind, str]:
    if node.kind in {"service", "team"}:
        return "team", node.team
    return node.kind, node.name if apart else node.note


def _summed(lines: Iterable[tuple[str, str, int]]) -> list[Edge]:
    counts: Counter[tuple[str, str]] = Counter()
    for source, target, count in lines:
        counts[source, target] += count
    return [Edge(source, target, count) for (source, target), count in sorted(counts.items())]
