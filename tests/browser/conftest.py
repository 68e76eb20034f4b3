"""A real browser for the pages of `out/`, and what they are."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from debian_tools.browser import NAMES
from tests.support.browser import Browser, running
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = Path(os.environ.get("PORTALS", ROOT / "out"))
"""The output whose pages are tested: the committed one, or another build."""
AXE = Path(__file__).parent / "axe" / "axe.min.js"
PHONE, DESKTOP = (390, 844), (1280, 900)


@dataclass(frozen=True)
class Kind:
    """A kind of page; the largest of it stands for the others."""

    name: str
    pattern: str


KINDS = (
    Kind("first", r"index\.html"),
    Kind("unit", r"services/[^/]+\.html"),
    Kind("runbook", r"runbooks/[^/]+/[^/]+\.html"),
    Kind("own", r"pages/.+\.html"),
    Kind("documents", r"documents\.html"),
    Kind("channels", r"channels\.html"),
    Kind("dashboards", r"dashboards\.html"),
    Kind("map", r"map\.html"),
    Kind("api", r"api/index\.html"),
)


def portals() -> list[Path]:
    """The folders of pages, one a system and environment."""
    found = sorted(page.parent for page in OUT.glob("*/*/docs/index.html"))
    assert found, "out/ has no pages"
    return found


def pages(docs: Path) -> list[Path]:
    """All HTML pages of a portal."""
    return sorted(docs.rglob("*.html"))


def page_of(kind: Kind, docs: Path) -> Path | None:
    """The largest page of a kind, if there is one."""
    found = [page for page in pages(docs) if re.fullmatch(kind.pattern, page.relative_to(docs).as_posix())]
    return max(found, key=lambda page: (page.stat().st_size, page.name), default=None)


def find_browser() -> Path:
    """Where a browser is; else the test is skipped, or fails in CI."""
    own = ROOT / ".tools" / "bin" / "chromium"
    found = own if own.exists() else next((Path(path) for name in NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing: `make tools` has to come before the tests", pytrace=False)
    pytest.skip("CHROMIUM IS MISSING, so pages are NOT TESTED: run `make tools`")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A running browser."""
    with running(find_browser(), tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages go: the folder that SCREENSHOTS names, else one that is of this run."""
    named = os.environ.get("SCREENSHOTS")
    return Path(named) if named else tmp_path_factory.mktemp("screenshots")
