"""Every link of every page leads to a file that is there, and to a place that is in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.conftest import OUT, pages, portals

if TYPE_CHECKING:
    from pathlib import Path


class Links(HTMLParser):
    """Where a page leads, what it fetches, and the places in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.leads: set[str] = set()
        self.fetches: set[str] = set()
        self.places: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            assert said["id"] not in self.places, f"two of {said['id']}"
            self.places.add(said["id"])
        if "href" in said and not said["href"].startswith("data:image/svg+xml,"):
            (self.fetches if tag == "link" else self.leads).add(said["href"])
        if "src" in said:
            self.fetches.add(said["src"])


@pytest.mark.parametrize("docs", [pytest.param(docs, id=docs.parent.relative_to(OUT).as_posix()) for docs in portals()])
def test_every_link_of_a_portal_resolves(docs: Path) -> None:
    read = {page.resolve(): Links(page) for page in pages(docs)}
    broken = []
    for page, links in read.items():
        for link in links.leads | links.fetches:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert link not in links.fetches, f"{page} fetches {link}"
                assert parts.scheme in {"http", "https", "mailto"}, f"{page} leads to {link}"
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            place = unquote(parts.fragment)
            if not target.is_file() or not target.is_relative_to(docs.parent.resolve()):
                broken.append(f"{page.relative_to(docs.resolve())}: {link}")
            elif place and target in read and place not in read[target].places:
                broken.append(f"{page.relative_to(docs.resolve())}: no such place {link}")
    assert broken == []
    assert sum(len(links.leads) for links in read.values()) > len(read), "pages lead to one another"


@pytest.mark.parametrize("docs", [pytest.param(docs, id=docs.parent.relative_to(OUT).as_posix()) for docs in portals()])
def test_every_page_is_reached_from_the_first(docs: Path) -> None:
    every = {page.resolve() for page in pages(docs)}
    seen: set[Path] = set()
    waiting = [(docs / "index.html").resolve()]
    while waiting:
        page = waiting.pop()
        if page in every - seen:
            seen.add(page)
            waiting += [(page.parent / unquote(urlsplit(link).path)).resolve() for link in Links(page).leads]
    assert sorted(page.relative_to(docs.resolve()).as_posix() for page in every - seen) == []
