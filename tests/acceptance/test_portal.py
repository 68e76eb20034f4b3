"""The portal of the example systems: pages that a browser need not mend, links that lead somewhere, no request."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from justhtml import Element

from tests.support.portal import anchors, attributes, dead, elements, ids, is_outside, links, markdown, markdown_links

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Example

SCOPES = (
    ("codementor", "production"), ("devmentor", "local"), ("devmentor", "production"), ("mysmartnotes", "production"),
    ("qoderesume", "production"),
)  # fmt: skip


@pytest.fixture(scope="module", params=SCOPES, ids="/".join)
def docs(request: pytest.FixtureRequest, example: Example) -> Path:
    """The pages of an environment."""
    return example(*request.param).folder / "docs"


@pytest.fixture(scope="module")
def read(docs: Path) -> dict[Path, list[Element]]:
    """The elements of each page of HTML."""
    return {path: elements(path.read_text(encoding="utf-8")) for path in pages(docs, ".html")}


@pytest.fixture(scope="module")
def known(read: dict[Path, list[Element]]) -> dict[str, set[str]]:
    """The ids that there are on each page."""
    return {path.as_posix(): set(ids(found)) for path, found in read.items()}


def pages(docs: Path, ending: str) -> list[Path]:
    """All pages but the API reference, which is made elsewhere."""
    found = [path for path in sorted(docs.rglob(f"*{ending}")) if path.relative_to(docs).parts[0] != "api"]
    assert len(found) > 10
    return found


def test_every_page_is_sound_its_links_lead_somewhere_and_it_asks_for_nothing_elsewhere(
    read: dict[Path, list[Element]], known: dict[str, set[str]]
) -> None:
    for path, found in read.items():
        assert [name for name, count in ids(found).items() if count > 1] == []
        assert dead(path, (url for _, url in links(found)), known) == []
        for element, url in links(found):
            icon = element == "link" and url.startswith("data:image/svg+xml,")
            assert element == "a" or icon or not is_outside(url), f"{path} asks for {url}"
            assert icon or url.partition(":")[0] not in {"javascript", "data"}
        for each in found:
            assert not [name for name in attributes(each) if name.startswith("on") or name == "style"]
            assert each.name != "style"


def test_every_page_has_its_frame_and_a_name_for_each_table_and_picture(read: dict[Path, list[Element]]) -> None:
    for path, found in read.items():
        names = [each.name for each in found]
        assert [names.count(each) for each in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
        assert attributes(found[0])["lang"] == "en"
        assert all(attributes(each).get("alt") for each in found if each.name == "img")
        assert names.count("caption") == names.count("table") - len([each for each in found if _is_owners(each)])
        skip = next(each for each in found if each.name == "a")
        assert attributes(skip)["href"] == "#main"
        levels = [int(name[1]) for name in names if name in {"h1", "h2", "h3", "h4", "h5", "h6"}]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def _is_owners(each: Element) -> bool:
    """A table of an owner's Markdown, which has no caption."""
    if each.name != "table":
        return False
    return not any(isinstance(child, Element) and child.name == "caption" for child in each.children or ())


def test_the_same_pages_are_there_as_markdown_and_their_links_lead_somewhere(docs: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in pages(docs, ".md")}
    assert {path.with_suffix("") for path in texts} == {path.with_suffix("") for path in pages(docs, ".html")}
    parsed = {path: markdown(text) for path, text in texts.items()}
    known = {path.as_posix(): anchors(tokens) for path, tokens in parsed.items()}
    for path, tokens in parsed.items():
        assert dead(path, markdown_links(tokens), known) == []


def test_everything_that_search_finds_is_there(docs: Path, known: dict[str, set[str]]) -> None:
    lines = (docs / "assets" / "search-index.js").read_text(encoding="utf-8").splitlines()
    start = lines.index("globalThis.SEARCH = [")
    assert lines[-1] == "];"
    listed = [line.removesuffix(",") for line in lines[start + 1 : -1]]
    assert listed == sorted(listed)
    entries = [json.loads(line) for line in listed]
    index = docs / "index.html"
    assert dead(index, (page for _, _, page, _ in entries), known) == []
    found = {(title, kind) for title, _, _, kind in entries}
    units = {path.stem for path in (docs / "services").glob("*.html")} - {"system"}
    assert len([kind for _, kind in found if kind in {"service", "infrastructure", "monitoring"}]) == len(units)
