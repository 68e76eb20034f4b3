"""The page on adding a check, followed to the letter on a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.docs.blocks import Block, blocks
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/adding-a-check.md"
CODE = "MG590"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which everything was done that the page says."""
    folder = tmp_path_factory.mktemp("copy")
    for top in ("generator", "templates", "scripts"):
        shutil.copytree(ROOT / top, folder / top, ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks(PAGE):
        done = block.about.split(" ")
        if len(done) == 2:
            apply(block, done[0], folder / done[1])
    return folder


def apply(block: Block, how: str, path: Path) -> None:
    """Do what a block says to a file."""
    if how == "create":
        assert not path.exists(), f"{block}: {path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    if how == "append":
        path.write_text(text + block.text, encoding="utf-8")
        return
    assert how == "apply", f"{block}: nobody knows how to {how}"
    lines = block.text.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(old) == 1, f"{block}: the file is not as the page says"
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, with its own monitorgen."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(project / "generator"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def test_the_code_is_free() -> None:
    from monitorgen.codes import all_codes

    assert CODE not in all_codes()


@pytest.mark.slow
def test_the_test_of_the_page_passes(project: Path) -> None:
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/check/test_waking.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


@pytest.mark.slow
def test_the_rule_fits_the_house(project: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", project)
    done = run(project, "-m", "ruff", "check", "--no-cache", "generator/monitorgen/check/waking.py")
    assert done.returncode == 0, done.stdout
    done = run(project, "-m", "mypy", "--strict", "--no-incremental", "generator/monitorgen/check/waking.py")
    assert done.returncode == 0, done.stdout


def test_the_code_is_explained(project: Path) -> None:
    done = run(project, "-m", "monitorgen", "explain", CODE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{CODE}: Somebody is woken without a word on what to do\n")


def test_its_page_is_written(project: Path) -> None:
    program = f"from monitorgen.codes import docs_pages; print(docs_pages()['docs/diagnostics/{CODE}.md'])"
    assert f"# {CODE}: " in run(project, "-c", program).stdout
