"""The README of the output: what a person reads in it."""

from __future__ import annotations

import pytest

from monitorgen.targets.compose.readme import _amount


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (10_000_000_000, "10 GB"),
        (10 * 1024**3, "10 GiB"),
        (512 * 1024**2, "512 MiB"),
        (1_500_000, "1,500 KB"),
        (1_000_001, "1,000,001 bytes"),
    ],
)
def test_bytes_are_said_as_people_say_them(count: int, said: str) -> None:
    assert _amount(count) == said
