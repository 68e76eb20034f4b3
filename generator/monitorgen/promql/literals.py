"""Values of literals: numbers, durations and strings as they stand in the text."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.quoting import unquote
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from monitorgen.promql.lexer import Token

_PART = re.compile(r"(\d+)(ms|[smhdwy])")
_MILLIS = {
    "y": 365 * 86_400_000,
    "w": 7 * 86_400_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "m": 60_000,
    "s": 1000,
    "ms": 1,
}
_ORDER = tuple(_MILLIS)
_LONGEST = 2**63 // 1_000_000


def number_text(value: float) -> str:
    """The one text of a number: `0.05`, `1e-09`, `+Inf`, `NaN`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value and not 1e-6 <= abs(value) < 1e21:
        return repr(value)
    return plain(Decimal(repr(value)))


def number_of(token: Token) -> str:
    """The number that a token stands for, in its one text; a duration counts in seconds."""
    if token.kind == "duration":
        return number_text(float(duration_of(token).seconds))
    text = token.text.replace("_", "").lower()
    value = float(int(text, 16)) if text.startswith("0x") and len(text) < 250 else _float(text, token)
    if math.isinf(value) and text != "inf":
        raise PromqlError(f"`{token.text}` is too large for a number", "write it like 1e300", token.start)
    return number_text(value)


def _float(text: str, token: Token) -> float:
    try:
        return float(text)
    except ValueError:
        raise PromqlError(f"`{token.text}` is not a number", "write it like 5, 0.5 or 1e9", token.start) from None


def duration_of(token: Token) -> Duration:
    """The length of time that a token stands for; a number counts seconds."""
    if token.kind == "number":
        seconds = float(number_of(token))
        if not abs(seconds) * 1000 < _LONGEST:
            raise PromqlError(f"`{token.text}` seconds is too long", "is the unit right?", token.start)
        return Duration(round(seconds * 1000))
    if len(token.text) > 60:
        raise PromqlError("the duration is too long", "is the unit right?", token.start)
    total, units = 0, []
    for count, unit in _PART.findall(token.text):
        total += int(count) * _MILLIS[unit]
        units.append(_ORDER.index(unit))
    if units != sorted(set(units)):
        hint = "name each unit once, the largest first: 1h30m"
        raise PromqlError(f"`{token.text}` is not a duration", hint, token.start)
    if total >= _LONGEST:
        raise PromqlError(f"`{token.text}` is too long", "is the unit right?", token.start)
    return Duration(total)


def text_of_string(token: Token) -> str:
    """The text that a string token stands for."""
    try:
        return unquote(token.text)
    except PromqlError as error:
        raise PromqlError(str(error), error.hint, token.start + (error.position or 0)) from None
