"""Each folder beside this file is something that people get wrong, with what monitorgen says of it in `expected.txt`.

A case is a specs folder. One in which no file says `system:` is completed by `_base/system.yaml`, so that it shows
only what it is about. A Python spec is kept as `<name>.py.txt`, out of the way of tools. To add one: make the folder,
run `pytest tests/bad --update-goldens`, and read what it wrote as the person would who made the mistake.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.bad.diagnose import BASE, CASES, HERE, completed, diagnose

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_told_as_expected(case: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    said = diagnose(completed(case, tmp_path / "specs"))
    expected = HERE / case / "expected.txt"
    if pytestconfig.getoption("--update-goldens", default=False):
        expected.write_bytes(said.encode())
    assert said == expected.read_text(encoding="utf-8")
    assert said, "a case shows something that is wrong"


def test_the_system_that_completes_the_cases_has_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    shutil.copy(BASE, tmp_path / "specs")
    assert diagnose(tmp_path / "specs") == ""
