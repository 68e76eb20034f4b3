"""Lines in a panel: thresholds that its owner wrote, and those of an alert by how bad each severity is."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from monitorgen.link.thresholds import threshold
from monitorgen.plan.dashboards import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.link.asking import Where
    from monitorgen.plan.dashboards import Tone
    from monitorgen.plan.rules import Comparison
    from monitorgen.units import Quantity

ABOVE_NONE = Decimal("0.000001")
"""A step counts from its value on, and an alert above 0 does not fire at 0."""
_WORST: tuple[Tone, ...] = ("critical", "warning", "info", "ok")


def written_steps(said: Mapping[Tone, Quantity], unit: str, what: str, where: Where) -> tuple[Step, ...]:
    """The steps of `thresholds:`; below the first of them it is fine, or, where `ok` has a value, as bad as can be."""
    limits = {
        tone: threshold(quantity, unit, what, partial(where, "thresholds", tone)) for tone, quantity in said.items()
    }
    ordered = sorted(limits.items(), key=lambda each: each[1])
    lowest: Tone = "ok"
    if "ok" in limits:
        lowest = next((tone for tone in _WORST if tone not in limits), "critical")
    return (Step(lowest, None), *(Step(tone, limit) for tone, limit in ordered))


def alert_steps(limits: Sequence[tuple[Comparison, Decimal, Tone]]) -> tuple[Step, ...]:
    """The steps of an alert's thresholds, one or several in the same direction; none for `equals`."""
    above = sorted({(limit or ABOVE_NONE, tone) for word, limit, tone in limits if word == "above"}, key=_upwards)
    below = sorted({(limit, tone) for word, limit, tone in limits if word == "below"}, key=_upwards)
    if above:
        return (Step("ok", None), *_one_each([Step(tone, limit) for limit, tone in above]))
    if below:
        # From the bottom: the worst until its limit, then the milder one, then fine.
        tones = [tone for _, tone in below]
        ends: list[Tone] = [*tones[1:], "ok"]
        steps = [Step(tone, limit) for (limit, _), tone in zip(below, ends, strict=True)]
        return (Step(tones[0], None), *_one_each(steps))
    return ()


def joined_steps(several: Sequence[tuple[Step, ...]]) -> tuple[Step, ...]:
    """The steps of several alerts on the same value; those of the first where the others point elsewhere."""
    limits = [_limits(each) for each in several]
    ways = {word for each in limits for word, _, _ in each}
    return alert_steps([limit for each in limits for limit in each]) if len(ways) == 1 else several[0]


def _limits(steps: tuple[Step, ...]) -> list[tuple[Comparison, Decimal, Tone]]:
    """The thresholds that the steps of one alert were made of."""
    if not steps or steps[0].tone == "ok":
        return [("above", step.value, step.tone) for step in steps if step.value is not None]
    return [("below", upper.value, step.tone) for step, upper in pairwise(steps) if upper.value is not None]


def _upwards(each: tuple[Decimal, Tone]) -> tuple[Decimal, int]:
    return each[0], -_WORST.index(each[1])


def _one_each(steps: Sequence[Step]) -> list[Step]:
    """Steps at different values: of two at the same one the worse counts."""
    return list({step.value: step for step in steps}.values())
