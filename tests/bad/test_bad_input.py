"""Each folder beside this file is something that people get wrong, with what monitorgen says of it in `expected.txt`.

A case is a specs folder. One in which no file says `system:` is completed by `_base/system.yaml`, so that it shows
only what it is about. A Python spec is kept as `<name>.py.txt`, out of the way of tools. To add one: make the folder,
run `pytest tests/bad --update-goldens`, and read what it wrote as the person would who made the mistake.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from monitorgen import pipeline
from monitorgen.cli.writer import OutputTree
from monitorgen.render.fingerprint import fingerprints
from tests.bad.diagnose import BASE, CASES, HERE, TIME_LIMIT, completed, diagnose, findings_of, found_in

if TYPE_CHECKING:
    from pathlib import Path

_MOVED = b"# moved\n\n# down\n"
_FIRST_LINES = frozenset({"indent-first-line", "file-directive-1-1", "file-tag-directive"})
"""Cases of what may stand in a first line only."""


def one_for_each_code() -> list[str]:
    """Cases that show every code which any of them shows."""
    seen: set[str] = set()
    chosen = []
    for case in sorted(set(CASES) - _FIRST_LINES):
        kept = HERE / case / "expected.txt"
        expected = kept.read_text(encoding="utf-8") if kept.is_file() else ""  # a new case has none yet
        if codes := set(re.findall(r"^(?:error|warning)\[(MG\d+)\]", expected, re.MULTILINE)) - seen:
            chosen.append(case)
            seen |= codes
    return chosen


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_told_as_expected(case: str, pytestconfig: pytest.Config) -> None:
    said = diagnose(found_in(case))
    expected = HERE / case / "expected.txt"
    if pytestconfig.getoption("--update-goldens", default=False):
        expected.write_bytes(said.encode())
    assert said == expected.read_text(encoding="utf-8")
    assert said, "a case shows something that is wrong"
    assert len(set(fingerprints(found_in(case)))) == len(found_in(case)), "tools beside a pull request tell them apart"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_build_tells_it_and_goes_on_to_its_end(case: str, tmp_path: Path) -> None:
    selection = pipeline.Selection(completed(case, tmp_path / "specs"), python_timeout=TIME_LIMIT)
    with OutputTree(tmp_path / "out") as output:
        reports = pipeline.build(selection, output)
    assert any(len(report.findings) for report in reports)


@pytest.mark.parametrize("case", one_for_each_code())
def test_tools_beside_a_pull_request_know_it_again_when_lines_are_written_above(case: str, tmp_path: Path) -> None:
    specs = completed(case, tmp_path / "specs")
    for path in specs.rglob("*"):
        if path.is_file() and not path.is_symlink() and takes_a_comment(path):
            path.write_bytes(_MOVED + path.read_bytes())
    before, after = found_in(case), findings_of(specs)
    assert sorted(fingerprints(before)) == sorted(fingerprints(after))


def takes_a_comment(path: Path) -> bool:
    if path.suffix not in (".yaml", ".yml", ".py"):
        return False
    data = path.read_bytes()
    return b"\x00" not in data and not data.startswith((b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe"))


def test_the_system_that_completes_the_cases_has_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    shutil.copy(BASE, tmp_path / "specs")
    assert findings_of(tmp_path / "specs") == []
