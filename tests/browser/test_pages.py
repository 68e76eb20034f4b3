"""Every kind of page in a real browser: complete, quiet, readable on a phone and by those who can't see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import AXE, DESKTOP, KINDS, OUT, PHONE, Kind, page_of, portals

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Browser, Page

pytestmark = pytest.mark.live

LOOKS = {"phone-dark": (PHONE, True), "desktop-light": (DESKTOP, False)}
ALL_LOOKS = {**LOOKS, "phone-light": (PHONE, False), "desktop-dark": (DESKTOP, True)}
SHOWN = "devmentor/production"
"""The portal of which there are pictures of every look."""
HIDDEN = """
[...document.querySelectorAll('.wide')].filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.getAttribute('aria-label'))
"""
RUN_AXE = """
axe.run(document, {resultTypes: ['violations'], preload: false}).then((found) => found.violations
  .filter((each) => ['serious', 'critical'].includes(each.impact))
  .map((each) => `${each.id} (${each.impact}): ${each.help}: `
    + each.nodes.slice(0, 3).map((node) => `${node.target} ${node.html.slice(0, 160)}`).join(' | ')))
"""


def name(docs: Path) -> str:
    return docs.parent.relative_to(OUT).as_posix()


def opened(page: Page, file: Path) -> None:
    """Open a page; that of the API with an operation and its schemas, as its readers do."""
    page.open(file.as_uri())
    if file.parent.name == "api":
        page.until("!!document.querySelector('.opblock-tag')")
        if not page.run("document.querySelectorAll('.opblock').length"):
            page.click(".opblock-tag button")
            page.until("document.querySelectorAll('.opblock').length > 0")
        page.click(".opblock .opblock-summary-control")
        page.until("!!document.querySelector('.opblock.is-open .responses-wrapper')")
        page.run("document.querySelectorAll('.tablinks[data-name=model]').forEach((each) => each.click())")


def violations(page: Page) -> list[str]:
    """What axe finds, of what keeps people from reading a page."""
    page.run(AXE.read_text(encoding="utf-8") + ";0")
    found = page.run(RUN_AXE)
    assert isinstance(found, list)
    return [str(each) for each in found]


CASES = [(docs, kind) for docs in portals() for kind in KINDS if page_of(kind, docs) is not None]


def test_every_kind_of_page_is_there() -> None:
    assert {kind for _, kind in CASES} == set(KINDS)


@pytest.mark.parametrize(("docs", "kind"), CASES, ids=[f"{name(docs)}-{kind.name}" for docs, kind in CASES])
def test_a_page_is_complete_quiet_and_can_be_read(browser: Browser, docs: Path, kind: Kind, screenshots: Path) -> None:
    file = page_of(kind, docs)
    assert file is not None
    for look, ((width, height), dark) in (ALL_LOOKS if name(docs) == SHOWN else LOOKS).items():
        with browser.page(width, height, dark=dark) as page:
            opened(page, file)
            page.screenshot(screenshots / f"{name(docs).replace('/', '-')}-{kind.name}-{look}.png")
            assert page.complaints == []
            outside = docs.parent.as_uri()
            assert [each for each in page.requests if not each.startswith((f"{outside}/", "data:"))] == []
            assert page.run("document.documentElement.scrollWidth") == width, "it moves sideways"
            if width > PHONE[0]:
                assert page.run(HIDDEN) == [], "a part of a table is out of sight"
            if look in LOOKS:
                assert violations(page) == []


@pytest.mark.parametrize("docs", [pytest.param(docs, id=name(docs)) for docs in portals()])
def test_search_finds_and_leads_to_what_was_found(browser: Browser, docs: Path) -> None:
    with browser.page() as page:
        page.open((docs / "index.html").as_uri())
        page.press("/")
        assert page.run("document.activeElement.id") == "query"
        page.type("prom")
        page.until("document.querySelectorAll('#found a').length > 0")
        found = page.run("document.querySelector('#found a').textContent")
        assert "prom" in str(found).lower()
        page.press("ArrowDown")
        target = page.run("document.activeElement.href")
        page.press("Enter")
        page.until(f"location.href === {json.dumps(target)}")
        assert page.run("!!document.querySelector('h1')")
        assert page.complaints == []


@pytest.mark.parametrize("docs", [pytest.param(docs, id=name(docs)) for docs in portals()])
def test_what_search_does_not_find_is_told(browser: Browser, docs: Path) -> None:
    with browser.page() as page:
        page.open((docs / "index.html").as_uri())
        page.run("document.querySelector('#query').focus()")
        page.type("<script>no such thing")
        page.until("document.querySelector('#found-count').textContent === 'Nothing found'")


@pytest.mark.parametrize(
    "docs", [pytest.param(docs, id=name(docs)) for docs in portals() if (docs / "api/index.html").exists()]
)
def test_the_api_reference_opens_an_operation(browser: Browser, docs: Path) -> None:
    with browser.page() as page:
        opened(page, docs / "api/index.html")
        assert page.run("document.querySelectorAll('.errors-wrapper').length") == 0, "a reference was not followed"
        assert page.run("document.querySelectorAll('.try-out').length") == 0
        assert page.complaints == []
        assert [each for each in page.requests if not each.startswith(("file:", "data:"))] == []
