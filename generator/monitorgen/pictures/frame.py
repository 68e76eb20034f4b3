"""The element around a picture: its size, name and description for those who can't see it, colours, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.pictures.plain import safe
from monitorgen.pictures.svg import number

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_COLOURS = {
    "text": ("#1f2328", "#e6e8eb"), "dim": ("#59636e", "#9da7b3"), "line": ("#8c959f", "#6e7681"),
    "edge": ("#d1d9e0", "#3d444d"), "band": ("#f6f8fa", "#151b23"), "box": ("#ffffff", "#212830"),
    "canvas": ("#ffffff", "#0d1117"), "strong": ("#0969da", "#4493f8"), "service": ("#0969da", "#4493f8"),
    "infrastructure": ("#8250df", "#ab7df8"), "component": ("#1a7f37", "#3fb950"), "external": ("#9a6700", "#d29922"),
    "team": ("#0969da", "#4493f8"),
}  # fmt: skip
"""A CSS variable `--picture-<name>` each: in light, in dark."""

_RULES = f"""\
.picture {{ font-family: {FONT}; }}
.picture text {{ fill: var(--picture-text); }}
.picture .dim {{ fill: var(--picture-dim); }}
.picture .canvas {{ fill: var(--picture-canvas); }}
.picture .band {{ fill: var(--picture-band); stroke: var(--picture-edge); }}
.picture .box {{ fill: var(--picture-box); stroke: var(--picture-edge); }}
.picture .edge {{ fill: none; stroke: var(--picture-line); stroke-width: 1.3; }}
.picture .back {{ stroke-dasharray: 5 3; }}
.picture .head {{ fill: var(--picture-line); stroke: none; }}
.picture .edge:hover {{ stroke: var(--picture-strong); stroke-width: 3; }}
.picture a:hover .box, .picture a:focus-visible .box {{ stroke: var(--picture-strong); stroke-width: 2; }}
.picture a:focus-visible {{ outline: none; }}
.picture a:hover text {{ text-decoration: underline; }}
.picture .dashed {{ stroke-dasharray: 4 3; }}"""

_COLOURED = ("service", "infrastructure", "component", "external", "team", "strong")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_HARMLESS = frozenset({"http", "https", "mailto"})
_IGNORED = re.compile(r"[\x00-\x20]")


def style() -> str:
    """The style sheet of all pictures in a page; `data-theme` of the page goes before what the reader's system says."""
    light, dark = (" ".join(f"--picture-{name}: {pair[side]};" for name, pair in _COLOURS.items()) for side in (0, 1))
    stripes = "\n".join(f".picture .{kind} {{ fill: var(--picture-{kind}); }}" for kind in _COLOURED)
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        f":root[data-theme=dark] {{ {dark} }}\n{_RULES}\n{stripes}"
    )


def framed(
    name: str, size: tuple[float, float], title: str, description: str, parts: Iterable[str], *, alone: bool
) -> str:
    """An SVG element; `alone`: a document of its own, which brings the colours that a page has from `style`.

    `name` makes the ids of its parts, so a page holds one picture of a name.
    """
    width, height = (number(each) for each in size)
    colours = f"<style>\n{style()}\n</style>\n" if alone else ""
    ground = f'<rect class="canvas" width="{width}" height="{height}"/>\n' if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="group" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" aria-labelledby="{name}-title" aria-describedby="{name}-text">\n'
        f'<title id="{name}-title">{safe(title)}</title>\n<desc id="{name}-text">{safe(description)}</desc>\n'
        f'{colours}<defs><marker id="{name}-head" class="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>\n'
        f"{ground}" + "\n".join(parts) + "\n</svg>\n"
    )


def link(href: str) -> str | None:
    """The address if a reader may follow it: of this folder, or of the web; else None.

    Browsers leave out blanks and line breaks, and turn backslashes, before they look what an address is: we do too.
    """
    bare = _IGNORED.sub("", href).replace("\\", "/")
    scheme = _SCHEME.match(bare)
    if not bare or bare.startswith("//") or (scheme and scheme[1].lower() not in _HARMLESS):
        return None
    return href
