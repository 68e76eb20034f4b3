"""The story of a unit without series: its targets are up, nothing is measured, and none of these alerts fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Moment, Run
from monitorgen.proof.timing import timing
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.proof.prove import Setting

_PRESENCE = frozenset({"down", "absent", "heartbeat"})

_ROOMS = (64, 256, 1_024, 4_096)
"""Steps up to which stories are told together; 0 stands for more."""


def is_silent(condition: Condition) -> bool:
    """Whether an alert on this needs nothing but series that are missing to be quiet."""
    return condition.function not in _PRESENCE and condition.missing == "quiet" and condition.only_if is None


def silence(alerts: Iterable[Alert], setting: Setting) -> Iterator[Case]:
    """One story for all of them that are judged at the same steps, and that take about as long.

    All rules are evaluated to the end of a story: one that takes a day would make each of the others take one.
    """
    found: dict[tuple[int, int], dict[tuple[str, int], list[Alert]]] = {}
    for alert in alerts:
        if alert.condition is not None and is_silent(alert.condition):
            at = timing(alert, alert.condition)
            end = at.history + at.before + at.during
            room = next((steps for steps in _ROOMS if end <= steps), 0)
            found.setdefault((at.step, room), {}).setdefault((alert.name, end), []).append(alert)
    for (step, _), ends in sorted(found.items(), key=lambda item: (-item[0][0], item[0][1])):
        moments = tuple(
            Moment(name, end - 1, ("missing",), (), tuple(each.severity for each in alike))
            for (name, end), alike in ends.items()
        )
        longest = max(end for _, end in ends)
        yield Case(
            f"nothing is measured for {Duration(step * (longest - 1))}",
            "The targets are up but give no series: none of these alerts may fire.",
            step,
            up(setting, longest),
            moments,
        )


def up(setting: Setting, steps: int) -> tuple[Input, ...]:
    """A target that is up, for so many steps, and one of another job."""
    known = dict(setting.targets[0]) if setting.targets else {}
    run: Sequence[Run] = (Run(1, 0, steps),)
    return tuple(Input("up", labels, tuple(run)) for labels in (known, {**known, "job": "other-job"}))
