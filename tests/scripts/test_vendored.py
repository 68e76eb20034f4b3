"""What is fetched is what was pinned, or nothing is written."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from typing import TYPE_CHECKING

import pytest

import vendored
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"package/a.js": b"a()", "package/LICENSE": b"free", "package/left-out.js": b"x", "package/../evil": b"x"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "a.tgz"
    with tarfile.open(file, "w:gz") as package:
        for name, content in FILES.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            package.addfile(told, io.BytesIO(content))
    return file


def pin(archive: Path, *files: str) -> vendored.Pin:
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    names = dict.fromkeys(files, "")
    return {"package": "a", "version": "1", "integrity": f"sha512-{found}", "licence": "MIT", "files": names}


def test_the_files_that_are_listed_are_kept_with_their_digests_and_no_others(archive: Path, tmp_path: Path) -> None:
    into = tmp_path / "copy"
    into.mkdir()
    (into / "old.js").write_text("old")
    made = vendored.extracted(archive, pin(archive, "a.js", "LICENSE"), into)
    assert {path.name: path.read_bytes() for path in into.iterdir()} == {"a.js": b"a()", "LICENSE": b"free"}
    assert made["files"] == {path.name: vendored.digest(path) for path in into.iterdir()}
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.tgz", "copy"]


def test_another_archive_than_the_pinned_one_is_refused(archive: Path, tmp_path: Path) -> None:
    wanted = pin(archive, "a.js")
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(vendored.DigestError, match=r"a 1 is sha512-.*, not sha512-"):
        vendored.extracted(archive, wanted, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_package_that_lacks_a_file_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(vendored.DigestError, match=r"a 1 has no file b\.js"):
        vendored.extracted(archive, pin(archive, "a.js", "b.js"), tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_copies_of_others_are_as_they_were_fetched_and_bring_their_licences() -> None:
    for folder, pinned in vendored.read().items():
        held = {path.name: vendored.digest(path) for path in (ROOT / folder).iterdir()}
        assert held == pinned["files"]
        assert "LICENSE" in held
