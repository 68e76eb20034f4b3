"""What a story about an objective is played with: recorded values phase by phase, and who fires when.

The values that rules would record are fed themselves, so that a story of days takes minutes. Beside them stand another
objective, another service and another period, all of whose values are as bad as can be, and a second group that is
well: none of them may make a difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.proof.case import Case, Input, Moment, Run
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from monitorgen.plan.rules import Alert
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Obligation
    from monitorgen.proof.prove import Setting

    Values = Mapping[str, Decimal | None]
    Active = Callable[[int, Values], Decimal | None]
    """The value with which the alert of a number is active, None if it is not."""
    Fed = tuple[tuple[str, tuple[Run, ...]], ...]
    """Samples of series by their names."""

MINUTE = 60_000


class Phase(Struct, frozen=True):
    """`steps` samples of each series, None for no sample; it is about the alert of a number, or about all of them."""

    values: Values
    steps: int
    about: int | None
    few: bool = False


class Play(Struct, frozen=True):
    """The series of an objective: `well` are the values of a group without a fault, `bad` the worst ones.

    `holds` are the milliseconds for which each of its alerts waits, `step` those between two samples.
    """

    holds: Sequence[int]
    active: Active
    well: Values
    bad: Values
    step: int


class Look(Struct, frozen=True):
    """The alerts that fire at a step, by number and with their values; it is about one of them, or about all."""

    step: int
    shows: tuple[Obligation, ...]
    firing: tuple[tuple[int, float], ...]
    about: int | None


class Course(Struct, frozen=True):
    """What happens in a story, whoever it is about: objectives with the same windows and budgets share it.

    `own` is fed to the objective, `well` and `bad` to those that stand beside it, as in `Play`.
    """

    step: int
    own: Fed
    well: Fed
    bad: Fed
    looks: tuple[Look, ...]


def group(by: Sequence[str], number: int) -> dict[str, str]:
    """The labels of one of the groups that an objective keeps apart."""
    return {label: f"{label}-{number}" for label in by}


def others(slo: Slo) -> Iterator[dict[str, str]]:
    """The labels of another objective, and of one with the same name elsewhere."""
    if slo.profile == "sloth":  # each label of its own, though Sloth would change two at once
        yield from ({**slo.labels, label: f"{text}-beside"} for label, text in slo.labels.items())
        return
    yield {**slo.labels, "slo": f"{slo.name}-beside"}
    yield {**slo.labels, "service": f"{slo.service or 'any'}-beside"}


def story(
    course: Course, slo: Slo, alerts: Sequence[Alert], extra: Labels, sentence: str, words: str, setting: Setting
) -> Case:
    """A course played by an objective and its alerts; its series have `extra` labels beside its own."""
    labels = {**slo.labels, **group(slo.by, 1)}
    here = {**labels, **extra}
    inputs = [*_fed(course.own, here)]
    if slo.by:
        inputs += _fed(course.well, {**slo.labels, **group(slo.by, 2), **extra})
    for beside in others(slo):
        inputs += _fed(course.bad, {**beside, **group(slo.by, 1), **extra})
    for label in extra:
        inputs += _fed(course.bad, {**here, label: "another"})
    all_of_them = tuple(dict.fromkeys(each.severity for each in alerts))
    moments = tuple(
        Moment(
            alerts[0].name,
            look.step,
            look.shows,
            tuple(told(alerts[number], labels, value, setting.external_labels) for number, value in look.firing),
            all_of_them if look.about is None else (alerts[look.about].severity,),
        )
        for look in course.looks
    )
    return Case(sentence, words, course.step, tuple(inputs), moments)


def _fed(series: Fed, labels: Labels) -> Iterator[Input]:
    ordered = dict(sorted(labels.items()))
    return (Input(name, ordered, runs) for name, runs in series)


def course_of(play: Play, phases: Sequence[Phase]) -> Course:
    """The phases one after another, with a look at the end of each; nothing is measured any more in the last."""
    phases = (*phases, Phase(dict.fromkeys(play.well), 3, None))
    total = sum(phase.steps for phase in phases)
    return Course(
        play.step,
        tuple((name, _runs([(each.values[name], each.steps) for each in phases])) for name in play.well),
        tuple((name, _runs([(value, total)])) for name, value in play.well.items()),
        tuple((name, _runs([(value, total)])) for name, value in play.bad.items()),
        tuple(_looks(play, phases)),
    )


def _runs(parts: Sequence[tuple[Decimal | None, int]]) -> tuple[Run, ...]:
    joined: list[tuple[Decimal | None, int]] = []
    for value, steps in parts:
        if joined and joined[-1][0] == value:
            joined[-1] = (value, joined[-1][1] + steps)
        else:
            joined.append((value, steps))
    return tuple(Run(None if value is None else float(value), 0, steps) for value, steps in joined)


def _looks(play: Play, phases: Sequence[Phase]) -> Iterator[Look]:
    """What fires at the end of each phase, and in the middle of one in which an alert has to wait for its `for`."""
    active: dict[int, tuple[int, float]] = {}  # since when, and the value
    fired: set[int] = set()
    at = 0
    for phase in phases:
        values = {number: play.active(number, phase.values) for number, _ in enumerate(play.holds)}
        active = {
            number: (active[number][0] if number in active else at, float(value))
            for number, value in values.items()
            if value is not None
        }
        end, about = at + phase.steps - 1, phase.about
        now, early = (dict(_firing(play, active, step)) for step in (end, at + 1))
        if about is None:
            yield Look(end, ("missing",), (), None)
        else:
            if about in now and about not in early and play.holds[about] > play.step:
                yield Look(at + 1, ("pending",), tuple(early.items()), about)
            yield Look(end, _shows(phase, about, now, fired), tuple(now.items()), about)
        fired = set(now)
        at = end + 1


def _firing(play: Play, active: Mapping[int, tuple[int, float]], step: int) -> Iterator[tuple[int, float]]:
    """The alerts that have been active for long enough, with their values."""
    for number, (since, value) in active.items():
        if (step - since) * play.step >= play.holds[number]:
            yield number, value


def _shows(phase: Phase, about: int, now: Mapping[int, float], fired: set[int]) -> tuple[Obligation, ...]:
    if about in now:
        return ("fires",)
    if phase.few:
        return ("few",)
    return ("quiet", "resolves") if about in fired else ("quiet",)
