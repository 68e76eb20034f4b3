"""Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

GitHub shows ten errors, ten warnings and ten notices of a step and silently drops the others. So the most severe come
first, those at a line before those without one; when some are too many, a notice says so, and the step's log has them
all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.render.cells import safe
from monitorgen.render.told import address, counted, in_file, message, remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown, Spot

MOST = 10
"""Annotations of one level that GitHub shows of a step."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def github(shown: Sequence[Shown]) -> str:
    """One `::error file=...,line=...,col=...,title=...::message` a line; what is too much as plain lines in a group."""
    by_level = {level: sorted(_of(level, shown), key=_without_line) for level in _COMMANDS}
    # A notice less where one is needed to say that there is more.
    room = dict.fromkeys(_COMMANDS, MOST)
    if any(len(found) > MOST for found in by_level.values()):
        room["note"] = MOST - 1
    lines = [_command(each) for level, found in by_level.items() for each in found[: room[level]]]
    rest = [each for level, found in by_level.items() for each in found[room[level] :]]
    if rest:
        lines += [_more(rest), f"::group::{counted(len(rest), 'more finding')}", *map(_plain, rest), "::endgroup::"]
    return "".join(f"{line}\n" for line in lines)


def _of(level: str, shown: Sequence[Shown]) -> list[Shown]:
    return [each for each in shown if each.level == level]


def _without_line(shown: Shown) -> bool:
    spot = in_file(shown)
    return spot is None or not spot.line


def _more(rest: Sequence[Shown]) -> str:
    """The one line that tells of what is not annotated."""
    counts = [counted(len(found), level) for level in _COMMANDS if (found := _of(level, rest))]
    return f"::notice title=monitorgen::{' and '.join(counts)} more in the log of this step"


def _plain(shown: Shown) -> str:
    spot = in_file(shown)
    where = f" {safe(address(spot))}:" if spot is not None else ""
    return f"{shown.level}[{shown.code}]{where} {'; '.join([message(shown), *remarks(shown)])}"


def _command(shown: Shown) -> str:
    properties = [*_position(in_file(shown)), ("title", shown.code)]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties)
    text = "\n".join([message(shown), *remarks(shown)])
    return f"::{_COMMANDS[shown.level]} {written}::{_data(text)}"


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


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text)).replace(":", "%3A").replace(",", "%2C")
