"""Running exporters for the live tests of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.catalog.running.seen import STARTS, watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.catalog.running.seen import Watched


@pytest.fixture(scope="session", params=sorted(STARTS))
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    """Each type with exporters in turn; its servers are ended before those of the next start."""
    with watching(str(request.param)) as each:
        yield each
