"""What a mutant is, and what became of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Fate = Literal["killed", "equivalent", "survived"]


class Outcome(Struct, frozen=True):
    """A change of one thing, and whether a test noticed. `why` says why an equivalent one changes nothing."""

    system: str
    of: str
    operator: str
    change: str
    fate: Fate
    why: str = ""
