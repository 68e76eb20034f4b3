"""out/ is what specs/ say, and git takes all of it."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.here import run_here
from tests.support.tools import ROOT


def git(*arguments: str) -> str:
    """What git says of the checkout; an unpacked sdist has none."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_out_is_what_the_specs_say() -> None:
    done = run_here("build", "--check", "--no-cache", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_git_ignores_nothing_that_is_deployed() -> None:
    assert git("ls-files", "--others", "--ignored", "--exclude-standard", "out") == ""


def test_what_a_killed_build_leaves_behind_is_never_committed() -> None:
    assert git("check-ignore", "out/.monitorgen/journal")
