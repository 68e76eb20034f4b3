"""Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.render.cells import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown, Spot

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github(shown: Sequence[Shown]) -> str:
    """One `::error file=...,line=...,col=...,title=...::message` a line."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in shown)


def _command(shown: Shown) -> str:
    properties = [*_position(shown.spot), ("title", shown.code)]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{_COMMANDS[shown.level]} {written}::{_data(_message(shown))}"


def _position(spot: Spot | None) -> list[tuple[str, str]]:
    if spot is None:
        return []
    if not spot.line:
        return [("file", spot.file)]
    return [
        ("file", spot.file),
        ("line", str(spot.line)),
        ("endLine", str(spot.line)),
        ("col", str(spot.column)),
        ("endColumn", str(spot.end)),
    ]


def _message(shown: Shown) -> str:
    label = f" ({safe(shown.label)})" if shown.label else ""
    lines = [safe(shown.message) + label]
    if shown.hint:
        lines.append(f"hint: {safe(shown.hint)}")
    for spot, text in shown.related:
        where = f"{spot.file}:{spot.line}:{spot.column}" if spot.line else spot.file
        lines.append(f"{safe(where)}: {safe(text)}")
    if shown.environments:
        lines.append(f"in {safe(', '.join(shown.environments))}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
