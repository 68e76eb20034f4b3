"""Proofs as files for `promtool test rules`, readable by a person."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.promql.printer import selector_text
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.document import Json
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Case, Input, Run, Told


def test_files(cases: Sequence[Case], rules: str, external_labels: Labels, comment: str) -> Iterator[tuple[str, str]]:
    """The files of a unit's proofs, each with the ending of its name.

    promtool evaluates all of a file at one interval, so that stories of days and of minutes stand in files of their
    own. `rules` is the path of the unit's rules, seen from there.
    """
    steps = sorted({case.step for case in cases}, reverse=True)
    for step in steps:
        document: Json = {
            "rule_files": [rules],
            "evaluation_interval": str(Duration(step)),
            "tests": [_group(case, external_labels) for case in cases if case.step == step],
        }
        yield "" if step == steps[0] else f".{Duration(step)}", yaml.dump(document, comment=comment)


def _group(case: Case, external_labels: Labels) -> Json:
    made: dict[str, Json] = {"name": case.sentence, "interval": str(Duration(case.step))}
    if external_labels:
        made["external_labels"] = dict(external_labels)
    made["input_series"] = [{"series": _series(each), "values": _values(each.runs)} for each in case.inputs]
    alerts = [
        _alerts(case.alert, case.step * moment.step, moment.told)
        for moment in case.moments
        if all(each.annotations is not None for each in moment.told)
    ]
    counted = [
        _firing(case.alert, case.step * moment.step, moment.told)
        for moment in case.moments
        if any(each.annotations is None for each in moment.told)
    ]
    if alerts:
        made["alert_rule_test"] = list(alerts)
    if counted:
        made["promql_expr_test"] = list(counted)
    return made


def _alerts(name: str, at: int, told: Sequence[Told]) -> Json:
    expected: list[Json] = [
        {
            "exp_labels": {label: text for label, text in each.labels.items() if label != "alertname"},
            "exp_annotations": dict(each.annotations or {}),
        }
        for each in told
    ]
    return {"eval_time": str(Duration(at)), "alertname": name, "exp_alerts": expected}


def _firing(name: str, at: int, told: Sequence[Told]) -> Json:
    """Labels alone, where a text can't be known."""
    samples: list[Json] = [
        {"labels": selector_text("ALERTS", _matchers({**each.labels, "alertstate": "firing"})), "value": 1}
        for each in told
    ]
    expr = selector_text("ALERTS", _matchers({"alertname": name, "alertstate": "firing"}))
    return {"expr": expr, "eval_time": str(Duration(at)), "exp_samples": samples}


def _series(given: Input) -> str:
    return selector_text(given.metric, _matchers(given.labels))


def _matchers(labels: Mapping[str, str]) -> list[Matcher]:
    return [Matcher(name, "=", text) for name, text in labels.items()]


def _values(runs: Sequence[Run]) -> str:
    return " ".join(_run(each) for each in runs if each.steps)


def _run(run: Run) -> str:
    """promtool's notation: `a+bxN` is a and N further samples."""
    if run.start is None:
        return "stale" + (f" _x{run.steps - 1}" if run.steps > 1 else "")
    more = run.steps - 1
    if run.slope == 0:
        return f"{_number(run.start)}x{more}"
    sign = "+" if run.slope > 0 else "-"
    return f"{_number(run.start)}{sign}{_number(abs(run.slope))}x{more}"


def _number(value: float) -> str:
    """Twelve digits: more than any threshold needs, and no rounding of a sum to be seen."""
    return plain(Decimal(f"{value:.12g}"))
