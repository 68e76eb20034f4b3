"""Paths in specs: relative to the file that says them, and inside the system's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Origin, Refused
from monitorgen.load.paths import resolve

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "teams" / "docs").mkdir(parents=True)
    for file in ("spec.py", "teams/spec.py", "teams/docs/runbook.md"):
        (root / file).write_text("x")
    (tmp_path / "secret").write_text("x")
    (root / "leak").symlink_to(tmp_path / "secret")
    (root / "out").symlink_to(tmp_path)
    (root / "same.py").symlink_to(root / "teams" / "spec.py")
    return root


@pytest.mark.parametrize(
    ("said_in", "written", "found"),
    [
        ("a.yaml", "spec.py", "spec.py"),
        ("a.yaml", "./teams//spec.py", "teams/spec.py"),
        ("teams/a.yaml", "spec.py", "teams/spec.py"),
        ("teams/a.yaml", "docs/runbook.md", "teams/docs/runbook.md"),
        ("teams/a.yaml", "../spec.py", "spec.py"),
        ("a.yaml", "same.py", "same.py"),
        ("a.yaml", "out/shop/spec.py", "out/shop/spec.py"),  # out of the folder and in again
    ],
)
def test_a_path_is_relative_to_the_file_that_says_it(folder: Path, said_in: str, written: str, found: str) -> None:
    assert resolve(folder, Origin(said_in), written) == found


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("../secret", "MG173"),
        ("teams/../../secret", "MG173"),
        ("..", "MG173"),
        ("/etc/passwd", "MG173"),
        ("~/x", "MG173"),
        ("teams\\spec.py", "MG173"),
        ("C:/x", "MG173"),
        ("", "MG173"),
        ("a\0b", "MG173"),
        ("leak", "MG173"),
        ("out/secret", "MG173"),
        ("sepc.py", "MG174"),
        ("teams", "MG174"),
        (".", "MG174"),
        ("nowhere/x.py", "MG174"),
        ("spec.py/x", "MG174"),
        ("x" * 300, "MG174"),
    ],
)
def test_a_path_that_leads_elsewhere_or_nowhere_is_refused(folder: Path, written: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve(folder, Origin("a.yaml"), written)
    assert refused.value.diagnostic.code == code


def test_a_misspelt_file_is_answered_with_the_one_that_is_there(folder: Path) -> None:
    with pytest.raises(Refused) as refused:
        resolve(folder, Origin("teams/a.yaml"), "docs/runbok.md")
    assert refused.value.diagnostic.hint == "did you mean teams/docs/runbook.md?"
