"""Raw nodes: what was written, before it means anything. Loading gives them, merging works on them.

Every scalar keeps its source text, so that a string field reads `1.10` as "1.10"; only the field that a value lands
in decides what it is. A plain scalar is a `str`, a quoted or block scalar is a `Quoted`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.document import Json


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

Frozen: TypeAlias = "_Map | _Quote | tuple[Frozen, ...] | str | Nothing"
"""A node as a key of what is remembered of nodes; a list is a tuple."""


class _Map(Struct, frozen=True):
    items: tuple[tuple[str, Frozen], ...]


class _Quote(Struct, frozen=True):
    text: str


def frozen(node: Raw) -> Frozen:
    """What is equal for nodes that were written alike, in the same order and with the same quotes."""
    if isinstance(node, dict):
        return _Map(tuple([(key, frozen(value)) for key, value in node.items()]))
    if isinstance(node, list):
        return tuple([frozen(each) for each in node])
    return _Quote(str(node)) if isinstance(node, Quoted) else node


def thawed(key: Frozen) -> Raw:
    """The node that was frozen."""
    if isinstance(key, _Map):
        return {name: thawed(value) for name, value in key.items}
    if isinstance(key, tuple):
        return [thawed(each) for each in key]
    return Quoted(key.text) if isinstance(key, _Quote) else key


# The core schema of YAML 1.2, strictly: what YAML 1.1 reads otherwise (`yes`, `010`, `0o17`, `22:22`) stays text.
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,30}\.[0-9]{0,30}|\.[0-9]{1,30}|[0-9]{1,30}(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")
_LARGEST_EXPONENT = 308


def resolve(node: Raw) -> Json:
    """The plain data behind a free value: booleans, null, integers and exact decimals from plain scalars, else text.

    Fields of the language read their source text themselves; this is for what no field describes, when it is used.
    """
    if isinstance(node, dict):
        return {key: resolve(value) for key, value in node.items()}
    if isinstance(node, list):
        return [resolve(item) for item in node]
    if isinstance(node, Quoted):
        return str(node)
    return _scalar(node) if isinstance(node, str) else "none"


def _scalar(text: str) -> Json:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = Decimal(text)
        # No reader takes a larger one; such a text is an identifier rather than a number.
        if abs(number.adjusted()) <= _LARGEST_EXPONENT:
            return number
    return text
