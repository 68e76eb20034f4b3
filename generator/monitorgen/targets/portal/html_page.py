"""A page as HTML: what it says, and around it what all pages of a site share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.markup.text import visible
from monitorgen.targets.portal.html import ENDING, comment, joined, safe
from monitorgen.targets.portal.html_blocks import blocks
from monitorgen.targets.portal.links import href, leads, up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.targets.portal.blocks import Page, Section, Site

_HOLES = ("notice", "title", "content", "path", "script")
"""What each page puts into the template; all else of it is the same for all pages of a folder below one tab."""
_MARK = "\0"
TEMPLATES = "portal"
"""Where the templates are."""
_LISTED = 3
"""From so many sections on they are listed at the top."""


def document(page: Page, site: Site, notice: str) -> str:
    """A page of a site."""
    top, title = up(page.path), safe(page.title)
    if page.title != site.title:
        title += f" · {safe(site.title)}"
    filled = {
        "notice": comment(notice),
        "title": title,
        "content": "".join(_main(page)),
        "path": safe(page.path),
        "script": f'<script src="{top}assets/search.js" data-search></script>\n' if page.search else "",
    }
    frame = _frame(site, top, page.tab, page.path if page.path == page.tab else "")
    return "".join([filled[piece] if number % 2 else piece for number, piece in enumerate(frame)])


@lru_cache(maxsize=64)
def _frame(site: Site, top: str, tab: str, here: str) -> tuple[str, ...]:
    """The template in pieces, with the names of its holes between them.

    `top` is the way up to the first page; `here` is the page itself where it is that of the tab.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(resources.templates() / TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    templates.filters["visible"] = visible
    outside = [(title, url) for title, url in site.outside if leads(url)]
    holes = {name: f"{_MARK}{name}{_MARK}" for name in _HOLES}
    text = templates.get_template("page.html.j2").render(
        site=site, top=top, tab=tab, here=here, outside=outside, **holes
    )
    return tuple(text.split(_MARK))


@lru_cache(maxsize=1)
def _search() -> str:
    return (resources.templates() / TEMPLATES / "search.html").read_text(encoding="utf-8")


def _main(page: Page) -> Iterator[str]:
    path = page.path
    if page.above:
        ways = (f'<li><a href="{safe(href(path, to, ENDING))}">{safe(title)}</a></li>\n' for title, to in page.above)
        yield f'<nav class="above" aria-label="Where this page is"><ol>\n{"".join(ways)}</ol></nav>\n'
    yield f"<h1>{safe(page.title)}</h1>\n"
    if page.badges:
        yield f'<p class="badges">{joined(page.badges, path)}</p>\n'
    if page.lead:
        yield f'<p class="lead">{joined(page.lead, path)}</p>\n'
    if page.search:
        yield _search()
    if page.contents and len(page.sections) >= _LISTED:
        listed = (f'<li><a href="#{safe(each.id)}">{safe(each.title)}</a></li>\n' for each in page.sections)
        yield f'<nav class="contents" aria-label="On this page"><ul>\n{"".join(listed)}</ul></nav>\n'
    yield blocks(page.intro, path)
    for each in page.sections:
        yield _section(each, path)


def _section(section: Section, page: str) -> str:
    name = safe(section.id)
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{safe(section.title)}</h2>\n'
        f"{blocks(section.blocks, page)}</section>\n"
    )
