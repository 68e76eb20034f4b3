"""What the YAML and the JSON emitter share: exact numbers, characters nobody can see, and what neither can write."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused

if TYPE_CHECKING:
    from decimal import Decimal

INDENT = "  "

# What a document may be built of: frozen plans hold tuples and read-only views. Not `Sequence`, which bytes are too.
MAPPINGS = (dict, MappingProxyType)
COLLECTIONS = (dict, list, tuple, MappingProxyType)

# Readers' stacks end somewhere (PyYAML's below 500 levels); specs are bounded at 100, and a target adds a few.
DEEPEST = 128

# Characters written as escapes, as the inside of a regular expression's class: controls, which no reader takes as they
# are; line breaks that only some know (NEL, U+2028, U+2029); and what a reviewer can't see or would take for another
# character: blanks that aren't a space, zero-width and soft-hyphen marks, bidirectional controls, byte order marks,
# tags, noncharacters. Zero-width (non-)joiners and variation selectors stay: scripts and emoji are spelled with them.
# A list of our own, because what Python calls printable changes with its version, and so would the output.
HIDDEN = (
    "\\x00-\\x1f\\x7f-\\xa0\\xad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180e"
    "\\u2000-\\u200b\\u200e\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3164"
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff"
    "\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U000ffffe-\\U000fffff\\U0010fffe\\U0010ffff"
)


def exact(text: object) -> str:
    """The plain string inside a subclass such as an enumeration's member; TypeError for what is no string."""
    if not isinstance(text, str):
        raise unsupported(text)
    return str.__str__(text)


def is_clear(text: str) -> bool:
    """Whether `text` is printable ASCII: nothing hidden in it, told much sooner than by looking for `HIDDEN`."""
    return text.isascii() and text.isprintable()


def surrogate_refused(text: str) -> Refused:
    """The refusal of a text that holds half of a surrogate pair."""
    shown = ascii(text if len(text) <= 60 else f"{text[:57]}...")
    return Refused(
        Diagnostic(
            "MG800",
            f"text holds half of a surrogate pair and can't be written: {shown}",
            hint="write the character itself, or its full escape such as \\U0001F600",
        )
    )


def depth_refused() -> Refused:
    """The refusal of a document with more than `DEEPEST` levels of maps and lists."""
    return Refused(
        Diagnostic(
            "MG801",
            f"generated document is nested more than {DEEPEST} levels deep",
            hint="flatten what is passed through verbatim; no configuration that is read here nests this deep",
        )
    )


def number(value: int | Decimal) -> str:
    """A boolean, integer or decimal as YAML and JSON both write it: digits only, no exponent, nothing rounded.

    Raises ValueError for a decimal that is no number, or beyond what any reader holds.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if not value.is_finite() or abs(value.adjusted()) > 308:
        raise ValueError(f"{value} can't be written as a number")
    return format(value, "f")


def unsupported(value: object) -> TypeError:
    """The error for a value that is no `Json`: a fault of whoever built the document."""
    return TypeError(f"a document can't hold a {type(value).__name__}: {value!r:.80}")
