"""Thresholds: a quantity as it was written, in the unit of the value that it is compared with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Origin
    from monitorgen.units import Quantity

ValueUnit = str
"""Unit of a value: `seconds`, `milliseconds`, `bytes`, `ratio`, `per_second`, `bytes_per_second`, or `` (a count)."""

_TAKES: dict[str, dict[str, Decimal]] = {
    "seconds": {"seconds": Decimal(1)},
    "milliseconds": {"seconds": Decimal(1000)},
    "bytes": {"bytes": Decimal(1)},
    "ratio": {"ratio": Decimal(1)},
    "percent": {"ratio": Decimal(100)},
    "per_second": {"per_second": Decimal(1)},
    "bytes_per_second": {"bytes_per_second": Decimal(1)},
    "": {"count": Decimal(1)},
}
_UNITS = {"seconds": "seconds", "bytes": "bytes", "ratio": "ratio"}
"""The unit that a metric without one may have, by the dimension of a threshold."""
_WRITE = {
    "seconds": "a duration such as 2s",
    "milliseconds": "a duration such as 800ms",
    "bytes": "a size such as 10GiB",
    "ratio": "a percentage such as 5%",
    "percent": "a percentage such as 5%",
    "per_second": "a rate such as 5/s",
    "bytes_per_second": "a size per second such as 10MB/s",
    "": "a bare number",
}
_SPOKEN = {
    "seconds": "a time", "milliseconds": "a time", "bytes": "a size", "ratio": "a ratio", "percent": "a percentage",
    "per_second": "a rate per second", "bytes_per_second": "a size per second", "": "a plain number",
}  # fmt: skip


def threshold(quantity: Quantity, unit: ValueUnit, what: str, where: Callable[[], Origin]) -> Decimal:
    """The threshold in the unit of the value; raises `Refused` if its own unit is missing or does not fit.

    `what` names the value in the message, `p95 of http`; `where()` is where the quantity stands.
    """
    takes = _TAKES.get(unit, _TAKES[""])
    factor = takes.get(quantity.dimension)
    if factor is not None:
        return quantity.value * factor
    spoken = _SPOKEN.get(unit, unit)
    if quantity.dimension == "count":
        message = f"{quantity.text!r} has no unit, but {what} is {spoken}"
        raise Refused(Diagnostic("MG360", message, where(), hint=_guess(quantity, unit)))
    message = f"{quantity.text!r} does not fit: {what} is {spoken}"
    hint = f"write {_WRITE.get(unit, _WRITE[''])}"
    if unit == "" and quantity.dimension in _UNITS and not what.startswith(("count", "increase")):
        hint += f"; or, if that is its unit, say `unit: {_UNITS[quantity.dimension]}` in the metric"
    raise Refused(Diagnostic("MG361", message, where(), hint=hint))


def _guess(quantity: Quantity, unit: ValueUnit) -> str:
    if unit in ("ratio", "percent"):
        share = quantity.value * 100 if unit == "ratio" and abs(quantity.value) <= 1 else quantity.value
        return f"did you mean {plain(share)}%?"
    suffix = {"seconds": "s", "milliseconds": "ms", "bytes": "B", "per_second": "/s", "bytes_per_second": "B/s"}
    return f"did you mean {quantity.text}{suffix.get(unit, '')}?"
