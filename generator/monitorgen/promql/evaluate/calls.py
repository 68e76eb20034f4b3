"""Functions of vectors and numbers."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.binary import nameless
from monitorgen.promql.evaluate.quantiles import bucket_quantile
from monitorgen.promql.evaluate.store import NotEvaluatedError, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.promql.evaluate.binary import Vector
    from monitorgen.promql.evaluate.store import Key
    from monitorgen.promql.nodes import VectorSelector
    from monitorgen.promql.types import Matcher

_DAYS_OF_WEEK = 7


def _log(base: Callable[[float], float]) -> Callable[[float], float]:
    def found(value: float) -> float:
        return -math.inf if value == 0 else math.nan if value < 0 else base(value)

    return found


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _whole(change: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: value if math.isinf(value) or math.isnan(value) else float(change(value))


def _days_in_month(date: datetime) -> int:
    following = (date.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - timedelta(days=1)).day


EACH: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "ceil": _whole(math.ceil),
    "floor": _whole(math.floor),
    "exp": _exp,
    "ln": _log(math.log),
    "log2": _log(math.log2),
    "log10": _log(math.log10),
    "sqrt": lambda value: math.sqrt(value) if value >= 0 else math.nan,
    "sgn": lambda value: math.copysign(1.0, value) if value else value,
    "deg": math.degrees,
    "rad": math.radians,
}
"""Functions of each value alone."""

DATES: dict[str, Callable[[datetime], int]] = {
    "minute": lambda date: date.minute,
    "hour": lambda date: date.hour,
    "day_of_week": lambda date: date.isoweekday() % _DAYS_OF_WEEK,
    "day_of_month": lambda date: date.day,
    "day_of_year": lambda date: date.timetuple().tm_yday,
    "days_in_month": _days_in_month,
    "month": lambda date: date.month,
    "year": lambda date: date.year,
}
"""Functions of each value as a time, in UTC."""


def on_each(vector: Vector, change: Callable[[float], float]) -> Vector:
    """A function on each value; the metric's name goes."""
    return {nameless(key): change(value) for key, value in vector.items()}


def dated(vector: Vector, part: Callable[[datetime], int]) -> Vector:
    """A part of the date that each value is, in seconds since 1970."""
    return on_each(vector, lambda value: float(part(datetime.fromtimestamp(value, UTC))))


def rounded(value: float, to: float) -> float:
    """`round`: the nearest multiple, halves upward."""
    inverse = 1.0 / to
    return math.floor(value * inverse + 0.5) / inverse


def clamped(value: float, low: float, high: float) -> float:
    """`clamp`, `clamp_min` and `clamp_max`."""
    return math.nan if math.isnan(value) else max(low, min(high, value))


def histogram_quantile(at: float, buckets: Vector) -> Vector:
    """`histogram_quantile` of classic buckets; series without `le` are passed over."""
    groups: dict[Key, list[tuple[float, float]]] = {}
    for key, count in buckets.items():
        labels = dict(nameless(key))
        bound = _bound(labels.pop("le", ""))
        if bound is not None:
            groups.setdefault(key_of(labels), []).append((bound, count))
    return {key: bucket_quantile(at, found) for key, found in groups.items()}


def _bound(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def label_replace(vector: Vector, target: str, replacement: str, source: str, pattern: str) -> Vector:
    """`label_replace` of Prometheus; raises `NotEvaluatedError` on a regex that Python reads differently."""
    try:
        expression = re.compile(pattern, re.DOTALL)
    except re.error as error:
        raise NotEvaluatedError(f"the regular expression {pattern!r}") from error
    made: Vector = {}
    for key, value in vector.items():
        labels = dict(key)
        found = expression.fullmatch(labels.get(source, ""))
        if found is not None:
            labels[target] = _expanded(replacement, found)
        made[key_of(labels)] = value
    return made


def _expanded(template: str, found: re.Match[str]) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        try:
            return found[int(name) if name.isdigit() else name] or ""
        except IndexError:
            return ""

    return re.sub(r"\$(?:\{(\w+)\}|(\w+)|\$)", group, template)


def label_join(vector: Vector, target: str, separator: str, sources: Sequence[str]) -> Vector:
    """`label_join` of Prometheus."""
    made: Vector = {}
    for key, value in vector.items():
        labels = dict(key)
        labels[target] = separator.join(labels.get(source, "") for source in sources)
        made[key_of(labels)] = value
    return made


def labels_of_absent(selector: VectorSelector | None) -> Key:
    """The labels of what `absent` gives: those that the selector pins by one `=` and names nowhere else."""
    matchers: tuple[Matcher, ...] = selector.matchers if selector is not None else ()
    found: dict[str, str] = {}
    named: set[str] = set()
    for each in matchers:
        if each.label == "__name__":
            continue
        if each.op == "=" and each.label not in named:
            found[each.label] = each.value
        else:
            found.pop(each.label, None)
        named.add(each.label)
    return key_of(found)
