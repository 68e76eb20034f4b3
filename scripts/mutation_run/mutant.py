"""What a mutant is, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fate = Literal["killed", "equivalent", "survived"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change of one thing, and whether a test noticed. `why` says why an equivalent one changes nothing."""

    system: str
    of: str
    operator: str
    change: str
    fate: Fate
    why: str = ""
