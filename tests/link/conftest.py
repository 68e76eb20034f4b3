"""The fixture `linked`: a small spec, read from files and linked like any other."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.link import made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def linked(tmp_path: Path) -> made.Linked:
    """What a spec becomes: `linked(text)["checkout"].expr("HighErrorRate")`."""
    numbers = count(1)

    def link(text: str, *, environment: str = "", files: Mapping[str, str] | None = None) -> made.Made:
        return made.make(tmp_path / f"specs-{next(numbers)}", text, environment, files)

    return link
