"""The memory of what passed: it saves time, and nothing but time depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from monitorgen.tools.find import Tool
from monitorgen.tools.passed import Passed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def tool(folder: Path, version: tuple[int, ...] = (3, 5, 3)) -> Tool:
    return Tool("promtool", folder / "promtool", version)


def test_what_passed_is_remembered_for_the_same_texts_and_the_same_tool(tmp_path: Path) -> None:
    first = Passed(tool(tmp_path), tmp_path)
    key = first.key(["rules", "tests"])
    assert key not in first
    first.add([key])
    again = Passed(tool(tmp_path), tmp_path)
    assert again.key(["rules", "tests"]) in again
    assert again.key(["rulest", "ests"]) not in again
    other = Passed(tool(tmp_path, (2, 42, 0)), tmp_path)
    assert other.key(["rules", "tests"]) not in other


def test_two_runs_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    first, second = Passed(tool(tmp_path), tmp_path), Passed(tool(tmp_path), tmp_path)
    first.add([first.key(["a"])])
    second.add([second.key(["b"])])
    both = Passed(tool(tmp_path), tmp_path)
    assert both.key(["a"]) in both
    assert both.key(["b"]) in both


@given(st.binary(max_size=300))
def test_a_damaged_memory_is_an_empty_one(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("cache")
    Passed(tool(folder), folder).add(["0" * 64])
    (file,) = folder.iterdir()
    file.write_bytes(data)
    found = Passed(tool(folder), folder)
    assert found.key(["a"]) not in found
    found.add([found.key(["a"])])
    assert found.key(["a"]) in Passed(tool(folder), folder)


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = Passed(tool(tmp_path), tmp_path / "file" / "below")
    found.add([found.key(["a"])])
    assert found.key(["a"]) not in Passed(tool(tmp_path), tmp_path / "file" / "below")
