"""A page as Markdown: what a repository shows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.markup.text import visible
from monitorgen.targets.portal.links import LinkBase, leads
from monitorgen.targets.portal.markdown import ENDING, address, coded, escaped, line
from monitorgen.targets.portal.markdown_blocks import BETWEEN, blocks

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Page, Site


def document(page: Page, site: Site, notice: str) -> str:
    """A page of a site."""
    base = LinkBase.of(page.path, ENDING)
    made = _head(page, site, base)
    made += blocks(page.intro, base)
    for each in page.sections:
        made.append(_opened(each.id, each.title))
        made += blocks(each.blocks, base)
    return f"{_comment(notice)}\n{BETWEEN.join(made)}\n"


@lru_cache(16)
def _comment(notice: str) -> str:
    said = " ".join(visible(notice).split()).replace("--", "- -").replace(">", "\\>")
    return f"<!-- {said} -->"


def _head(page: Page, site: Site, base: LinkBase) -> list[str]:
    """What stands before all blocks: where the page is, its title, what it is about, where one can go."""
    title = escaped(page.title)
    ways = [f"[{escaped(said)}]({base.to(path)})" for said, path in page.above or site.tabs]
    made = [f"{' / '.join(ways)} / {title}"] if page.above else []
    made.append(f"# {title}")
    badges = " ".join([coded(each.text) for each in page.badges])
    if badges:
        made.append(badges)
    if page.lead:
        made.append(line(page.lead, base))
    if not page.above:
        files = [f"[{escaped(said)}]({base.up}{path})" for said, path in site.files]
        outside = [f"[{escaped(said)}]({address(url)})" for said, url in site.outside if leads(url)]
        made.append(" · ".join([*ways, *files, *outside]))
    return made


@lru_cache(256)
def _opened(section: str, title: str) -> str:
    """The beginning of a section."""
    return f'<a id="{section}"></a>{BETWEEN}## {escaped(title)}'
