"""What is recorded from PromQL of an owner's, where no alert reads it: on some series it is what that PromQL gives.

Nobody has said what is meant, so that this is worth as much as a proof of an alert that is called live: it is computed
here from the text, and judged by promtool. Windows are left out: what they give is not exact.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from monitorgen.plan.rules import Alert, Series
from monitorgen.promql.evaluate.evaluator import Evaluator
from monitorgen.promql.evaluate.store import NotEvaluatedError, Samples, Store, key_of
from monitorgen.promql.nodes import MatrixSelector, Subquery, selectors, walk
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import selector_text
from monitorgen.proof.case import Case, Input, Recorded, Run, Untold
from monitorgen.proof.labels import UnsolvedError, missed
from monitorgen.proof.signals import Stage, series_labels
from monitorgen.proof.slos.listing import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.rules import Recording, RuleGroup
    from monitorgen.promql.nodes import Node

_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_LEVELS = (6.0, 2.0, 3.0, 5.0, 7.0, 11.0, 13.0)
"""Levels of which no two are the same, nor their product and quotient."""
_MANY = 1_000.0
_STEP, _END = 60_000, 2


def of_unread(groups: Sequence[RuleGroup], stage: Stage) -> Iterator[Case | Untold]:
    """A story, or why there is none, for each recording that nothing in these groups reads."""
    rules = [rule for group in groups for rule in group.rules]
    times = Counter(rule.name for rule in rules)
    for group in groups:
        for rule in group.rules:
            if isinstance(rule, Alert) or group.measured is not None or _is_read(rule.name, rules):
                continue
            node = parse(rule.expr)
            if next(selectors(node), None) is None:
                continue  # a constant gives what it says
            if times[rule.name] > 1:
                yield Untold(rule.name, "several rules record it")
                continue
            try:
                yield _case(rule, node, stage)
            except UnsolvedError as unsolved:
                yield Untold(rule.name, str(unsolved))
            except NotEvaluatedError as unknown:
                yield Untold(rule.name, f"{unknown} is not evaluated here")


def _is_read(name: str, rules: Sequence[Alert | Recording]) -> bool:
    return any(name in rule.expr and name in _NAME.findall(rule.expr) for rule in rules)


def _case(rule: Recording, node: Node, stage: Stage) -> Case:
    if any(isinstance(each, MatrixSelector | Subquery) for each in walk(node)):
        raise UnsolvedError("what a window gives is not exact")
    fed = _fed(node, stage)
    store = Store(_samples(labels, value) for labels, value in fed.values())
    found = Evaluator(store, _STEP).vector(node, _STEP * _END)
    if not found:
        raise UnsolvedError("it gives nothing for the series that it reads")
    inputs = tuple(
        Input(labels["__name__"], {name: text for name, text in labels.items() if name != "__name__"}, (run,))
        for labels, value in fed.values()
        for run in (Run(value, 0, _END + 1),)
    )
    samples = tuple(
        ("", {name: text for name, text in {**dict(key), **rule.labels}.items() if name != "__name__"}, _value(value))
        for key, value in found.items()
    )
    query = f"round({selector_text(rule.name, ())}, 1e-6)"
    course = "Series of all that it reads, and of what it must not."
    return Case(
        f"{rule.name}: what its PromQL gives",
        course,
        _STEP,
        inputs,
        (),
        (Recorded(_END, query, samples),),
        rule=rule.name,
    )


def _fed(node: Node, stage: Stage) -> dict[tuple[tuple[str, str], ...], tuple[Mapping[str, str], float]]:
    """Labels and levels of the series that selectors pick, and of such as one matcher keeps out."""
    made: dict[tuple[tuple[str, str], ...], tuple[Mapping[str, str], float]] = {}
    beside = []
    for number, selector in enumerate(selectors(node)):
        if selector.metric is None or number >= len(_LEVELS):
            raise UnsolvedError("a selector without a metric, or too many of them")
        matchers = tuple(each for each in selector.matchers if each.label != "__name__")
        labels = {**series_labels(Series(selector.metric, matchers), stage), "__name__": selector.metric}
        made.setdefault(key_of(labels), (labels, _LEVELS[number]))
        beside += [other for each in matchers if (other := missed(labels, each)) is not None]
    for labels in beside:
        made.setdefault(key_of(labels), (labels, _MANY))
    return made


def _samples(labels: Mapping[str, str], value: float) -> Samples:
    times = [step * _STEP for step in range(_END + 1)]
    return Samples(key_of(labels), times, [value] * len(times))


def _value(value: float) -> float:
    return rounded(Fraction(value))
