"""The search: one choice after the other, until series are found that the expression fires on, and is quiet on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.store import NotEvaluatedError
from monitorgen.promql.nodes import Binary, selectors, walk
from monitorgen.promql.parse import PromqlError, parse
from monitorgen.proof.case import Case, Input, Moment, Run, Told
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.raw.aim import Aim
from monitorgen.proof.raw.choice import choices
from monitorgen.proof.raw.series import acted, history
from monitorgen.proof.raw.story import Judge, inputs, is_exact, looks_at_the_clock, plot
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.rules import Alert
    from monitorgen.promql.nodes import Node
    from monitorgen.promql.types import MetricLookup
    from monitorgen.proof.case import Obligation
    from monitorgen.proof.prove import Setting
    from monitorgen.proof.raw.choice import Choice
    from monitorgen.proof.raw.story import Plot

_MOST_TRIES = 400
_SIDES = 4
OTHER_JOB = "other-job"
_HAIR = 1e-12
"""By how much, as a share, two programs may differ in what they compute."""


def stories(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    """Stories about an alert on PromQL of its owner's: it is quiet, fires, resolves; and what happens without series.

    `alike` are the alerts of its name, itself among them. Raises `UnsolvedError`.
    """
    try:
        nodes = {id(each): parse(each.expr) for each in alike}
        if not any(True for _ in selectors(nodes[id(alert)])):
            return [_missing(alert, alike, nodes, setting, plot(nodes[id(alert)], alert, 0), "fires")]
        solved = _solved(nodes[id(alert)], alert, setting)
        return [
            _whole(alert, alike, nodes, setting, solved),
            _missing(alert, alike, nodes, setting, solved[1], "missing"),
        ]
    except PromqlError as error:
        raise UnsolvedError(str(error)) from error
    except NotEvaluatedError as error:
        raise UnsolvedError(f"{error} is not evaluated here") from error


def _solved(node: Node, alert: Alert, setting: Setting) -> tuple[list[Input], Plot]:
    known = setting.targets[0] if setting.targets else {}
    operators = [each.op for each in walk(node) if isinstance(each, Binary)]
    branches = min(_SIDES, 1 + operators.count("or"))
    parts = min(_SIDES, 1 + max(operators.count("and"), operators.count("unless")))
    why = "no series were found that it fires on"
    ways = choices(branches, parts, dated=looks_at_the_clock(node))
    for choice in islice(ways, _MOST_TRIES):
        try:
            at = plot(node, alert, choice.hours)
            found = _proposed(node, choice, at, setting.metric, known)
            if _fits(node, alert, found, at, closed=setting.closed):
                return found, at
        except (UnsolvedError, OverflowError, ZeroDivisionError) as unsolved:
            why = str(unsolved)
    raise UnsolvedError(why)


def _proposed(node: Node, choice: Choice, at: Plot, metric: MetricLookup, known: Mapping[str, str]) -> list[Input]:
    quiet, firing = Aim(choice, metric, at.step), Aim(choice, metric, at.step)
    firing.hold(node)
    quiet.miss(node)
    states = (quiet.courses, firing.courses)
    series = acted(node, states, metric, known, parts=choice.parts)
    past = history(states)
    earlier = [next((past[key] for key in past if key.metric == each.metric), None) for each in series]
    return inputs(series, at, earlier)


def _fits(node: Node, alert: Alert, found: Sequence[Input], at: Plot, *, closed: bool) -> bool:
    judge = Judge(found, at, closed=closed)
    return (
        bool(judge.fires(node, alert, at.firing))
        and not judge.gives(node, at.over)
        and judge.is_quiet(node, alert, at.history and at.quiet - 1, at.quiet)
    )


def _whole(
    alert: Alert, alike: Sequence[Alert], nodes: Mapping[int, Node], setting: Setting, solved: tuple[list[Input], Plot]
) -> Case:
    found, at = solved
    judge = Judge(found, at, closed=setting.closed)
    shown: tuple[tuple[int, tuple[Obligation, ...]], ...] = (
        (at.quiet, ("quiet",)),
        (at.firing, ("fires",)),
        (at.over, ("resolves",)),
    )
    moments = tuple(
        Moment(alert.name, step, shows, _told(judge, alike, nodes, setting, step), (alert.severity,))
        for step, shows in shown
    )
    course = "Series that were found for an expression of its owner's."
    fed = (*found, *_of_another_job(found, list(nodes.values())))
    return Case(f"{alert.name}: quiet, fires, resolves", course, at.step, fed, moments)


def _of_another_job(found: Sequence[Input], nodes: Sequence[Node]) -> Iterator[Input]:
    """The same series of another job, wherever an expression asks for its own one alone."""
    picked = [each for node in nodes for each in selectors(node)]
    confined = {each.metric for each in picked if any((one.label, one.op) == ("job", "=") for one in each.matchers)}
    confined -= {
        each.metric for each in picked if not any((one.label, one.op) == ("job", "=") for one in each.matchers)
    }
    taken = {(each.metric, frozenset(each.labels.items())) for each in found}
    for each in found:
        labels = {**each.labels, "job": OTHER_JOB}
        if each.metric in confined and "job" in each.labels and (each.metric, frozenset(labels.items())) not in taken:
            yield Input(each.metric, labels, each.runs)


def _missing(
    alert: Alert, alike: Sequence[Alert], nodes: Mapping[int, Node], setting: Setting, at: Plot, shows: Obligation
) -> Case:
    other = Input("up", {"job": OTHER_JOB, "instance": "other:1"}, (Run(1, 0, at.firing + 1),))
    judge = Judge([other], at, closed=setting.closed)
    moment = Moment(alert.name, at.firing, (shows,), _told(judge, alike, nodes, setting, at.firing), (alert.severity,))
    return Case(f"{alert.name}: without series", "None of its series is there.", at.step, (other,), (moment,))


def _told(
    judge: Judge, alike: Sequence[Alert], nodes: Mapping[int, Node], setting: Setting, step: int
) -> tuple[Told, ...]:
    """All alerts of the name that fire at a step."""
    return tuple(
        _text(each, nodes[id(each)], {name: text for name, text in key if name != "__name__"}, value, setting)
        for each in alike
        for key, value in judge.fires(nodes[id(each)], each, step).items()
    )


def _text(alert: Alert, node: Node, labels: Mapping[str, str], value: float, setting: Setting) -> Told:
    """What is told; without its texts if they would show more digits of a value than two programs agree on."""
    found = told(alert, labels, value, setting.external_labels)
    if found.annotations is None or is_exact(node):
        return found
    near = [told(alert, labels, value * (1 + hair), setting.external_labels) for hair in (-_HAIR, _HAIR)]
    if any(each.labels != found.labels for each in near):
        raise UnsolvedError("a label shows all digits of the value")
    return found if all(each.annotations == found.annotations for each in near) else Told(found.labels, None)
