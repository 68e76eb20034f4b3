"""The README's commands are there, and what it says that they print is what they print.

Its console sessions are run by `test_pages.py`, its tour by `tests/live/test_tour.py`, its sizes by `test_sizes.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support.cli import run_cli
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
_PROSE = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
INDENTED = re.findall(r"^ {4}(\S.*)$", _PROSE, re.MULTILINE)
TOUR = ROOT / "docs" / "tour"


def test_every_command_that_it_gives_is_there() -> None:
    commands = [
        line.split("#")[0].split() for line in INDENTED if not line.startswith(("running:", "FIRING", "RESOLVED"))
    ]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    seen = set()
    for program, *arguments in commands:
        seen.add(program)
        if program == "make":
            assert set(arguments) <= targets
        elif program != "curl":
            assert os.access(ROOT / program, os.X_OK)
    assert seen == {"make", "curl", "docs/tour/start"}


def test_make_says_first_what_is_needed_for_the_tour() -> None:
    done = subprocess.run(["make", "-n", "build", "tools"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "install-tools" in done.stdout


@pytest.mark.slow
def test_the_tour_prints_what_is_shown(tmp_path: Path) -> None:
    shown = [line for line in INDENTED if line.startswith(("running:", "FIRING", "RESOLVED"))]
    said = re.search(r'^echo "(running: .*)"$', (TOUR / "start").read_text(encoding="utf-8"), re.MULTILINE)
    assert said is not None
    assert shown[0] == said[1]
    done = run_cli("build", "--specs", TOUR / "specs", "--out", tmp_path / "out", cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stderr
    rules = yaml.safe_load((tmp_path / "out/laptop/laptop/prometheus/rules/shop.yml").read_text(encoding="utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"] if rule.get("alert") == "HighErrorRate"]
    (alert,) = alerts
    summary = re.sub(r"\{\{.*?\}\}", "39.48%", alert["annotations"]["summary"])
    assert shown[1:] == [f"{status} {alert['labels']['severity']}: {summary}" for status in ("FIRING", "RESOLVED")]


def test_the_change_that_it_suggests_compiles(tmp_path: Path) -> None:
    (suggested,) = re.findall(r"Try `(HighErrorRate: .*?)`", README)
    text = (TOUR / "specs/laptop/system.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"HighErrorRate: .*", suggested, text)
    assert changed != text
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/system.yaml").write_text(changed, encoding="utf-8")
    done = run_cli("validate", cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stderr
