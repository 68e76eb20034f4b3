"""Pages: the generated ones are up to date, links lead somewhere, nothing tells of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generated_docs.pages import differing, reference, write
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = (match[1].lower() for match in _HEADING.finditer(text))
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings}


@pytest.mark.slow
def test_the_generated_pages_are_up_to_date_as_the_script_tells_by_its_exit_code() -> None:
    done = subprocess.run(
        [ROOT / "scripts/generate-docs", "--check"],
        env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_pages_that_need_no_session_are_up_to_date() -> None:
    assert differing(ROOT, reference()) == []


def test_a_page_that_is_out_of_date_missing_or_of_no_code_is_told_and_mended(tmp_path: Path) -> None:
    made = reference()
    write(tmp_path, made)
    assert differing(tmp_path, made) == []
    (tmp_path / "docs/reference/conditions.md").write_text("old\n")
    (tmp_path / "docs/reference/language.md").unlink()
    (tmp_path / "docs/diagnostics/MG099.md").write_text("gone\n")
    wrong = ["docs/diagnostics/MG099.md", "docs/reference/conditions.md", "docs/reference/language.md"]
    assert differing(tmp_path, made) == wrong
    write(tmp_path, made)
    assert differing(tmp_path, made) == []
    assert [path for path in made if not (tmp_path / path).exists()] == []


def leads_nowhere(path: Path, link: str) -> bool:
    """Whether a link of a page has no target in the project, or an anchor that its target has not."""
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    if not target.exists():
        return True
    return bool(anchor) and anchor not in anchors(target.read_text(encoding="utf-8"))


def test_links_lead_somewhere() -> None:
    links = [(path, link) for path in WRITTEN for link in _LINK.findall(path.read_text(encoding="utf-8"))]
    within = [(path, link) for path, link in links if not link.startswith(("http://", "https://"))]
    assert len(within) > len(WRITTEN)
    assert [f"{name(path)}: {link}" for path, link in within if leads_nowhere(path, link)] == []


def test_nothing_tells_of_the_machine_it_was_written_on() -> None:
    machine = re.compile(r"/(?:home|root|work|Users)/|/tmp/pytest")
    assert [name(path) for path in WRITTEN if machine.search(path.read_text(encoding="utf-8"))] == []
