"""The fixture `linked`: a small spec, read from files and linked like any other."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from monitorgen.preview import board
from monitorgen.preview.board import picture
from tests.link import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitorgen.preview.board import Drawn
    from monitorgen.preview.feed import Feed, Object


@pytest.fixture(scope="session", autouse=True)
def pictures_once() -> Iterator[None]:
    """Each dashboard is drawn once: those of a system and of its components are in every spec, and always the same."""
    with pytest.MonkeyPatch.context() as patch:
        drawn: dict[str, str] = {}

        def once(dashboard: Object, folder: str, feed: Feed, known: Drawn) -> str:
            key = repr((dashboard, folder, feed))
            if key not in drawn:
                drawn[key] = picture(dashboard, folder, feed, known=known)
            return drawn[key]

        patch.setattr(board, "picture", once)
        yield


@pytest.fixture
def linked(tmp_path: Path) -> made.Linked:
    """What a spec becomes: `linked(text)["checkout"].expr("HighErrorRate")`."""
    numbers = count(1)

    def link(text: str, *, environment: str = "", files: Mapping[str, str] | None = None) -> made.Made:
        return made.make(tmp_path / f"specs-{next(numbers)}", text, environment, files)

    return link
