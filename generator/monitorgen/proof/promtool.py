"""Proofs as files for `promtool test rules`, for people to read: a row a series, a row a moment, a comment a story.

A moment without `exp_alerts` says that none of the alerts of that name fires.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.emit.plain import is_clear
from monitorgen.emit.yaml import comments, flow, flow_text
from monitorgen.promql.printer import selector_with
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Case, Input, Moment, Obligation, Recorded, Run

USUAL_STEP = 60_000
"""Milliseconds between two evaluations in the file that bears a unit's bare name."""

_IN_A_ROW = 2
"""Samples that stand in the line of their query."""

WORDS: Mapping[Obligation, str] = {
    "quiet": "quiet",
    "pending": "past it, but not for long enough",
    "fires": "fires",
    "keeps": "over, but kept firing",
    "resolves": "resolved",
    "vanishes": "fires",
    "missing": "nothing to look at",
    "guard": "its only_if does not hold",
    "few": "too few events",
}
"""What each obligation is called where a moment is told."""


def test_files(cases: Sequence[Case], rules: str, external_labels: Labels, comment: str) -> Iterator[tuple[str, str]]:
    """The files of a unit's proofs, each with the ending of its name.

    promtool evaluates all of a file at one interval, so that stories of days and of seconds stand in files of their
    own. `rules` is the path of the unit's rules, seen from there.
    """
    for every in sorted({case.interval for case in cases}, reverse=True):
        told = [_story(case, external_labels) for case in cases if case.interval == every]
        head = f"rule_files: [{flow_text(rules)}]\nevaluation_interval: {Duration(every)}\ntests:\n"
        yield "" if every == USUAL_STEP else f".{Duration(every)}", f"{comments(comment)}{head}{''.join(told)}"


def _story(case: Case, external_labels: Labels) -> str:
    lines = [f"# {case.course}", f"- name: {flow_text(case.sentence)}", f"  interval: {Duration(case.step)}"]
    if external_labels:
        lines.append(f"  external_labels: {flow(dict(external_labels))}")
    lines.append("  input_series:")
    lines += [
        f"  - {{series: {_in_a_row(each.metric, each.labels)}, values: {_samples(each.runs)}}}" for each in case.inputs
    ]
    judged: list[Moment] = []
    counted: list[Moment] = []
    for moment in case.moments:
        (counted if _is_counted(moment) else judged).append(moment)
    if judged:
        lines.append("  alert_rule_test:")
        for moment in judged:
            lines += _alerts(moment, case.step)
    if counted or case.recorded:
        lines.append("  promql_expr_test:")
        lines += [line for moment in counted for line in _firing(moment, case.step)]
        lines += [line for each in case.recorded for line in _recorded(each, case.step)]
    return "\n".join([*lines, ""])


def _is_counted(moment: Moment) -> bool:
    """Whether it is not known in full what fires: then Prometheus's own series of alerts is looked at."""
    return moment.told is None or None in (each.annotations for each in moment.told)


@lru_cache(maxsize=1024)
def _time(ms: int) -> str:
    return str(Duration(ms))


@lru_cache(maxsize=64)
def _note(shows: tuple[Obligation, ...]) -> str:
    return f" # {', '.join(WORDS[each] for each in shows)}"


def _alerts(moment: Moment, step: int) -> list[str]:
    at, name = _time(step * moment.step), flow_text(moment.alert)
    if not moment.told:
        return [f"  - {{eval_time: {at}, alertname: {name}}}{_note(moment.shows)}"]
    lines = [f"  - eval_time: {at}{_note(moment.shows)}", f"    alertname: {name}", "    exp_alerts:"]
    for each in moment.told:
        labels = [_pair(label, text) for label, text in each.labels.items() if label != "alertname"]
        lines.append(f"    - exp_labels: {{{', '.join(labels)}}}")
        if each.annotations:
            lines.append("      exp_annotations:")
            lines += [f"        {_pair(key, text)}" for key, text in each.annotations.items()]
    return lines


@lru_cache(maxsize=1024)
def _pair(key: str, text: str) -> str:
    """A label or an annotation; most of them are those of many moments."""
    return f"{flow_text(key)}: {flow_text(text)}"


def _firing(moment: Moment, step: int) -> Iterator[str]:
    """Labels alone, where a text can't be known; that some fire, where even these are not."""
    at = _time(step * moment.step)
    firing = _selector("ALERTS", {"alertname": moment.alert, "alertstate": "firing"})
    expr = f"count({firing}) > bool 0" if moment.told is None else firing
    yield f"  - expr: {flow_text(expr)}{_note(moment.shows)}"
    yield f"    eval_time: {at}"
    if moment.told is None:
        yield "    exp_samples: [{labels: '{}', value: 1}]"
        return
    yield "    exp_samples:"
    for each in moment.told:
        sample = _selector("ALERTS", {**each.labels, "alertstate": "firing"})
        yield f"    - {{labels: {flow_text(sample)}, value: 1}}"


def _recorded(each: Recorded, step: int) -> Iterator[str]:
    """What is recorded, with no other sample beside it; many of them in a row each."""
    found = [
        f"{{labels: {_in_a_row(metric or None, labels)}, value: {_number(value)}}}"
        for metric, labels, value in each.samples
    ]
    if len(found) <= _IN_A_ROW:
        at, samples = _time(step * each.step), ", ".join(found)
        yield f"  - {{expr: {flow_text(each.query)}, eval_time: {at}, exp_samples: [{samples}]}} # recorded"
        return
    yield f"  - expr: {flow_text(each.query)} # recorded"
    yield f"    eval_time: {_time(step * each.step)}"
    yield "    exp_samples:"
    yield from (f"    - {sample}" for sample in found)


def series(given: Input) -> str:
    """A series as promtool reads it."""
    return _selector(given.metric, given.labels)


def _selector(metric: str | None, labels: Mapping[str, str]) -> str:
    return selector_with(metric, ",".join([_equals(name, text) for name, text in labels.items()]))


def _in_a_row(metric: str | None, labels: Mapping[str, str]) -> str:
    """The same as it stands in a row: nearly all have braces and double quotes, and need single ones for that."""
    text = _selector(metric, labels)
    return f"'{text}'" if '"}' in text and "'" not in text and is_clear(text) else flow_text(text)


@lru_cache(maxsize=1024)
def _equals(label: str, text: str) -> str:
    """A label of a series; those of one target stand on most series of its story."""
    return str(Matcher(label, "=", text))


def values(runs: tuple[Run, ...] | str) -> str:
    """Its samples in promtool's notation."""
    return runs if isinstance(runs, str) else " ".join(_run(each) for each in runs if each.steps)


@lru_cache(maxsize=1024)
def _samples(runs: tuple[Run, ...] | str) -> str:
    """The same as it stands in a row; alerts of one kind and objectives with the same windows are fed the same ones."""
    return flow_text(values(runs))


def _run(run: Run) -> str:
    """promtool's notation: `a+bxN` is a and N further samples."""
    if run.start is None:
        return "stale" + (f" _x{run.steps - 1}" if run.steps > 1 else "")
    more = run.steps - 1
    if run.slope == 0:
        return f"{_number(run.start)}x{more}"
    sign = "+" if run.slope > 0 else "-"
    return f"{_number(run.start)}{sign}{_number(abs(run.slope))}x{more}"


@lru_cache(maxsize=1024)
def _number(value: float) -> str:
    """Twelve digits: more than any threshold needs, and no rounding of a sum to be seen."""
    return plain(Decimal(f"{value + 0.0:.12g}"))  # of -0 and 0, which are equal, one is written
