"""A page as HTML: what it says, and around it what all pages of a site share."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.markup.text import visible
from monitorgen.targets.portal.html import ENDING, comment, escaped, joined
from monitorgen.targets.portal.html_blocks import blocks
from monitorgen.targets.portal.links import LinkBase, leads

if TYPE_CHECKING:
    from jinja2 import Template

    from monitorgen.targets.portal.blocks import Page, Site

_HOLES = ("notice", "title", "content", "path", "script")
"""What each page puts into the template, in order; all else of it is the same for all of a folder below one tab."""
_MARK = "\0"
TEMPLATES = "portal"
"""Where the templates are."""
_LISTED = 3
"""From so many sections on they are listed at the top."""


def document(page: Page, site: Site, notice: str) -> str:
    """A page of a site."""
    base, title = LinkBase.of(page.path, ENDING), escaped(page.title)
    if page.title != site.title:
        title = f"{title} · {escaped(site.title)}"
    script = f'<script src="{base.up}assets/search.js" data-search></script>\n' if page.search else ""
    here = page.path if page.path == page.tab else ""
    start, head, main, path, end, rest = _frame(site, base.up, page.tab, here)
    content = _main(page, base)
    return f"{start}{comment(notice)}{head}{title}{main}{content}{path}{escaped(page.path)}{end}{script}{rest}"


@lru_cache(maxsize=64)
def _frame(site: Site, top: str, tab: str, here: str) -> tuple[str, ...]:
    """The template in pieces, what stands before, between and after its holes.

    `top` is the way up to the first page; `here` is the page itself where it is that of the tab.
    """
    outside = [(title, url) for title, url in site.outside if leads(url)]
    holes = {name: f"{_MARK}{name}{_MARK}" for name in _HOLES}
    text = _template().render(site=site, top=top, tab=tab, here=here, outside=outside, **holes)
    pieces = text.split(_MARK)
    assert tuple(pieces[1::2]) == _HOLES
    return tuple(pieces[::2])


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(resources.templates() / TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    templates.filters["visible"] = visible
    return templates.get_template("page.html.j2")


@lru_cache(maxsize=1)
def _search() -> str:
    return (resources.templates() / TEMPLATES / "search.html").read_text(encoding="utf-8")


def _main(page: Page, base: LinkBase) -> str:
    made: list[str] = []
    if page.above:
        ways = "".join([f'<li><a href="{escaped(base.to(to))}">{escaped(said)}</a></li>\n' for said, to in page.above])
        made.append(f'<nav class="above" aria-label="Where this page is"><ol>\n{ways}</ol></nav>\n')
    made.append(f"<h1>{escaped(page.title)}</h1>\n")
    if page.badges:
        made.append(f'<p class="badges">{joined(page.badges, base)}</p>\n')
    if page.lead:
        made.append(f'<p class="lead">{joined(page.lead, base)}</p>\n')
    if page.search:
        made.append(_search())
    if page.contents and len(page.sections) >= _LISTED:
        listed = "".join([_listed(each.id, each.title) for each in page.sections])
        made.append(f'<nav class="contents" aria-label="On this page"><ul>\n{listed}</ul></nav>\n')
    made.append(blocks(page.intro, base))
    for each in page.sections:
        made += (_opened(each.id, each.title), blocks(each.blocks, base), "</section>\n")
    return "".join(made)


@lru_cache(256)
def _listed(section: str, title: str) -> str:
    """The link to a section of the same page."""
    return f'<li><a href="#{escaped(section)}">{escaped(title)}</a></li>\n'


@lru_cache(256)
def _opened(section: str, title: str) -> str:
    """The beginning of a section."""
    name = escaped(section)
    return f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{escaped(title)}</h2>\n'
