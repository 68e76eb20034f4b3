"""Pages for a browser: a dashboard in dark or light as its reader likes, and a list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.plain import safe
from monitorgen.preview.theme import FONT, css

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.preview.theme import Theme

_STYLE = f"""\
body {{ margin: 0; font-family: {FONT}; font-size: 14px; }}
header {{ display: flex; gap: 16px; align-items: center; padding: 10px 16px; }}
header button {{ margin-left: auto; font: inherit; padding: 4px 12px; cursor: pointer; }}
main svg {{ width: 100%; height: auto; display: block; }}
a {{ text-decoration: none; }}
a:hover {{ text-decoration: underline; }}
.cards {{ display: grid; gap: 12px; padding: 0 16px 24px; }}
.cards {{ grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); }}
.card {{ border: 1px solid; border-radius: 3px; overflow: hidden; display: block; }}
.card b {{ display: block; padding: 10px 12px 2px; }}
.card span {{ display: block; padding: 0 12px 10px; font-size: 12px; }}
.card div {{ height: 190px; overflow: hidden; }}
.card svg {{ width: 100%; height: auto; pointer-events: none; }}
h2 {{ font-size: 15px; font-weight: 500; padding: 8px 16px 0; }}"""

# The reader's choice holds for all pages; without one the system's holds.
_SCRIPT = """\
const root = document.documentElement, key = 'monitorgen-theme';
const chosen = localStorage.getItem(key);
if (chosen && !root.dataset.theme) root.dataset.theme = chosen;
document.querySelector('header button').onclick = () => {
  const light = root.dataset.theme
    ? root.dataset.theme === 'light' : matchMedia('(prefers-color-scheme: light)').matches;
  localStorage.setItem(key, root.dataset.theme = light ? 'dark' : 'light');
};"""


def dashboard_page(title: str, picture: str, note: str, theme: Theme | None = None) -> str:
    """A page with one dashboard; `note` says where its data come from, `theme` how it opens (None: as readers like)."""
    head = f'<a href="../index.html">All dashboards</a><span class="dim">{safe(note)}</span>'
    return _page(title, head, f"<main>{picture}</main>", theme)


def index_page(
    title: str, cards: Sequence[tuple[str, str, str, str, str]], note: str, theme: Theme | None = None
) -> str:
    """A page with all dashboards: for each its folder, title, description, address and picture."""
    parts: list[str] = []
    folder = None
    for each in cards:
        if each[0] != folder:
            parts.append(f'{"</div>" if folder is not None else ""}<h2>{safe(each[0])}</h2>\n<div class="cards">')
            folder = each[0]
        _, name, description, address, picture = each
        parts.append(
            f'<a class="card" href="{safe(address)}"><b>{safe(name)}</b>'
            f'<span class="dim">{safe(description)}</span><div>{picture}</div></a>'
        )
    parts.append("</div>" if cards else "<p>There are no dashboards.</p>")
    return _page(title, f'<strong>{safe(title)}</strong><span class="dim">{safe(note)}</span>', "\n".join(parts), theme)


def _page(title: str, head: str, body: str, theme: Theme | None) -> str:
    chosen = f' data-theme="{theme}"' if theme is not None else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"{chosen}>\n<head>\n<meta charset="utf-8">\n<title>{safe(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_STYLE}\n{css(None)}\n</style>\n"
        f'</head>\n<body class="page">\n<header>{head}<button type="button">Dark / light</button></header>\n{body}\n'
        f"<script>\n{_SCRIPT}\n</script>\n</body>\n</html>\n"
    )
