"""What is remembered comes back whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.cache import entry
from monitorgen.cache.entry import Entry

SOME = Entry(
    "key",
    entry.packed({"specs/a": "1 2 3 4", "specs/näme \udcff\n": "", "out/": ""}),
    entry.packed({"specs/a": "ab", "specs/näme \udcff\n": "cd", "out/": ""}),
    ("shop/production/plan",),
    ("shop/production",),
    ((".", "more.py", "ef"),),
    '{"shown": "Grüße"}',
)


NAMES = st.binary(max_size=6).map(lambda data: os.fsdecode(data.replace(b"\0", b"")))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = entry.place(tmp_path_factory.mktemp("cache"), "key")
    entry.write(path, SOME)
    return path


def test_what_was_written_is_read(file: str) -> None:
    assert entry.read(file, "key") == SOME


@given(st.dictionaries(NAMES, NAMES))
def test_what_is_packed_comes_back_and_its_bytes_tell_whether_it_is_the_same(values: dict[str, str]) -> None:
    assert entry.unpacked(entry.packed(values)) == values
    assert list(entry.unpacked(entry.packed(values))) == list(values)


def test_it_is_of_its_key_alone_and_for_its_owner_alone(file: str) -> None:
    assert entry.read(file, "another") is None
    assert Path(file).stat().st_mode & 0o777 == 0o600


@given(where=st.integers(0, 10_000), how=st.integers(1, 255))
def test_a_damaged_one_is_none(file: str, where: int, how: int) -> None:
    whole = Path(file).read_bytes()
    broken = bytearray(whole)
    broken[where % len(whole)] ^= how
    for data in (bytes(broken), whole[: where % len(whole)], whole + bytes([how])):
        Path(f"{file}.broken").write_bytes(data)
        assert entry.read(f"{file}.broken", "key") is None


@given(st.binary(max_size=200))
def test_any_other_file_is_none(file: str, data: bytes) -> None:
    Path(f"{file}.other").write_bytes(data)
    assert entry.read(f"{file}.other", "key") is None


def test_whatever_else_is_in_its_place_is_none_and_not_waited_for(file: str, tmp_path: Path) -> None:
    assert entry.read(str(tmp_path), "key") is None
    assert entry.read(str(tmp_path / "missing"), "key") is None
    os.mkfifo(tmp_path / "pipe")
    assert entry.read(str(tmp_path / "pipe"), "key") is None
    (tmp_path / "link").symlink_to(file)
    assert entry.read(str(tmp_path / "link"), "key") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_that_of_another_user_is_none(tmp_path: Path) -> None:
    path = entry.place(tmp_path, "key")
    entry.write(path, SOME)
    os.chown(path, 12345, 12345)
    assert entry.read(path, "key") is None


def test_it_takes_the_place_of_the_last_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = entry.place(tmp_path, "key")
    entry.write(path, SOME)
    entry.write(path, replace(SOME, told="new"))
    assert entry.read(path, "key") == replace(SOME, told="new")
    assert [each.name for each in tmp_path.iterdir()] == [Path(path).name]


def test_the_oldest_are_forgotten_and_files_of_others_stay(tmp_path: Path) -> None:
    others = {tmp_path / name for name in ("passed-promtool", "app.build", "0123456789abcdef.build.ninja")}
    for other in others:
        other.touch()
        os.utime(other, (0, 0))
    for number in range(70):
        path = entry.place(tmp_path, f"key {number}")
        entry.write(path, replace(SOME, key=f"key {number}"))
        os.utime(path, (number, number))
    left = [entry.read(entry.place(tmp_path, f"key {number}"), f"key {number}") is not None for number in range(70)]
    assert left == [False] * 6 + [True] * 64
    assert all(other.exists() for other in others)
