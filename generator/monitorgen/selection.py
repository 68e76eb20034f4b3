"""What a command works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PYTHON_TIMEOUT = 10.0
"""Seconds that a Python spec may take unless the command says otherwise."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command works on: the folder of specs, as it was named, and which systems and environments (None: all).

    `watch` is told of each unit that goes through, by the folder that its scope is built into.
    """

    specs: Path
    systems: frozenset[str] | None = None
    environments: frozenset[str] | None = None
    python: bool = True
    python_timeout: float = PYTHON_TIMEOUT
    watch: Callable[[str], None] = field(default=lambda _: None, compare=False, repr=False)
