"""What a diagnostic says beside its place, in words, for formats that have one text for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.load.sources import BUILT_IN
from monitorgen.render.cells import safe

if TYPE_CHECKING:
    from monitorgen.render.shown import Shown, Spot


def message(shown: Shown) -> str:
    """What is wrong, in one line."""
    return safe(shown.message) + (f" ({safe(shown.label)})" if shown.label else "")


def remarks(shown: Shown, *, related: bool = True) -> list[str]:
    """The lines after the message: where, if no tool can show it, how to mend it, the other places, environments."""
    lines = []
    if shown.spot is not None and in_file(shown) is None:
        lines.append(f"at {safe(address(shown.spot))}")
    if shown.hint:
        lines.append(f"hint: {safe(shown.hint)}")
    if related:
        lines += [f"{safe(address(spot))}: {safe(text)}" for spot, text in shown.related]
    if shown.environments:
        lines.append(f"in {safe(', '.join(shown.environments))}")
    return lines


def in_file(shown: Shown) -> Spot | None:
    """The place of a diagnostic, if it is in a file that a repository can have: not in one that comes with us."""
    return shown.spot if shown.spot is not None and not shown.spot.file.startswith(BUILT_IN) else None


def address(spot: Spot) -> str:
    """`specs/shop/services.yaml:7:5`."""
    return f"{spot.file}:{spot.line}:{spot.column}" if spot.line else spot.file


def counted(number: int, what: str) -> str:
    """`1 error`, `3 errors`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
