"""The guides of the language tell the truth: what they show compiles, what they call refused is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen import pipeline
from tests.docs.blocks import Block, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.diagnostics import Diagnostic

PAGES = (
    "docs/language.md", "docs/who-is-told.md", "docs/dashboards.md", "docs/proofs.md", "docs/slos.md", "docs/api.md",
    "docs/portal.md", "docs/runbooks.md",
)  # fmt: skip
HEAD = "monitorgen: v1\n"
USERS = """\
openapi: 3.0.3
info: {title: Users, version: '1'}
paths: {/users: {get: {responses: {'200': {description: All users}}}}}
"""


def shown(page: str, *kinds: str) -> list[Block]:
    """The blocks of a page that are of one of these kinds."""
    return [block for block in blocks(page) if block.about.split(" ")[0] in kinds]


def findings(block: Block, folder: Path) -> list[Diagnostic]:
    """What monitorgen says of a block: a system of its own, or a file beside the page's base."""
    specs = folder / "specs"
    specs.mkdir()
    whole = "\nsystem:" in block.text
    if not whole:
        base = next(each for each in blocks(block.page) if each.about == "base")
        (specs / "base.yaml").write_text(base.text, encoding="utf-8")
    if block.language == "python":
        (specs / "more.py").write_text(block.text, encoding="utf-8")
        (specs / "more.yaml").write_text(f"{HEAD}python: [more.py]\n", encoding="utf-8")
    else:
        (specs / "more.yaml").write_text(block.text if whole else HEAD + block.text, encoding="utf-8")
    (specs / "targets").mkdir()
    for name in ("runbooks/checkout.md", "runbooks/database-issues.md", "docs/on-call.md"):
        (specs / name).parent.mkdir(exist_ok=True)
        (specs / name).write_text("# What to do\n", encoding="utf-8")
    (specs / "targets/legacy.json").write_text("[]\n", encoding="utf-8")
    (specs / "openapi").mkdir()
    (specs / "openapi/users.yaml").write_text(USERS, encoding="utf-8")
    reports = pipeline.validate(pipeline.Selection(specs))
    return [each for report in reports for each in report.findings]


@pytest.mark.parametrize("block", [block for page in PAGES for block in shown(page, "spec", "base")], ids=str)
def test_what_is_shown_compiles_without_a_finding(block: Block, tmp_path: Path) -> None:
    assert [f"{each.code}: {each.message}" for each in findings(block, tmp_path)] == []


@pytest.mark.parametrize("block", [block for page in PAGES for block in shown(page, "refused")], ids=str)
def test_what_is_called_refused_is_refused_for_that_reason(block: Block, tmp_path: Path) -> None:
    found = findings(block, tmp_path)
    assert [each.code for each in found] == [block.about.split(" ")[1]]
    assert found[0].level == "error"


@pytest.mark.parametrize("page", PAGES)
def test_no_block_of_a_page_is_left_untested(page: str) -> None:
    tested = shown(page, "spec", "base", "refused")
    assert [str(block) for block in blocks(page) if block.language in ("yaml", "python") and block not in tested] == []
