"""Markdown, as far as notes on dashboards use it: headings, lists, code, bold, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.pictures.plain import safe
from monitorgen.pictures.svg import Svg, wide
from monitorgen.preview.scene import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.preview.scene import Scene

_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|\[(?P<link>[^\]]+)\]\([^)]*\)|(?P<plain>[^*`\[]+|.)")


def markdown(scene: Scene) -> Svg:
    """The text, line by line, until the room ends."""
    drawn = Svg()
    y = 4.0
    for line in text(scene.options.get("content")).splitlines():
        heading = re.match(r"(#+)\s+(.*)", line)
        item = re.match(r"\s*[-*]\s+(.*)", line)
        size = 20 - 2 * min(len(heading[1]), 4) if heading else 14
        indent = 22.0 if item else 6.0
        body = heading[2] if heading else item[1] if item else line
        if not body.strip():
            y += 10
            continue
        for number, words in enumerate(_lines(body, scene.w - indent - 6, size)):
            y += size * 1.5
            if y > scene.h:
                return drawn
            if item and number == 0:
                drawn.text(10, y, "•", size, css="t2")
            drawn.raw(
                "text", "".join(_spans(words)), x=indent, y=y, font_size=float(size), class_="t1",
                font_weight=600.0 if heading else None,
            )  # fmt: skip
    return drawn


def _lines(body: str, room: float, size: float) -> Iterator[str]:
    line = ""
    for word in body.split():
        longer = f"{line} {word}".strip()
        if line and wide(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
    yield line


def _spans(line: str) -> Iterator[str]:
    for match in _INLINE.finditer(line):
        kind, words = match.lastgroup, safe(match[match.lastgroup or 0])
        if kind == "bold":
            yield f'<tspan font-weight="600">{words}</tspan>'
        elif kind == "code":
            yield f'<tspan font-family="monospace">{words}</tspan>'
        elif kind == "link":
            yield f'<tspan class="link">{words}</tspan>'
        else:
            yield words
