"""Diagnostics for people: the marked source line, what is wrong under it, and how to mend it.

error[MG112]: `port` is written twice in this map
  --> specs/shop/services/checkout.yaml:7:5
   |
 5 |     port: 8080
   |     ---- first written here
...
 7 |     port: 8081
   |     ^^^^ written again
   = hint: keep one of them
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.render.cells import excerpt, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown, Spot

_ROOM = 110
_STYLES = {"error": "1;31", "warning": "1;33", "note": "1;36", "frame": "1;34", "strong": "1"}


class _Mark(Struct, frozen=True):
    spot: Spot
    text: str
    primary: bool


def human(shown: Sequence[Shown], *, colour: bool) -> str:
    """All diagnostics, a blank line after each, then their number; empty if there are none."""
    if not shown:
        return ""
    pen = _Pen(colour=colour)
    blocks = [_block(diagnostic, pen) for diagnostic in shown]
    return "\n\n".join([*blocks, summary(shown)]) + "\n"


def summary(shown: Sequence[Shown]) -> str:
    """`3 errors, 1 warning; monitorgen explain MG214 tells more`."""
    counts = []
    for level in ("error", "warning", "note"):
        count = sum(diagnostic.level == level for diagnostic in shown)
        if count:
            counts.append(f"{count} {level}{'s' if count > 1 else ''}")
    worst = min(shown, key=lambda diagnostic: ("error", "warning", "note").index(diagnostic.level))
    return f"{', '.join(counts)}; monitorgen explain {worst.code} tells more"


class _Pen:
    """Writes text in colour, or does not."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._colour and text else text


def _block(shown: Shown, pen: _Pen) -> str:
    marks = [_Mark(spot, text, primary=False) for spot, text in shown.related]
    if shown.spot is not None:
        marks.append(_Mark(shown.spot, shown.label, primary=True))
    numbers = [mark.spot.line for mark in marks if mark.spot.text is not None]
    gutter = len(str(max(numbers, default=0)))
    head = pen(shown.level, f"{shown.level}[{shown.code}]") + pen("strong", f": {safe(shown.message)}")
    lines = [head]
    for file in _files(shown):
        lines += _snippet([mark for mark in marks if mark.spot.file == file], shown, gutter, pen)
    for text in _notes(shown):
        lines.append(f"{' ' * gutter} {pen('frame', '=')} {text}")
    return "\n".join(lines)


def _files(shown: Shown) -> list[str]:
    """The files that a diagnostic speaks of, the one it belongs to first."""
    spots = [shown.spot] if shown.spot is not None else []
    return list(dict.fromkeys(spot.file for spot in [*spots, *(spot for spot, _ in shown.related)]))


def _notes(shown: Shown) -> list[str]:
    notes = []
    if shown.label and (shown.spot is None or shown.spot.text is None):
        notes.append(f"note: {safe(shown.label)}")
    if shown.hint:
        notes.append(f"hint: {safe(shown.hint)}")
    if shown.environments:
        word = "environments" if len(shown.environments) > 1 else "environment"
        notes.append(f"note: in {word} {safe(', '.join(shown.environments))}")
    return notes


def _snippet(marks: list[_Mark], shown: Shown, gutter: int, pen: _Pen) -> list[str]:
    """The lines of one file that a diagnostic marks, in their order."""
    head = next((mark for mark in marks if mark.primary), marks[0])
    arrow = "-->" if head.primary else ":::"
    lines = [f"{' ' * gutter}{pen('frame', arrow)} {safe(_address(head.spot))}"]
    bar = f"{' ' * gutter} {pen('frame', '|')}"
    drawn = sorted((mark for mark in marks if mark.spot.text is not None), key=lambda m: (m.spot.line, m.spot.column))
    before = 0
    for mark in drawn:
        spot = mark.spot
        part = excerpt(spot.text or "", spot.column, spot.end, _ROOM)
        if not before:
            lines.append(bar)
        elif spot.line > before + 1:
            lines.append(pen("frame", "..."))
        if spot.line != before:
            lines.append(f"{pen('frame', f'{spot.line:>{gutter}} |')} {part.text.rstrip()}".rstrip())
        sign = ("^" if mark.primary else "-") * part.marked
        style = shown.level if mark.primary else "frame"
        under = f"{sign} {safe(mark.text)}".rstrip()
        lines.append(f"{bar} {' ' * part.before}{pen(style, under)}")
        before = spot.line
    for mark in marks:
        if mark.spot.text is None and mark is not head:
            lines.append(f"{' ' * gutter} {pen('frame', ':::')} {safe(_address(mark.spot))}: {safe(mark.text)}")
        elif mark.spot.text is None and not mark.primary:
            lines[0] += f": {safe(mark.text)}"
    return lines


def _address(spot: Spot) -> str:
    return f"{spot.file}:{spot.line}:{spot.column}" if spot.line else spot.file
