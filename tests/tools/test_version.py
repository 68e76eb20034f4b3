"""Versions as tools tell them."""

from __future__ import annotations

import pytest

from monitorgen.tools.version import said, written


@pytest.mark.parametrize(
    ("output", "version"),
    [
        ("promtool, version 3.5.3+ds1 (branch: debian/sid, revision: 3.5.3+ds1-6)\n  go version: go1.27.1", (3, 5, 3)),
        ("amtool, version 0.33.1 (branch: HEAD)", (0, 33, 1)),
        ("Docker Compose version v2.40.3", (2, 40, 3)),
        ("prometheus, version 3.0.0-rc.1 (branch: HEAD)", (3, 0, 0)),
    ],
)
def test_reads_what_tools_say_of_themselves(output: str, version: tuple[int, ...]) -> None:
    assert said(output) == version


@pytest.mark.parametrize("output", ["", "usage: promtool", "version: unknown", "go version go1.27.1"])
def test_a_text_without_a_version_has_none(output: str) -> None:
    assert said(output) is None


def test_compares_numbers_not_texts() -> None:
    older, newer = said("x version 2.9.1"), said("x version 2.42.0")
    assert older is not None
    assert newer is not None
    assert older < newer
    assert written(newer) == "2.42.0"
