"""Durations, percentages, sizes and quantities as people write them; exact decimals inside.

Every reader takes the written text and raises `UnitError`, whose message says what is wrong and whose hint says
what to write instead.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Dimension = Literal["count", "ratio", "seconds", "bytes", "per_second", "bytes_per_second"]

_MILLIS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+\Z")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?%\Z")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([kKMGTPE]i?B|B)\Z")
_RATE = re.compile(r"(-?\d+(?:\.\d+)?)/(s|m|h|d)\Z")
_POWERS = {prefix: power for power, prefix in enumerate("KMGTPE", start=1)}


class UnitError(ValueError):
    """A value that cannot be read: `str(error)` says why, `error.hint` what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Duration(Struct, frozen=True, order=True):
    """A length of time in whole milliseconds; `str()` gives Prometheus's form, `1h30m`."""

    ms: int

    def __str__(self) -> str:
        return _prometheus(self.ms)

    @property
    def seconds(self) -> Decimal:
        """The length in seconds, exact."""
        return Decimal(self.ms) / 1000


@lru_cache(maxsize=4096)
def _prometheus(ms: int) -> str:
    if ms == 0:
        return "0s"
    rest, text = ms, ""
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, _MILLIS[unit])
        text += f"{count}{unit}" if count else ""
    return text


class Quantity(Struct, frozen=True):
    """A threshold as it was written: the number in base units (seconds, bytes, 1, 1/s) and its dimension.

    `count` is a bare number. `percent` is kept as the ratio it stands for.
    """

    value: Decimal
    dimension: Dimension
    text: str


@lru_cache(maxsize=4096)
def duration(text: str) -> Duration:
    """Read `30s`, `1h30m`, `2.5s`; the result is a whole number of milliseconds."""
    if not _DURATION.match(text):
        bare = _NUMBER.match(text)
        hint = f"write {text}s, or another unit: ms s m h d w" if bare else "write it like 30s, 5m or 1h30m"
        raise UnitError(f"{text!r} is not a duration", hint)
    total = Decimal(0)
    seen: list[int] = []
    for number, unit in _DURATION_PART.findall(text):
        total += Decimal(number) * _MILLIS[unit]
        seen.append(_MILLIS[unit])
    if seen != sorted(set(seen), reverse=True):
        raise UnitError(f"{text!r} is not a duration", "name each unit once, the largest first: 1h30m")
    if total != int(total):
        raise UnitError(f"{text!r} is finer than a millisecond", "round it to whole milliseconds")
    if total > 100 * 366 * _MILLIS["d"]:
        raise UnitError(f"{text!r} is longer than a century", "is the unit right?")
    return Duration(int(total))


@lru_cache(maxsize=4096)
def percent(text: str) -> Decimal:
    """Read `99.9%` as the ratio 0.999, exact."""
    if _PERCENT.match(text):
        return Decimal(text[:-1]) / 100
    if _NUMBER.match(text):
        guess = Decimal(text)
        written = f"{guess * 100:f}" if abs(guess) <= 1 else text
        written = written.rstrip("0").rstrip(".") if "." in written else written
        raise UnitError(f"{text!r} has no percent sign", f"did you mean {written}%?")
    raise UnitError(f"{text!r} is not a percentage", "write it like 99.9%")


@lru_cache(maxsize=4096)
def size(text: str) -> int:
    """Read `10MB` (powers of 1000) or `10GiB` (powers of 1024) as bytes."""
    match = _SIZE.match(text)
    if match is None:
        if re.match(r"\d+(\.\d+)?[KMGTPE]i?\Z", text):
            raise UnitError(f"{text!r} is not a size", f"write {text}B")
        if _NUMBER.match(text):
            raise UnitError(f"{text!r} is a number without a unit", f"write {text}B for bytes, or MB, GiB, ...")
        raise UnitError(f"{text!r} is not a size", "write it like 10MB or 10GiB")
    number, unit = match.groups()
    base = 1024 if "i" in unit else 1000
    count = Decimal(number) * (base ** _POWERS.get(unit[0].upper(), 0) if unit != "B" else 1)
    if count != int(count):
        raise UnitError(f"{text!r} is not a whole number of bytes", "round it")
    return int(count)


@lru_cache(maxsize=4096)
def quantity(text: str) -> Quantity:
    """Read a threshold: `100`, `5%`, `2s`, `800ms`, `10GiB`, `5/s`, `30/m`, `10MB/s`."""
    if _NUMBER.match(text):
        return Quantity(Decimal(text), "count", text)
    if _PERCENT.match(text):
        return Quantity(percent(text), "ratio", text)
    if match := _RATE.match(text):
        return Quantity(Decimal(match[1]) / (_MILLIS[match[2]] // 1000), "per_second", text)
    if _SIZE.match(text):
        return Quantity(Decimal(size(text)), "bytes", text)
    if text.endswith("/s") and _SIZE.match(text[:-2]):
        return Quantity(Decimal(size(text[:-2])), "bytes_per_second", text)
    negative = text.startswith("-")
    if _DURATION.match(text.removeprefix("-")):
        seconds = duration(text.removeprefix("-")).seconds
        return Quantity(-seconds if negative else seconds, "seconds", text)
    if re.match(r"\d+(\.\d+)?[KMGTPE]i?\Z", text):
        raise UnitError(f"{text!r} is not a quantity", f"write {text}B")
    raise UnitError(f"{text!r} is not a quantity", "write it like 100, 5%, 2s, 800ms, 10GiB, 5/s, 30/m or 10MB/s")


def plain(number: Decimal) -> str:
    """The shortest decimal text without an exponent: `0.05`, `100`."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
