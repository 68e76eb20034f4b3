"""What changed from one document to the next: one change of one operation, and whether it breaks who calls it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Direction: TypeAlias = Literal["request", "response", "both"]
"""Who has to understand a value: `request` the service, `response` whoever calls it."""
Effect: TypeAlias = Literal["narrower", "wider", "other", "added", "removed", "noted"]
"""What a change does to the values that may come: fewer, more, neither; a part that is new or gone; nothing."""

_BREAKING: dict[Effect, tuple[Direction, ...]] = {
    "narrower": ("request", "both"),
    "wider": ("response", "both"),
    "other": ("request", "response", "both"),
    "removed": ("request", "response", "both"),
}


class Change(Struct, frozen=True, order=True):
    """One change. `path` is that of the operation in the new document, of a webhook its name; `trail` leads on."""

    path: str
    method: str
    trail: str
    message: str
    breaking: bool


def breaks(effect: Effect, direction: Direction) -> bool:
    """Whether a change breaks somebody: what is sent is not taken any more, or something comes that nobody expects."""
    return direction in _BREAKING.get(effect, ())


def flipped(direction: Direction) -> Direction:
    """The direction of what is on the other side: of a callback, of a schema under `not`."""
    other: dict[Direction, Direction] = {"request": "response", "response": "request", "both": "both"}
    return other[direction]
