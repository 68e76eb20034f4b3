"""Classes of characters as RE2 knows them: ranges, Unicode's categories, and letters that differ in case only."""

from __future__ import annotations

import unicodedata
from functools import cache

from msgspec import Struct

Range = tuple[int, int]

PERL: dict[str, tuple[Range, ...]] = {
    "d": ((48, 57),),
    "s": ((9, 10), (12, 13), (32, 32)),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
}
"""`\\d`, `\\s` and `\\w`: ASCII only; `\\s` has no vertical tab."""
POSIX: dict[str, tuple[Range, ...]] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": ((48, 57),),
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
"""`[[:alpha:]]` and its like, ASCII only."""
CATEGORIES = frozenset(
    group + detail
    for group, details in {
        "C": "cfos",
        "L": "lmotu",
        "M": "cen",
        "N": "dlo",
        "P": "cdefios",
        "S": "ckmo",
        "Z": "lps",
    }.items()
    for detail in ("", *details)
)
"""Unicode's general categories that go by these names in `\\p{...}`."""
_LAST = 0x1E944
"""The last character that has another case."""
_NOT_FOLDED = frozenset("\u0130\u0131")
"""The Turkish letters i, whose other case depends on the language; RE2 leaves them alone."""


class Chars(Struct, frozen=True):
    """A set of characters: any of the ranges, categories and inner sets; `negated` all others.

    `fold`: a character is in it if one that differs in case only is.
    """

    ranges: tuple[Range, ...] = ()
    categories: tuple[str, ...] = ()
    inner: tuple[Chars, ...] = ()
    negated: bool = False
    fold: bool = False

    def __contains__(self, char: str) -> bool:
        found = any(char in each for each in self.inner)
        if not found:
            found = any(map(self._has, same_but_for_case(char) if self.fold else (char,)))
        return found != self.negated

    def _has(self, char: str) -> bool:
        point = ord(char)
        if any(first <= point <= last for first, last in self.ranges):
            return True
        return bool(self.categories) and unicodedata.category(char).startswith(self.categories)


def one(char: str, *, fold: bool) -> Chars:
    """The set of one character."""
    return Chars(((ord(char), ord(char)),), fold=fold and len(same_but_for_case(char)) > 1)


def same_but_for_case(char: str) -> tuple[str, ...]:
    """A character and those that differ from it in case only."""
    if char.isascii() and not char.isalpha():
        return (char,)
    return _families().get(_folded(char), (char,))


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Characters by what they are when case is taken away; only those that have another case."""
    made: dict[str, list[str]] = {}
    for point in range(ord("A"), _LAST):
        char = chr(point)
        if char.lower() != char or char.upper() != char:
            made.setdefault(_folded(char), []).append(char)
    return {key: tuple(chars) for key, chars in made.items() if len(chars) > 1}


def _folded(char: str) -> str:
    if char in _NOT_FOLDED:
        return char
    upper = char.upper()
    lower = (upper if len(upper) == 1 else char).lower()
    return lower if len(lower) == 1 else char
