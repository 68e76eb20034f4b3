"""Asking for all that is recorded of an objective at once: a row for each series, its name without `slo` as a label."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from monitorgen.plan.slos import SLOTH_WINDOW, in_weeks, ratio_series
from monitorgen.promql.printer import selector_text
from monitorgen.promql.types import Matcher
from monitorgen.proof.case import Recorded, Run
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from monitorgen.plan.slos import Profile, Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample

_OF = "of"
_RATIOS: Mapping[Profile, str] = {"native": "slo:error_ratio:rate", "sloth": "slo:sli_error:ratio_rate"}
_DIGITS = 10**6
_FEW = 2
"""So many samples are no course of growth, but each a level."""


def row(of: str, labels: Labels, value: Fraction | int) -> Sample:
    """A series by its name, less `slo` and the character after it, and its labels beside those of the objective.

    Values are rounded: the last digits of a quotient of floats are not meant.
    """
    return "", {_OF: of, **labels}, rounded(Fraction(value))


def ratios(profile: Profile, windows: Iterable[int]) -> str:
    """A regular expression for the names of the ratios over these windows."""
    lengths = (ratio_series(Duration(each), profile).removeprefix(_RATIOS[profile]) for each in windows)
    return f"{_RATIOS[profile]}({'|'.join(lengths)})"


def ratio(profile: Profile, window: int, labels: Labels, value: Fraction | int) -> Sample:
    """The ratio over a window."""
    length = Duration(window)
    more = {SLOTH_WINDOW: in_weeks(length)} if profile == "sloth" else {}
    return row(ratio_series(length, profile).removeprefix("slo:"), {**labels, **more}, value)


def agreed(period: str, objective: Decimal) -> Iterator[Sample]:
    """What is recorded of an agreement: whatever groups there are, it is the same for all."""
    yield row("objective:ratio", {"period": period}, Fraction(objective))
    yield row("error_budget:ratio", {"period": period}, Fraction(1 - objective))


def budget(period: int, objective: Decimal, labels: Labels, value: Fraction | int) -> Iterator[Sample]:
    """The ratio over a period, and what it leaves of the budget."""
    of = {**labels, "period": str(Duration(period))}
    yield row("error_ratio:period", of, value)
    yield row("error_budget_remaining:ratio", of, 1 - Fraction(value) / Fraction(1 - objective))


def listed(slo: Slo, step: int, names: str, rows: tuple[Sample, ...], *, whole: bool = False) -> Recorded:
    """What the series with these names are at a step, and that there are no others; if `whole`, with all labels."""
    text = f'label_replace({picked(slo, names)}, "{_OF}", "$1", "__name__", "slo.(.+)")'
    if whole:
        rows = tuple((metric, {**labels, **slo.labels}, value) for metric, labels, value in rows)
        return Recorded(step, f"round({text}, 1e-6)", rows)
    kept = ", ".join((_OF, SLOTH_WINDOW if slo.profile == "sloth" else "period", *slo.by))
    return Recorded(step, f"round(max by ({kept}) ({text}), 1e-6)", rows)


def picked(slo: Slo, names: str) -> str:
    """A selector of the objective's series whose names match."""
    name = Matcher("__name__", "=~", names)
    known = "service" in slo.labels or slo.profile == "sloth"
    without = () if known else (Matcher("service", "=", ""),)
    return selector_text(None, [name, *without, *(Matcher(label, "=", text) for label, text in slo.labels.items())])


def rounded(value: Fraction) -> float:
    """As Prometheus rounds to the nearest millionth."""
    millionths = (2 * value.numerator * _DIGITS + value.denominator) // (2 * value.denominator)
    return millionths / _DIGITS


def runs(values: Sequence[float | None]) -> tuple[Run, ...]:
    """Samples as few runs, each growing evenly."""
    made: list[Run] = []
    at = 0
    while at < len(values):
        start = values[at]
        following = values[at + 1] if at + 1 < len(values) else start
        slope = 0.0 if start is None or following is None else following - start
        steps = 1
        while at + steps < len(values) and _continues(start, slope, steps, values[at + steps]):
            steps += 1
        if steps <= _FEW and start is not None and slope:
            slope, steps = 0.0, 1
        made.append(Run(start, slope, steps))
        at += steps
    return tuple(made)


def _continues(start: float | None, slope: float, steps: int, value: float | None) -> bool:
    return value is None if start is None else value == start + slope * steps
