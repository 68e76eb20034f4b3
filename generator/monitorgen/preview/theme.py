"""How Grafana looks, in dark and in light: backgrounds, text, the colours of series."""

from __future__ import annotations

import re
from typing import Literal

Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = ("dark", "light")
FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"

_SURFACES: dict[Theme, dict[str, str]] = {
    "dark": {
        "canvas": "#111217", "panel": "#181b1f", "edge": "#2c2e33", "raised": "#22252b", "t1": "#d1d2dc",
        "t2": "#9697a3", "t3": "#6e6f7a", "grid": "#26282d", "link": "#6e9fff", "invert": "#ffffff",
    },
    "light": {
        "canvas": "#f4f5f5", "panel": "#ffffff", "edge": "#e0e1e2", "raised": "#eeeff0", "t1": "#24292e",
        "t2": "#5f6368", "t3": "#8a8d92", "grid": "#ececed", "link": "#1f62e0", "invert": "#ffffff",
    },
}  # fmt: skip

SERIES = (
    "#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0", "#37872d", "#fade2a",
    "#447ebc", "#c15c17", "#890f02", "#0a437c", "#6d1f62", "#584477",
)  # fmt: skip
"""Grafana's classic palette, in its order."""

_NAMED = {
    "green": "#73bf69", "yellow": "#fade2a", "red": "#f2495c", "blue": "#5794f2", "orange": "#ff9830",
    "purple": "#b877d9",
}  # fmt: skip

_SHADE = re.compile(r"^(?:super-light|light|semi-dark|dark)-")
_HEX = re.compile(r"#(?:([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?|([0-9A-Fa-f]{3}))", re.ASCII)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,[^()]*)?\)", re.ASCII)

CIVIDIS = ("#00204c", "#31446b", "#666870", "#958f78", "#cab969", "#ffe945")
"""The colours of heatmaps, from few to many."""


def css(theme: Theme | None) -> str:
    """The classes of a theme; None: as the reader's own settings say, `data-theme` of the page first."""
    if theme is not None:
        return _rules(theme, "")
    return "\n".join(
        (
            _rules("dark", ""),
            f"@media (prefers-color-scheme: light) {{\n{_rules('light', ':root:not([data-theme=dark]) ')}\n}}",
            _rules("light", ":root[data-theme=light] "),
        )
    )


def colour(name: object) -> str | None:
    """A colour of the JSON as `#rrggbb`; None for that of the text, none at all, and what is no colour of Grafana's."""
    if not isinstance(name, str):
        return None
    if said := _HEX.fullmatch(name):
        return f"#{said[1].lower()}" if said[1] else "#" + "".join(2 * each for each in said[2].lower())
    if said := _RGB.fullmatch(name):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in said.groups())
    return _NAMED.get(_SHADE.sub("", name))


def contrasting(background: str) -> str:
    """Black or white, whichever is read better on a colour."""
    red, green, blue = (int(background[start : start + 2], 16) for start in (1, 3, 5))
    return "#111217" if 0.299 * red + 0.587 * green + 0.114 * blue > 150 else "#ffffff"


def _rules(theme: Theme, prefix: str) -> str:
    surface = _SURFACES[theme]
    rules = [f"{prefix}.{name} {{ fill: {value}; }}" for name, value in surface.items()]
    rules += [
        f"{prefix}.panel {{ fill: {surface['panel']}; stroke: {surface['edge']}; }}",
        f"{prefix}.rule {{ stroke: {surface['grid']}; fill: none; }}",
        f"{prefix}.axis {{ stroke: {surface['edge']}; fill: none; }}",
        f"{prefix}.gap {{ stroke: {surface['panel']}; }}",
        f"{prefix}.page {{ background: {surface['canvas']}; color: {surface['t1']}; }}",
        f"{prefix}.page a {{ color: {surface['link']}; }}",
        f"{prefix}.card {{ background: {surface['panel']}; border-color: {surface['edge']}; }}",
        f"{prefix}.dim {{ color: {surface['t2']}; }}",
    ]
    return "\n".join(rules)
