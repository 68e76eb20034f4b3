"""Raw nodes: what was written, before it means anything. Loading gives them, merging works on them.

Every scalar keeps its source text, so that a string field reads `1.10` as "1.10"; only the field that a value lands
in decides what it is. A plain scalar is a `str`, a quoted or block scalar is a `Quoted`.
"""

from __future__ import annotations

from typing import TypeAlias


class Quoted(str):
    """A scalar that was written in quotes or as a block: never a number, a boolean or `none`."""

    __slots__ = ()


class Nothing:
    """The word `none` where the language gives it a meaning: deliberately nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "none"


NONE = Nothing()

Raw: TypeAlias = "dict[str, Raw] | list[Raw] | str | Nothing"
