"""What a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PYTHON_TIMEOUT = 10.0
"""Seconds that a Python spec may take unless the command says otherwise."""


def _unwatched(_: str) -> None:
    """Nobody is told."""


class Selection(Struct, frozen=True):
    """What a command works on: the folder of specs, as it was named, and which systems and environments (None: all).

    `watch` is told of each unit that goes through, by the folder that its scope is built into.
    """

    specs: Path
    systems: frozenset[str] | None = None
    environments: frozenset[str] | None = None
    python: bool = True
    python_timeout: float = PYTHON_TIMEOUT
    watch: Callable[[str], None] = _unwatched
