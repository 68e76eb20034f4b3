"""A page as HTML: what it says, and around it what all pages of a site share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.targets.portal.html import ENDING, comment, joined, safe
from monitorgen.targets.portal.html_blocks import blocks
from monitorgen.targets.portal.links import href, leads, up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.targets.portal.blocks import Page, Section, Site

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "d='M2 14V9m4 5V4m4 10V7m4 7V2' stroke='%230969da' stroke-width='2.5'/%3E%3C/svg%3E"
)
_SEARCH = """\
<search class="search">
<label for="query">Search</label>
<input id="query" type="search" autocomplete="off" spellcheck="false" \
placeholder="A service, an alert, a metric, a channel" aria-controls="found" aria-describedby="found-count">
<p id="found-count" role="status"></p>
<ol id="found"></ol>
</search>
"""
_LISTED = 3
"""From so many sections on they are listed at the top."""


def document(page: Page, site: Site, notice: str) -> str:
    """A page of a site."""
    top, title = up(page.path), safe(page.title)
    if page.title != site.title:
        title += f" · {safe(site.title)}"
    here = page.path if page.path == page.tab else ""
    script = f'<script src="{top}assets/search.js" data-search></script>\n' if page.search else ""
    return (
        f'<!DOCTYPE html>\n<!-- {comment(notice)} -->\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title} ({safe(site.scope)})</title>\n"
        f'{_before(site, top, page.tab, here)}<main id="main" tabindex="-1">\n{"".join(_main(page))}</main>\n'
        f'<footer role="contentinfo">\n<p>{_outside(site)}'
        f'<a href="{safe(f"{top}{page.path}")}.md">This page as Markdown</a></p>\n'
        "<p>Made by monitorgen from the specs. To change it, change them and run <code>monitorgen build</code>.</p>\n"
        f"</footer>\n{script}</body>\n</html>\n"
    )


@lru_cache(maxsize=64)
def _before(site: Site, top: str, tab: str, here: str) -> str:
    """What stands between title and content, the same for all pages of a folder below one tab.

    `top` is the way up to the first page; `here` is the page itself where it is that of the tab.
    """
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<link rel="icon" href="{_ICON}">\n<link rel="stylesheet" href="{top}assets/portal.css">\n</head>\n<body>\n'
        '<a class="skip" href="#main">Skip to the content</a>\n<header class="top" role="banner">\n'
        f'<a class="home" href="{top}index{ENDING}">{safe(site.title)}<span class="scope">{safe(site.scope)}</span></a>'
        f'\n<nav aria-label="Portal">\n<ul>\n{"".join(_ways(site, top, tab, here))}</ul>\n</nav>\n</header>\n'
    )


def _ways(site: Site, top: str, tab: str, here: str) -> Iterator[str]:
    """Where one can go from each page."""
    for title, path in site.tabs:
        current = f' aria-current="{"page" if path == here else "true"}"' if path == tab else ""
        yield f'<li><a href="{top}{safe(path)}{ENDING}"{current}>{safe(title)}</a></li>\n'
    for title, path in site.files:
        yield f'<li><a href="{top}{safe(path)}">{safe(title)}</a></li>\n'


@lru_cache(maxsize=64)
def _outside(site: Site) -> str:
    """Links to what runs."""
    return "".join(
        f'<a class="out" href="{safe(url)}" rel="noreferrer">{safe(title)}</a> '
        for title, url in site.outside
        if leads(url)
    )


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
        yield _SEARCH
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
