"""Slips inside `{ }` and `[ ]`: brackets never closed, commas left out, texts that needed quotes there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Related
from monitorgen.load.complaints import template
from monitorgen.load.quoting import flow_value, quote_hint
from monitorgen.load.slips.scene import Slip

if TYPE_CHECKING:
    from monitorgen.load.slips.scene import Point, Scene

_PAIRS = {"{": "}", "[": "]"}
_COMMAS = "entries of `{ }` and `[ ]` are parted by commas"
_SEARCHED = 200_000
_SELECTOR = re.compile(r"[A-Za-z_:][\w:.]*\{[^}]*=")
_LAST_WORD = re.compile(r"(\S+)\s*$")


def separator(scene: Scene) -> Slip | None:
    """Something other than a comma or the closing bracket stands behind an entry of `{ }` or `[ ]`."""
    text, column = scene.text, scene.column
    if (braces := text.rfind("{{", 0, column + 2)) >= 0:
        start, end = flow_value(text, braces)
        return Slip(template(scene.source, scene.line, start, end), scene.line)
    if scene.character in "{[" and scene.character and scene.before.strip():
        return _unquoted(scene)
    opening = scene.brackets[-1] if scene.brackets else scene.began
    bracket = scene.source.line(opening[0])[opening[1] : opening[1] + 1]
    if scene.character in ("}", "]"):
        return scene.slip(
            "MG108",
            f"`{bracket}` is closed by `{scene.character}`",
            scene.here(),
            label=f"`{_PAIRS.get(bracket, '')}` expected",
            hint="close each bracket with its own kind, the last opened first",
            related=(Related(scene.source.between(*opening, opening[1] + 1), "opened here"),),
        )
    if not _closes(scene, opening):
        return _never_closed(scene, opening, bracket)
    return _between_entries(scene)


def content(scene: Scene) -> Slip | None:
    """A value is missing: the file ended inside a bracket, or something stands there that begins no value."""
    if scene.character in ("}", "]"):
        hint = "delete it, or quote the value if it is part of a text"
        return scene.slip("MG108", f"nothing is open that this `{scene.character}` closes", scene.here(), hint=hint)
    if scene.character == "," and scene.brackets:
        message = "an entry is missing before the comma"
        return scene.slip("MG107", message, scene.here(), hint="delete the comma", certain=False)
    if scene.character == ",":
        start, end = scene.value_at(scene.line, scene.column)
        return scene.needs_quotes("a value cannot start with `,`", scene.line, start, end)
    if scene.brackets:
        line, column = scene.brackets[-1]
        return _never_closed(scene, (line, column), scene.source.line(line)[column : column + 1])
    return None


def colon(scene: Scene) -> Slip:
    """A plain text inside brackets that holds a `:` where YAML allows none."""
    start, end = flow_value(scene.text, scene.column)
    return scene.needs_quotes("a text with `:` inside `{ }` needs quotes", scene.line, start, end)


def _unquoted(scene: Scene) -> Slip:
    """`{total: x_total{kind="a"}}`, `{path: /pay/{id}}`, `{expr: rate(x[5m])}`, `{a: ${VAR}}`."""
    start, end = flow_value(scene.text, scene.column)
    value = scene.text[start:end]
    if scene.before.rstrip().endswith(('"', "'", "}", "]")) and not _SELECTOR.match(value):
        return _between_entries(scene)
    if _SELECTOR.match(value):
        what = "a selector"
    elif "(" in value:
        what = "an expression"
    elif value.startswith("/") or "://" in value:
        what = "a path with `{`"
    elif scene.character == "{":
        what = "a placeholder"
    else:
        what = "a text with `[`"
    return scene.needs_quotes(
        f"{what} inside `{{ }}` or `[ ]` needs quotes",
        scene.line,
        start,
        end,
        label=f"YAML ends the value before its `{scene.character}`",
    )


def _between_entries(scene: Scene) -> Slip:
    before = scene.before.rstrip()
    if before.endswith(("]", "}")) and scene.character not in ("{", "[", '"', "'", ""):
        start, end = flow_value(scene.text, scene.column)
        bracket = scene.text[start : start + 1]
        return scene.needs_quotes(f"a text that starts with `{bracket}` needs quotes", scene.line, start, end)
    if scene.character == ":" and (word := _LAST_WORD.search(scene.before)):
        start, end = flow_value(scene.text, scene.column)
        if start == word.start(1):
            return scene.needs_quotes("`: ` inside an unquoted text", scene.line, start, end)
        return scene.slip(
            "MG107",
            f"a comma is missing before `{word[1]}`, or quotes around a text that holds `: `",
            scene.source.between(scene.line, word.start(1), scene.column),
            hint=f"{_COMMAS}; if it is one text, {quote_hint(scene.text[start:end])}",
            certain=False,
        )
    line, column = scene.line, scene.column
    if not before and scene.character:  # the entry before ends on an earlier line
        place = scene.source.between(line, column, len(scene.text.rstrip()))
        message = "a comma is missing at the end of the entry before this one"
    else:
        place, message = scene.here(), "a comma or the closing bracket is missing here"
    hint = f"{_COMMAS}; a text that holds quotes or brackets needs quotes around it"
    return scene.slip("MG107", message, place, hint=hint, certain=False)


def _never_closed(scene: Scene, opening: Point, bracket: str) -> Slip:
    line, column = opening
    return scene.slip(
        "MG108",
        f"`{bracket}` is never closed",
        scene.source.between(line, column, column + 1),
        label="opened here",
        hint=f"add the `{_PAIRS.get(bracket, '')}`; if the bracket is part of a text, quote it",
    )


def _closes(scene: Scene, opening: Point) -> bool:
    """Whether the bracket is closed somewhere, quotes left out of account."""
    line, column = opening
    closing: list[str] = []
    searched = 0
    for number in range(line, len(scene.source.lines)):
        for character in scene.source.line(number)[column if number == line else 0 :]:
            if character in _PAIRS:
                closing.append(_PAIRS[character])
            elif closing and character == closing[-1]:
                closing.pop()
                if not closing:
                    return True
            searched += 1
        if searched > _SEARCHED:
            return False
    return False
