"""What a story about an objective is played with: recorded values phase by phase, and who fires when.

The values that rules would record are fed themselves, so that a story of days takes minutes. Beside them stand another
objective, another service and another period, all of whose values are as bad as can be, and a second group that is
well: none of them may make a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Moment, Run
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from monitorgen.plan.rules import Alert
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Obligation, Told
    from monitorgen.proof.prove import Setting

    Values = Mapping[str, Decimal | None]
    Active = Callable[[Alert, Values], Decimal | None]
    """The value with which an alert is active, None if it is not."""

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Phase:
    """`steps` samples of each series, None for no sample; it is about one alert, or about all of them."""

    values: Values
    steps: int
    about: Alert | None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """The series of an objective: `well` are the values of a group without a fault, `bad` the worst ones.

    `extra` are labels that all of them have beside those of the objective.
    """

    slo: Slo
    alerts: Sequence[Alert]
    active: Active
    well: Values
    bad: Values
    extra: Labels
    step: int


def group(slo: Slo, number: int) -> dict[str, str]:
    """The labels of one of the groups that an objective keeps apart."""
    return {label: f"{label}-{number}" for label in slo.by}


def others(slo: Slo) -> Iterator[dict[str, str]]:
    """The labels of another objective, and of one with the same name elsewhere."""
    if slo.profile == "sloth":  # each label of its own, though Sloth would change two at once
        yield from ({**slo.labels, label: f"{text}-beside"} for label, text in slo.labels.items())
        return
    yield {**slo.labels, "slo": f"{slo.name}-beside"}
    yield {**slo.labels, "service": f"{slo.service or 'any'}-beside"}


def story(play: Play, sentence: str, course: str, phases: Sequence[Phase], setting: Setting) -> Case:
    """The phases one after another, with a moment at the end of each; nothing is measured any more in the last."""
    slo, names = play.slo, list(play.well)
    phases = (*phases, Phase(dict.fromkeys(names), 3, None))
    total = sum(phase.steps for phase in phases)
    labels = {**slo.labels, **group(slo, 1)}
    here = {**labels, **play.extra}
    inputs = [_fed(name, here, [(each.values[name], each.steps) for each in phases]) for name in names]
    if slo.by:
        there = {**slo.labels, **group(slo, 2), **play.extra}
        inputs += [_fed(name, there, [(play.well[name], total)]) for name in names]
    for beside in others(slo):
        there = {**beside, **group(slo, 1), **play.extra}
        inputs += [_fed(name, there, [(play.bad[name], total)]) for name in names]
    for label in play.extra:
        inputs += [_fed(name, {**here, label: "another"}, [(play.bad[name], total)]) for name in names]
    moments = _moments(play, phases, labels, setting)
    return Case(sentence, course, play.step, tuple(inputs), tuple(moments))


def _fed(name: str, labels: Labels, parts: Sequence[tuple[Decimal | None, int]]) -> Input:
    joined: list[tuple[Decimal | None, int]] = []
    for value, steps in parts:
        if joined and joined[-1][0] == value:
            joined[-1] = (value, joined[-1][1] + steps)
        else:
            joined.append((value, steps))
    runs = tuple(Run(None if value is None else float(value), 0, steps) for value, steps in joined)
    return Input(name, dict(sorted(labels.items())), runs)


def _moments(play: Play, phases: Sequence[Phase], labels: Labels, setting: Setting) -> Iterator[Moment]:
    """What fires at the end of each phase, and in the middle of one in which an alert has to wait for its `for`."""
    since: dict[int, int | None] = {}
    fired: set[int] = set()
    at = 0
    for phase in phases:
        values = {number: play.active(alert, phase.values) for number, alert in enumerate(play.alerts)}
        for number, value in values.items():
            since[number] = None if value is None else at if since.get(number) is None else since[number]

        def firing(step: int, values: Mapping[int, Decimal | None] = values) -> dict[int, Told]:
            found = {}
            for number, alert in enumerate(play.alerts):
                start, value = since[number], values[number]
                if start is not None and value is not None and (step - start) * play.step >= alert.hold.ms:
                    found[number] = told(alert, labels, float(value), setting.external_labels)
            return found

        end = at + phase.steps - 1
        now = firing(end)
        about = None if phase.about is None else next(n for n, each in enumerate(play.alerts) if each is phase.about)
        name = play.alerts[0].name
        if phase.about is not None and about is not None:
            early = firing(at + 1)
            if about in now and about not in early and phase.about.hold.ms > play.step:
                yield Moment(name, at + 1, ("pending",), tuple(early.values()), (phase.about.severity,))
            yield Moment(name, end, _shows(phase, about, now, fired), tuple(now.values()), (phase.about.severity,))
        else:
            yield Moment(name, end, ("missing",), (), tuple(dict.fromkeys(each.severity for each in play.alerts)))
        fired = set(now)
        at = end + 1


def _shows(phase: Phase, about: int, now: Mapping[int, Told], fired: set[int]) -> tuple[Obligation, ...]:
    if about in now:
        return ("fires",)
    if phase.few:
        return ("few",)
    return ("quiet", "resolves") if about in fired else ("quiet",)
