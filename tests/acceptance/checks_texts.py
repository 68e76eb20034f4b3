"""What a runbook and a part of a guide have to look like in the output: found by parsing the pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from justhtml import Element, JustHTML
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.built import Built
    from tests.support.items import Item


def runbook(built: Built, item: Item) -> None:
    """Its text is on the page of each of its alerts, to which `runbook_url` leads, or on a page of its own."""
    if absent := item.says.get("absent"):
        assert not [path for path in (built.folder / "docs").rglob("*") if absent in path.name.lower()]
        return
    heading = item.says["heading"]
    if page := item.says.get("page"):
        is_there(built.folder / "docs" / "pages" / page, heading)
    assert item.says.get("page") or item.says["of"]
    for unit, alerts in item.says.get("of", {}).items():
        for alert in alerts:
            rules = [
                rule
                for rule in built.alerts(alert)
                if rule["annotations"]["runbook_url"].endswith(f"/runbooks/{unit}/{alert}.html")
            ]
            assert rules, (unit, alert)
            assert all(rule["annotations"]["runbook_url"].startswith("https://") for rule in rules)
            is_there(built.folder / "docs" / "runbooks" / unit / alert, heading)


def troubleshooting(built: Built, item: Item) -> None:
    """Steps with commands under its heading, on a page that the list of documents leads to."""
    is_there(built.folder / "docs" / "pages" / item.says["page"], item.says["heading"])
    documents = parsed(built.folder / "docs" / "documents.html")
    leads = [each.attrs["href"] for each in documents.query("main a") if isinstance(each, Element)]
    assert f"pages/{item.says['page']}.html" in leads


def is_there(page: Path, heading: str) -> None:
    """A page, as HTML and as Markdown, has the heading and something to do below it, with a command or a link."""
    main = parsed(page.with_suffix(".html")).query_one("main")
    assert isinstance(main, Element)
    seen = False
    below: set[str] = set()
    for each in main.query("h1, h2, h3, li, pre, table a"):
        said = " ".join(each.to_text(separator="", strip=False).split())
        if each.name.startswith("h"):
            if seen and below:
                break
            seen = seen or said == heading
        elif seen and said:
            below.add(each.name)
    assert seen, f"no heading {heading!r} in {page}"
    assert below, f"nothing below {heading!r} in {page}"
    lines = page.with_suffix(".md").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("#") and line.lstrip("# ").replace("\\", "") == heading for line in lines)


def fences(page: Path) -> int:
    """How many blocks of code a page of Markdown has."""
    blocks = MarkdownIt("commonmark").enable("table").disable("inline")
    return sum(each.type == "fence" for each in blocks.parse(page.read_text(encoding="utf-8")))


def blocks_of_code(page: Path) -> int:
    """How many a page of HTML has, which has no fences that could end where they should not."""
    found = _Blocks()
    found.feed(page.read_text(encoding="utf-8"))
    return found.count


class _Blocks(HTMLParser):
    """Counts the blocks of code in what a page is about."""

    count = 0
    inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside |= tag == "main"
        self.count += self.inside and tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"


def parsed(path: Path) -> JustHTML:
    """A page as a browser reads it."""
    return JustHTML(path.read_text(encoding="utf-8"), sanitize=False)
