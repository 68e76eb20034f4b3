"""Bursts of events at such ages that no window sees as many as half of it, or twice it, would.

Each burst has bad events and good ones, an older one more of the good, so that the bad share falls with each burst that
a window reaches, and neither sum stays what it was. Shares are round: sums of floats can't be told from them.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FEW, _MANY = (2, 4, 5, 8, 10, 20, 25, 40, 50, 100), (200, 250, 500, 1_000)
_FIRST, _MORE = 100, 10
"""Bad events in the youngest burst, and in each of the others."""


class Burst(Struct, frozen=True):
    """Events that end `age` milliseconds before the end."""

    age: int
    good: int
    bad: int


def bursts(windows: Iterable[int], grain: int, room: int) -> tuple[Burst, ...]:
    """The youngest burst first. `grain` is the time between two samples; a burst lasts `room`, or is one sample.

    What is just at a window's edge is seen by one version of Prometheus and not by another.
    """
    made: list[Burst] = []
    bad = good = 0
    for age, share in zip(_ages(sorted(set(windows)), grain, room), _shares(), strict=False):
        more = _MORE if made else _FIRST
        bad += more
        made.append(Burst(age, bad * (share - 1) - good, more))
        good = bad * (share - 1)
    return tuple(made)


def seen(found: Sequence[Burst], window: int) -> tuple[int, int]:
    """Bad and all events of the bursts that a window sees."""
    mine = [each for each in found if each.age < window]
    return sum(each.bad for each in mine), sum(each.bad + each.good for each in mine)


def share(found: Sequence[Burst], window: int) -> Fraction:
    """The bad share over a window."""
    bad, total = seen(found, window)
    return Fraction(bad, total)


def _shares() -> Iterator[int]:
    """Of how many events one is bad, up to each burst from the youngest."""
    yield from _FEW
    yield from (each * 10**digits for digits in count() for each in _MANY)


def _ages(windows: Sequence[int], grain: int, room: int) -> list[int]:
    """For each window one age between it and the next edge below, and one between it and the next edge above.

    Half of another window may be so near that no sample lies between. The shortest sees one even then.
    """
    edges = sorted({edge for window in windows for edge in (window // 2, window, window * 2)})
    found: list[int] = []
    for low, high in pairwise(edges):
        if low in windows or high in windows:
            age = -(-low // grain) * grain if room else (low // grain + 1) * grain
            if age < high - room:
                found.append(age)
    if not found or found[0] >= windows[0]:
        found.insert(0, (windows[0] - room - 1) // grain * grain)
    return found
