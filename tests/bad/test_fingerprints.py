"""Whatever is wrong with a spec, tools beside a pull request know it again when lines are written above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.render.fingerprint import fingerprints
from tests.bad.diagnose import CASES, completed, findings_of

if TYPE_CHECKING:
    from pathlib import Path

_MOVED = b"# moved\n\n# down\n"
_FIRST_LINES = frozenset({"indent-first-line", "file-directive-1-1", "file-tag-directive"})
"""Cases of what may stand in a first line only."""


def takes_a_comment(path: Path) -> bool:
    if path.suffix not in (".yaml", ".yml", ".py"):
        return False
    data = path.read_bytes()
    return b"\x00" not in data and not data.startswith((b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe"))


@pytest.mark.parametrize("case", sorted(set(CASES) - _FIRST_LINES))
def test_lines_written_above_change_no_fingerprint(case: str, tmp_path: Path) -> None:
    specs = completed(case, tmp_path / "specs")
    before = findings_of(specs)
    for path in specs.rglob("*"):
        if path.is_file() and not path.is_symlink() and takes_a_comment(path):
            path.write_bytes(_MOVED + path.read_bytes())
    after = findings_of(specs)
    assert sorted(fingerprints(before)) == sorted(fingerprints(after))
    assert len(set(fingerprints(before))) == len(before)
