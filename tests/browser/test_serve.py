"""Pages that `monitorgen serve` shows load again by themselves, and tell what is wrong with the specs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SERVICES, SYSTEM, change, write
from tests.cli.test_serve import PAGE, Serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.browser import Browser

pytestmark = pytest.mark.live

WRONG = "document.querySelector('[role=alert]:not([hidden])')?.textContent || ''"


def test_a_page_follows_its_spec_and_shows_what_is_wrong_with_it(browser: Browser, tmp_path: Path) -> None:
    spec = tmp_path / "project/specs/shop/services.yaml"
    write(spec.with_name("system.yaml"), SYSTEM)
    write(spec, SERVICES)
    (tmp_path / "temporary").mkdir()
    serving = Serving(tmp_path / "project", tmp_path / "temporary", "--env", "production")
    try:
        with browser.page() as page:
            page.open(serving.url)
            page.until("location.pathname === '/shop/production/docs/' && !!document.querySelector('h1')", 60)
            page.open(f"{serving.url}{PAGE}")
            assert page.run(WRONG) == ""
            change(spec, "for: 10m", "for: ten minutes")
            page.until(f"({WRONG}).includes('specs/shop/services.yaml:13:14')", 60)
            assert "these pages are of the last build without any" in str(page.run(WRONG))
            change(spec, "for: ten minutes", "for: 10m")
            page.until(f"({WRONG}) === ''", 60)
            page.run("globalThis.old = true")
            change(spec, "type: http-service", "type: http-service\n    title: Till <b>")
            page.until("!globalThis.old && document.querySelector('h1')?.textContent === 'Till <b>'", 60)
            assert page.complaints == []
            assert [each for each in page.requests if not each.startswith(serving.url)] == []
    finally:
        serving.end()
