"""Writing SVG: a list of elements with exact, short numbers."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from monitorgen.pictures.plain import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDE = 0.56
"""The width of a sign of the font, on average, as a part of its size."""
_DOTS = "…"
_NARROW = frozenset("iljtf.,:;|'!()[] ")
_BROAD = frozenset("mwMW%@")


def number(value: float) -> str:
    """A coordinate: a tenth of a pixel is enough."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def wide(text: str, size: float) -> float:
    """How wide a text is, about."""
    return sum(map(_width, text)) * size * WIDE


def cut(text: str, room: float, size: float) -> str:
    """The text with dots in the place of what does not fit."""
    if wide(text, size) <= room:
        return text
    left = room / (size * WIDE) - _width(_DOTS)
    kept = sum(1 for end in accumulate(map(_width, text)) if end <= left)
    return f"{text[:kept].rstrip()}{_DOTS}" if kept else ""


def _width(sign: str) -> float:
    if sign in _NARROW:
        return 0.55
    return 1.55 if sign in _BROAD or not sign.isascii() else 1.0


@lru_cache(maxsize=256)
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


class Svg:
    """Elements in the order in which they are painted. Colours of the theme are classes, all others are given."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def add(self, parts: Iterable[str]) -> None:
        """What was drawn elsewhere."""
        self._parts.extend(parts)

    def raw(self, name: str, content: str = "", **attributes: str | float | None) -> None:
        """An element; `_` in names is `-`, a trailing one is dropped (`class_`)."""
        said = "".join(
            [
                f' {_attribute(key)}="{safe(value) if isinstance(value, str) else number(value)}"'
                for key, value in attributes.items()
                if value is not None
            ]
        )
        self._parts.append(f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>")

    def open(self, x: float, y: float, title: str = "") -> None:
        """Begin a group that is moved; `title` is shown to whoever points at it."""
        tip = f"<title>{safe(title)}</title>" if title else ""
        self._parts.append(f'<g transform="translate({number(x)} {number(y)})">{tip}')

    def close(self) -> None:
        """End a group."""
        self._parts.append("</g>")

    def box(
        self, x: float, y: float, w: float, h: float, *, fill: str | None = None, css: str | None = None,
        opacity: float | None = None, radius: float | None = None,
    ) -> None:  # fmt: skip
        """A rectangle."""
        if w > 0 and h > 0:
            shade = f"{opacity:g}" if opacity is not None else None
            self.raw("rect", x=x, y=y, width=w, height=h, rx=radius, fill=fill, fill_opacity=shade, class_=css)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str | None = None, css: str | None = None,
        width: float | None = None, dash: str | None = None,
    ) -> None:  # fmt: skip
        """A straight line."""
        self.raw(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash, class_=css
        )

    def path(
        self, steps: str, *, fill: str = "none", stroke: str | None = None, width: float | None = None,
        opacity: float | None = None, css: str | None = None,
    ) -> None:  # fmt: skip
        """A path."""
        shade = f"{opacity:g}" if opacity is not None else None
        self.raw("path", d=steps, fill=fill, stroke=stroke, stroke_width=width, fill_opacity=shade, class_=css)

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, css: str = "t1", fill: str | None = None,
        anchor: str | None = None, weight: int | None = None,
    ) -> None:  # fmt: skip
        """A line of text; `y` is its base line."""
        self.raw(
            "text", safe(text), x=x, y=y, font_size=size, class_=None if fill else css, fill=fill,
            text_anchor=anchor, font_weight=weight,
        )  # fmt: skip
