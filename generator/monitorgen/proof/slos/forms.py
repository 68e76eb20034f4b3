"""How events become samples: of a counter that counts some kinds of them, or of a native histogram that has them all.

In a native histogram good events lie as near below the bound as its finest buckets can tell, and half of them at zero;
bad ones lie as near above it. So there is a share to be seen whichever way somebody slips with the bound.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import ceil, log2
from typing import TYPE_CHECKING, Literal, TypeAlias

from monitorgen.proof.case import Run
from monitorgen.proof.slos.listing import runs
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["good", "bad"]
EVERY: frozenset[Kind] = frozenset({"good", "bad"})
Seen: TypeAlias = "tuple[int, int] | None"
"""Good and bad events that a series has counted so far; None while there is none, or where nobody looks."""

_BASE = 100_000
"""Where counters start: one that starts near 0 is taken not to have been there before."""
_MANY = 1_000
"""Events from one sample to the next that nobody asks for."""
_FINEST = 8
"""The schema with the narrowest buckets: 2**8 of them from a number to twice it."""
_ZERO = 1000
"""The part of the bound below which an event takes no time."""


@lru_cache(maxsize=256)
def samples(seen: tuple[Seen, ...], counts: frozenset[Kind], bound: Decimal | None) -> tuple[Run, ...] | str:
    """The samples of a series, of a native histogram where there is a `bound`."""
    if bound is not None:
        return _histograms(seen, bound)
    return runs([None if each is None else float(_BASE + _of(each, counts)) for each in seen])


def strange(steps: int, bound: Decimal | None) -> tuple[Run, ...] | str:
    """The samples of a series that must not be looked at."""
    if bound is not None:
        return samples(tuple((_MANY // 2 * step, _MANY // 2 * step) for step in range(steps)), EVERY, bound)
    return (Run(0, _MANY, steps),)


def _of(seen: tuple[int, int], counts: frozenset[Kind]) -> int:
    return ("good" in counts) * seen[0] + ("bad" in counts) * seen[1]


def _even(seen: Sequence[Seen]) -> Iterator[tuple[Seen, tuple[int, int], int]]:
    """Samples as few parts, each growing evenly: its start, its growth from one to the next, their number."""
    at = 0
    while at < len(seen):
        start, growth, steps = seen[at], _growth(seen, at), 1
        while at + steps < len(seen) and (seen[at + steps] is None) is (start is None):
            if start is not None and _growth(seen, at + steps - 1) != growth:
                break
            steps += 1
        yield start, growth if steps > 1 else (0, 0), steps
        at += steps


def _growth(seen: Sequence[Seen], at: int) -> tuple[int, int]:
    one, other = seen[at], seen[at + 1] if at + 1 < len(seen) else None
    return (0, 0) if one is None or other is None else (other[0] - one[0], other[1] - one[1])


def _histograms(seen: Sequence[Seen], bound: Decimal) -> str:
    """promtool's notation."""
    parts: list[str] = []
    for start, growth, steps in _even(seen):
        if start is not None:
            first = _histogram(_BASE + start[0], _BASE + start[1], bound)
            more = f"+{_histogram(*growth, bound)}" if any(growth) else ""
            parts.append(f"{first}{more}x{steps - 1}" if steps > 1 else first)
        elif parts:
            parts.append(f"_x{steps}")
        else:
            parts.append("stale" + (f" _x{steps - 1}" if steps > 1 else ""))
    return " ".join(parts)


def _histogram(good: int, bad: int, bound: Decimal) -> str:
    """`bound` is above 0."""
    half, below = plain(Decimal(good) / 2), ceil(log2(bound) * 2**_FINEST) - 1
    zero = f"z_bucket:{half} z_bucket_w:{plain(bound / _ZERO)}"
    return f"{{{{schema:{_FINEST} count:{good + bad} {zero} offset:{below} buckets:[{half} 0 {bad}]}}}}"
