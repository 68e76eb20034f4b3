"""The fixture `portal`: the pages of a small spec."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.link import made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Portal(Protocol):
    """The fixture `portal`."""

    def __call__(self, text: str, files: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """The files of `docs/` of production by their paths there; `files` are more files of the system."""


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """The pages of a spec: `portal(text)["runbooks/api/HighErrorRate.html"]`."""
    numbers = count(1)

    def pages(text: str, files: Mapping[str, str] | None = None) -> Mapping[str, str]:
        found = made.make(tmp_path / f"specs-{next(numbers)}", text, files=files)
        assert found.errors == []
        top = "shop/production/docs/"
        return {path.removeprefix(top): data for path, data in found.files.items() if path.startswith(top)}

    return pages
