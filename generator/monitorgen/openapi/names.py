"""Which pieces of the sources are the same, and what each is called beside all others.

Two pieces are the same if nothing that can be said of them tells them apart, references followed as far as they lead:
the classes of that relation are found by refining (as states of an automaton are), so that schemas that refer to
themselves are no special case. Pieces of one name that are the same become one component; ones that differ are each
called after their services, whichever service came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.openapi.grammar import KINDS
from monitorgen.openapi.pieces import HOLES, Definition, Requirement, ToComponent

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from monitorgen.openapi.pieces import Part


def named(definitions: Iterable[Definition]) -> dict[Definition, tuple[Definition, str]]:
    """For each piece the one that stands for it and its name in its section of the components."""
    pieces = sorted(definitions, key=lambda piece: (piece.service, piece.at.file, str(piece.at.path)))
    classes = _classes(pieces)
    wishes: dict[tuple[str, str], dict[int, list[Definition]]] = defaultdict(lambda: defaultdict(list))
    for piece in pieces:
        wishes[KINDS[piece.kind].section, piece.wish][classes[piece]].append(piece)
    taken = {key for key, groups in wishes.items() if len(groups) == 1}
    found: dict[Definition, tuple[Definition, str]] = {}
    for (section, wish), groups in sorted(wishes.items()):
        for group in groups.values():
            name = wish if len(groups) == 1 else _free(section, f"{_spelt(group[0].service)}_{wish}", taken)
            found.update((piece, (group[0], name)) for piece in group)
    return found


def _free(section: str, wanted: str, taken: set[tuple[str, str]]) -> str:
    name, number = wanted, 1
    while (section, name) in taken:
        number += 1
        name = f"{wanted}_{number}"
    taken.add((section, name))
    return name


def _spelt(service: str) -> str:
    return "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "._-" else "_" for letter in service)


def _classes(pieces: Sequence[Definition]) -> dict[Definition, int]:
    """The coarsest division of the pieces in which members of a class say the same and refer to the same classes."""
    skeletons: dict[Definition, tuple[Hashable, list[Definition]]] = {}
    for piece in pieces:
        targets: list[Definition] = []
        own = (piece.service,) if piece.kind in ("Callback", "PathItem") else ()
        skeletons[piece] = (piece.kind, own, _skeleton(piece.tree, targets)), targets
    classes = _numbered({piece: skeleton for piece, (skeleton, _) in skeletons.items()})
    count = 0
    while len(set(classes.values())) > count:
        count = len(set(classes.values()))
        classes = _numbered(
            {
                piece: (classes[piece], tuple(classes[target] for target in targets))
                for piece, (_, targets) in skeletons.items()
            }
        )
    return classes


def _numbered(keys: Mapping[Definition, Hashable]) -> dict[Definition, int]:
    numbers: dict[Hashable, int] = {}
    return {piece: numbers.setdefault(key, len(numbers)) for piece, key in keys.items()}


def _skeleton(part: Part, targets: list[Definition]) -> Hashable:
    """All that a tree says but where its references lead; the targets are added to `targets` in order."""
    if isinstance(part, Mapping):
        return "map", tuple((key, _skeleton(part[key], targets)) for key in sorted(part))
    if isinstance(part, Sequence) and not isinstance(part, str):
        return "list", tuple(_skeleton(item, targets) for item in part)
    if isinstance(part, ToComponent):
        targets.append(part.definition)
        return "component"
    if isinstance(part, Requirement):
        targets += [scheme for scheme, _ in part.schemes]
        return "security", tuple(_skeleton(scopes, targets) for _, scopes in part.schemes)
    if isinstance(part, HOLES):
        return part
    # True is 1 and 1.0 is 1 where Python compares, and neither is in a document.
    return type(part).__name__ if not isinstance(part, int | Decimal) or isinstance(part, bool) else "number", part
