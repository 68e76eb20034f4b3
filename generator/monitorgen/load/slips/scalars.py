"""Slips at the start of a value or inside quotes: characters that mean something to YAML, tabs, escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.load.complaints import comparison_hint
from monitorgen.load.quoting import quote_hint, quoted

if TYPE_CHECKING:
    from monitorgen.load.slips.scene import Scene, Slip

_TAB_INDENT = re.compile(r"[ -]*\t")
_ESCAPE = re.compile(r"\\(?:[xuU][0-9A-Fa-f]*|.)")
_MEANINGS = {
    "%": "`%` is kept for directives",
    "@": "`@` is kept by YAML for later",
    "`": "YAML keeps this sign for later",
    "*": "`*` begins an alias",
    "&": "`&` begins an anchor",
    "!": "`!` begins a tag",
    "?": "`?` begins a key",
    "|": "`|` begins a block of text",
    ">": "`>` begins a block of text",
}


def start(scene: Scene) -> Slip | None:
    """A value that begins with a character that YAML keeps for itself, or a tab in the indentation."""
    if scene.character == "\t":
        return tab(scene)
    return indicator(scene)


def indicator(scene: Scene) -> Slip | None:
    """A value that begins with the sign at which libyaml stopped."""
    return _starts_with(scene, scene.line, scene.column)


def anchor(scene: Scene) -> Slip | None:
    """`*.http`, `**/x`, `& b`: signs of aliases and anchors without a name."""
    return _starts_with(scene, *scene.began)


def tag(scene: Scene) -> Slip | None:
    """`!="x"`, `!a!b`: a tag that is none."""
    return _starts_with(scene, *scene.began)


def block_header(scene: Scene) -> Slip | None:
    """`> 5`, `| x`: a block of text whose first line stands behind its sign."""
    slip = _starts_with(scene, *scene.began)
    written = scene.text[scene.began[1] :].rstrip()
    if slip is not None and (hint := comparison_hint(written)):
        return replace(slip, diagnostic=replace(slip.diagnostic, hint=hint))
    return slip


def tab(scene: Scene) -> Slip:
    """A tab in the indentation; reading goes on as if each were a blank."""
    lines = scene.source.lines
    more = sum(1 for line in lines[scene.line + 1 :] if _TAB_INDENT.match(line) and line.strip())
    place = scene.source.between(scene.line, scene.column, scene.column + 1)
    label = f"also on {more} more line{'s' if more != 1 else ''}" if more else ""
    hint = "indent with blanks, two for each level; an editor can do it for the whole file"
    slip = scene.slip("MG106", "a tab in the indentation", place, label=label, hint=hint)
    # Taken for one blank each, tabs keep their meaning only in a file that indents with nothing else.
    only_tabs = not any(line.startswith(" ") for line in lines) and scene.text[: scene.column + 1].isspace()
    return replace(slip, tabs=only_tabs, drop=None)


def unclosed_quote(scene: Scene) -> Slip | None:
    """A quote without its partner up to the end of the file."""
    line, column = scene.began
    quote = scene.source.line(line)[column : column + 1]
    if quote not in ('"', "'"):
        return None
    return scene.slip(
        "MG108",
        f"`{quote}` is never closed",
        scene.source.between(line, column, column + 1),
        label="opened here",
        hint=f"add the closing `{quote}`",
    )


def escape(scene: Scene) -> Slip | None:
    r"""`"\d+"`: a backslash in double quotes that begins no escape."""
    backslash = scene.text.rfind("\\", 0, scene.column + 1)
    written = _ESCAPE.match(scene.text, max(backslash, 0))
    if backslash < 0 or written is None:
        return None
    line, column = scene.began
    text = scene.source.line(line)
    end = text.find('"', column + 1)
    hint = "write each backslash twice"
    if line == scene.line and end > 0 and "'" not in text[column:end]:
        hint = f"in single quotes a backslash is one: {quoted(text[column + 1 : end])}"
    message = f"`{written[0]}` is no escape that double quotes know"
    return scene.slip("MG107", message, scene.source.between(scene.line, *written.span()), hint=hint)


def _starts_with(scene: Scene, line: int, column: int) -> Slip | None:
    text = scene.source.line(line)
    sign = text[column : column + 1]
    if not sign.strip():
        return None
    first, end = scene.value_at(line, column)
    end = max(end, column + 1)
    if text[first:column].rstrip().endswith(("}", "]")):  # `{job="x"} > 5`: it is the brace that needs the quotes
        column, sign = first, text[first]
    return scene.slip(
        "MG109",
        f"a text that starts with `{sign}` needs quotes",
        scene.source.between(line, column, end),
        label=_MEANINGS.get(sign, ""),
        hint=quote_hint(text[column:end]),
    )
