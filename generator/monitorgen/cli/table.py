"""Tables for people: columns as wide as they need, no lines; the last column is not padded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A head in capitals and the rows under it; `-` where there is nothing."""
    from monitorgen.render.cells import safe, width

    cells = [[name.upper() for name in head], *([safe(cell) or "-" for cell in row] for row in rows)]
    widths = [max(width(row[index]) for row in cells) for index in range(len(head))]
    lines = [
        _GAP.join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join(lines)
