"""The option that writes expected files anew: `pytest tests/targets/alertmanager --update-notifications`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Golden(Protocol):
    """The fixture `golden`."""

    def __call__(self, path: Path, text: str) -> None:
        """Compare a text with an expected file, or write that anew."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-notifications", action="store_true", help="write expected files anew")


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """Compare with an expected file."""

    def compare(path: Path, text: str) -> None:
        if pytestconfig.getoption("--update-notifications", default=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare
