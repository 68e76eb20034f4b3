"""The nearest known name, for hints."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_SHOWN = 8


def near(name: str, known: Collection[str], otherwise: str = "") -> str:
    """What to write instead of `name`: the nearest known one, else `otherwise`, else a few that are known."""
    close = get_close_matches(name, list(known), 1)
    if close:
        return f"did you mean {close[0]}?"
    if otherwise or not known:
        return otherwise
    some = list(known)[:_SHOWN]
    return f"known: {', '.join(some)}{', ...' if len(known) > len(some) else ''}"
