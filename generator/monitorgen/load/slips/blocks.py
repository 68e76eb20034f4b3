"""Slips between lines: indentation that fits nothing, colons without a space, text behind a finished value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Related
from monitorgen.load.complaints import no_space, template
from monitorgen.load.events import position
from monitorgen.load.quoting import block_value, quote_hint
from monitorgen.load.slips.scene import Slip

if TYPE_CHECKING:
    from monitorgen.load.slips.scene import Scene

_LOOKS_LIKE_KEY = re.compile(r"""(?:[^\s"'#{}\[\],&*!|>%@`-][^:]*|"[^"]*"|'[^']*'):(?:\s|$)""")
_SAME_COLUMN = "entries of one map or list begin in the same column"


def key(scene: Scene) -> Slip | None:
    """Something other than a key stands where a block map goes on: at a line's start or behind a finished value."""
    before = scene.before.rstrip()
    if not before:
        return _at_line_start(scene)
    last = scene.last
    if before.endswith(("'", '"')) and last is not None and last.style in ("'", '"'):
        return _behind_quotes(scene)
    start, end = block_value(scene.text)
    if "{{" in before[start:]:
        return Slip(template(scene.source, scene.line, start, end), scene.line)
    if scene.character in ("}", "]") and before.endswith(("}", "]")):
        return scene.slip(
            "MG108", f"nothing is open that this `{scene.character}` closes", scene.here(), hint="delete it"
        )
    if before.endswith(("}", "]")):
        bracket = scene.text[start : start + 1]
        return scene.needs_quotes(
            f"a text that starts with `{bracket}` needs quotes",
            scene.line,
            start,
            end,
            label=f"YAML ends the value with its `{before[-1]}`",
        )
    return None


def dash(scene: Scene) -> Slip | None:
    """A list goes on with something that is no `- ` entry."""
    if scene.before.strip():
        return key(scene)
    if _LOOKS_LIKE_KEY.match(scene.text, scene.column):
        return scene.slip(
            "MG111",
            "a key stands among the entries of a list",
            scene.source.between(scene.line, scene.column, len(scene.text.rstrip())),
            hint="indent it if it belongs to the entry above; a list has only `- ` entries",
            related=(_began(scene, "the list begins here"),),
            certain=False,
        )
    return _at_line_start(scene)


def document(scene: Scene) -> Slip | None:
    """The text goes on where the document has ended: indented less than its first line, or after `...`."""
    if not scene.character:
        return None
    return scene.slip(
        "MG111",
        "the file's map has ended before this line",
        scene.source.between(scene.line, scene.column, len(scene.text.rstrip())),
        hint="begin all keys at the top of the file in the first column",
        certain=False,
    )


def colon(scene: Scene) -> Slip | None:
    """A `: ` where no key can be: inside a plain text, or on a line that continues the text of another."""
    start, end = block_value(scene.text)
    indent = len(scene.text) - len(scene.text.lstrip())
    if start <= scene.column and scene.text[indent:start].rstrip().endswith(":"):
        return scene.needs_quotes(
            "`: ` inside an unquoted text", scene.line, start, end, label="YAML reads a second key here"
        )
    if scene.last is None:
        return None
    line, column = position(scene.last.start_mark)
    earlier = scene.source.line(line)
    if line == scene.line:
        return None
    first, _ = block_value(earlier)
    if first == column and earlier[:first].rstrip().endswith(":"):
        return _deeper_than_value(scene, line, column)
    return _no_colon_on(scene, line)


def no_colon(scene: Scene) -> Slip | None:
    """A line of a block map that has no `: `."""
    return _no_colon_on(scene, scene.began[0])


def inline_dash(scene: Scene) -> Slip:
    """A `- ` behind `key:` or below a finished value."""
    if not scene.before.strip():
        return scene.slip(
            "MG111",
            "a list entry below a value that is complete",
            scene.source.between(scene.line, scene.column, len(scene.text.rstrip())),
            hint=_SAME_COLUMN,
            certain=False,
        )
    start, end = block_value(scene.text)
    start = min(start, scene.column)
    written = scene.text[scene.column : end]
    return scene.slip(
        "MG107",
        "a list cannot begin on the line of its key",
        scene.source.between(scene.line, scene.column, end),
        hint=f"begin it on the next line or write it in [ ]; {quote_hint(written)} if a text is meant",
    )


def _at_line_start(scene: Scene) -> Slip | None:
    text, last = scene.text, scene.last
    rest = scene.source.between(scene.line, scene.column, len(text.rstrip()))
    if scene.character == ":":
        return scene.slip("MG116", "a key is missing before the colon", rest, hint="write `key: value`")
    if scene.character in ("}", "]"):
        return scene.slip("MG108", f"nothing is open that this `{scene.character}` closes", rest, hint="delete it")
    if last is not None and last.style in ("|", ">") and scene.column > 0:
        line, column = position(last.start_mark)
        return scene.slip(
            "MG111",
            "indented less than the first line of the text block above",
            rest,
            label=_blanks(scene.column),
            hint="indent all lines of the block as far as its first",
            related=(Related(scene.source.between(line, column, column + 1), "the block begins here"),),
            certain=False,
        )
    if text[scene.column :].startswith("- ") and not _below_a_list(scene):
        return scene.slip(
            "MG111",
            "a list entry stands among the keys of a map",
            rest,
            hint="a map has only keys: put a key above the list, or indent it below the key it belongs to",
            related=(_began(scene, "the map begins here"),),
            certain=False,
        )
    if not scene.character:
        return None
    label = f"{_blanks(scene.column)}, the entries around it have {_neighbours(scene)}"
    return scene.slip(
        "MG111", "the indentation fits no line above", rest, label=label, hint=_SAME_COLUMN, certain=False
    )


def _below_a_list(scene: Scene) -> bool:
    """Whether the lines right above, indented deeper, are entries of a list."""
    for line in reversed(scene.source.lines[max(0, scene.line - 200) : scene.line]):
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= scene.column:
            return False
        if line.lstrip().startswith("- "):
            return True
    return False


def _blanks(count: int) -> str:
    return f"{count} blank{'s' if count != 1 else ''}"


def _neighbours(scene: Scene) -> str:
    """The nearest indentations of the lines above: the one that was left, and the one of the map that is still open."""
    open_at = scene.began[1]
    above = [
        len(line) - len(line.lstrip())
        for line in scene.source.lines[max(0, scene.line - 200) : scene.line]
        if line.strip() and not line.lstrip().startswith("#")
    ]
    left = [indent for indent in above if indent > scene.column]
    return f"{open_at} or {min(left)}" if left else str(open_at)


def _behind_quotes(scene: Scene) -> Slip | None:
    """Text behind a closing quote: a quote inside the text, or one that was opened on an earlier line."""
    if scene.last is None or not scene.last.style:
        return None
    quote = scene.last.style
    line, column = position(scene.last.start_mark)
    if line != scene.line:
        ends = scene.before.rstrip()
        end_place = scene.source.between(scene.line, len(ends) - 1, len(ends))
        return scene.slip(
            "MG108",
            f"`{quote}` is not closed on its line",
            scene.source.between(line, column, column + 1),
            label="opened here",
            hint=f"add the closing `{quote}`",
            related=(Related(end_place, "the text goes on to here, where the next one begins"),),
        )
    start, end = block_value(scene.text)
    written = scene.text[column:end]
    whole = written.endswith(quote) and len(written) > 1
    return (
        scene.slip(
            "MG109",
            "a quote inside the quotes ends the text" if whole else "the quotes do not go around the whole text",
            scene.source.between(scene.line, scene.column, end),
            label=f"`{quote}` has ended the text before this",
            hint=quote_hint(written[1:-1] if whole else written),
        )
        if start <= column
        else None
    )


def _deeper_than_value(scene: Scene, line: int, column: int) -> Slip:
    """`port: 80` and, deeper, `host: x`: the second line belongs to nothing."""
    earlier = scene.source.line(line)
    key_start = len(earlier) - len(earlier.lstrip())
    end = len(earlier.rstrip())
    indent = len(scene.text) - len(scene.text.lstrip())
    return scene.slip(
        "MG111",
        "indented deeper than the line above, which has its value already",
        scene.source.between(scene.line, indent, scene.column),
        label=f"{_blanks(indent)}, the line above has {key_start}",
        hint=_SAME_COLUMN,
        related=(Related(scene.source.between(line, column, end), "this value is complete"),),
        certain=False,
    )


def _no_colon_on(scene: Scene, line: int) -> Slip:
    text = scene.source.line(line)
    indent = len(text) - len(text.lstrip())
    place = scene.source.between(line, indent, len(text.rstrip()))
    if (glued := no_space(scene.source, line)) is not None:
        return Slip(glued, line)
    hint = "write `key: value`; text that goes on from the line above is indented deeper than its key"
    return scene.slip("MG107", "this line has no `: `", place, hint=hint, certain=False)


def _began(scene: Scene, text: str) -> Related:
    line, column = scene.began
    return Related(scene.source.between(line, column, len(scene.source.line(line).rstrip())), text)
