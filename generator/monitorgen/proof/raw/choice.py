"""What is free to choose when series are made up for an expression, in the order in which it is tried."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

Quiet = Literal["near", "far", "none"]


class Choice(Struct, frozen=True):
    """One way through.

    `margin` is how far a value is from its threshold, as a share of it. `base` is what a side is that nothing is said
    of. `branch` counts the sides of `or`; `part` the sides of `and` of which one does not hold in the quiet story.
    `quiet` says how: just not reaching its threshold, far from it, or without series. `parts` are subtracted from the
    whole that they belong to. `hours` pass first, for what looks at the time of the day.
    """

    margin: float = 0.02
    base: float = 100.0
    branch: int = 0
    part: int = 0
    quiet: Quiet = "near"
    parts: bool = True
    hours: int = 0


def choices(branches: int, parts: int, *, dated: bool) -> Iterator[Choice]:
    """All ways for an expression with so many branches and parts, the most telling ones first."""
    for hours in (0, 9, 13, 21, 57) if dated else (0,):
        for margin, (base, whole) in product((0.02, 1.0, 9.0), _BASES):
            for branch in range(branches):
                for quiet, part in product(_QUIET, range(parts)):
                    yield Choice(margin, base, branch, part, quiet, whole, hours)


_QUIET: tuple[Quiet, ...] = ("near", "far", "none")
_BASES = ((100.0, True), (1.0, True), (1e6, True), (1e9, True), (0.001, True), (100.0, False))
