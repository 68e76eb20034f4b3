"""Each folder beside this file is something that people get wrong, with what monitorgen says of it in `expected.txt`.

A case is a specs folder. One in which no file says `system:` is completed by `_base/system.yaml`, so that it shows
only what it is about. A Python spec is kept as `<name>.py.txt`, out of the way of tools. To add one: make the folder,
run `pytest tests/bad --update-goldens`, and read what it wrote as the person would who made the mistake.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.bad.diagnose import diagnose

_HERE = Path(__file__).parent
_BASE = _HERE / "_base" / "system.yaml"
_CASES = sorted(path.name for path in _HERE.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))
_SAYS_SYSTEM = re.compile(rb"^system\s*:", re.MULTILINE)


def _specs(case: Path, folder: Path) -> Path:
    shutil.copytree(case, folder, ignore=shutil.ignore_patterns("expected.txt"))
    for kept in folder.rglob("*.py.txt"):
        kept.rename(kept.with_suffix(""))
    files = (path for path in folder.rglob("*") if path.is_file())
    if not any(_SAYS_SYSTEM.search(path.read_bytes()) for path in files):
        shutil.copy(_BASE, folder / "system.yaml")
    return folder


@pytest.mark.parametrize("case", _CASES)
def test_bad_input_is_told_as_expected(case: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    said = diagnose(_specs(_HERE / case, tmp_path / "specs"))
    expected = _HERE / case / "expected.txt"
    if pytestconfig.getoption("--update-goldens", default=False):
        expected.write_bytes(said.encode())
    assert said == expected.read_text(encoding="utf-8")
    assert said, "a case shows something that is wrong"


def test_the_system_that_completes_the_cases_has_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    shutil.copy(_BASE, tmp_path / "specs")
    assert diagnose(tmp_path / "specs") == ""
