"""The nearest known name, for hints."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_SHOWN = 8


def near(name: str, known: Collection[str], otherwise: str = "", *, listed: bool = True) -> str:
    """What to write instead of `name`: the nearest known one, else `otherwise` and (`listed`) a few known ones."""
    close = get_close_matches(name, list(known), 1)
    if close:
        return f"did you mean {close[0]}?"
    some = list(known)[:_SHOWN] if listed else []
    more = ", ..." if some and len(known) > len(some) else ""
    return "; ".join(each for each in (otherwise, f"known: {', '.join(some)}{more}" if some else "") if each)
