"""Templates of annotations and labels of alerts: what they refer to, and whether the alert has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from monitorgen.promql.finding import Problem, listed, nearest
from monitorgen.promql.template_reader import read

if TYPE_CHECKING:
    from monitorgen.promql.template_reader import Found, Shown
    from monitorgen.promql.types import LabelSchema

Place = Literal["annotation", "label"]

_RULE_LABELS = frozenset({"alertname", "severity", "team", "service"})


def problems_of_template(
    text: str,
    labels: LabelSchema,
    unit: str | None = None,
    *,
    place: Place = "annotation",
    external_labels: frozenset[str] | None = None,
) -> list[Problem]:
    """What is wrong with a template of an alert whose expression gives these labels and values of this unit.

    `labels` are those of the expression: what the rule adds (`severity`, ...) is not in `$labels`. An empty unit, or
    None, says that it is not known. `external_labels` None says the same of those.
    """
    if "{{" not in text and "$" not in text:
        return []
    found = read(text)
    made = [
        _problem("MG330", f"this is no template: {error}", text, error.hint, error.position) for error in found.errors
    ]
    for label, at in found.labels.items():
        if label != "__name__" and not labels.can_have(label):
            hint = _hint(label, labels, external_labels or frozenset())
            made.append(_problem("MG331", f"the alert never has the label `{label}`: nothing is shown", text, hint, at))
    for label, at in found.external_labels.items():
        if external_labels is not None and label not in external_labels:
            hint = nearest(label, external_labels) or f"there are {listed(external_labels) or 'none'}"
            made.append(_problem("MG334", f"there is no external label `{label}`: nothing is shown", text, hint, at))
    made += _problems_of_value(found, text, unit or "", place)
    return made


def _problem(code: str, message: str, text: str, hint: str, at: int | None) -> Problem:
    span = None if at is None else (at, min(at + 1, len(text)))
    return Problem(code, message, text, hint, at=span)


def _hint(label: str, labels: LabelSchema, external_labels: frozenset[str]) -> str:
    if label in external_labels:
        return f"it is an external label: write $externalLabels.{label}"
    if label in _RULE_LABELS:
        return "labels that the rule adds are not in $labels: write the text itself"
    near = nearest(label, labels.known)
    if near:
        return near
    return f"the alert has {listed(labels.known)}" if labels.known else "the alert has no labels: keep some with `by`"


def _problems_of_value(found: Found, text: str, unit: str, place: Place) -> list[Problem]:
    if place == "label":
        if not found.uses_value:
            return []
        message = "the value stands in a label: each new value is a new alert, which starts its `for` again"
        return [_problem("MG333", message, text, "put it into an annotation", None)]
    said = ((shown, _wrong_unit(shown, unit)) for shown in found.shown)
    return [_problem("MG332", *_with_text(wrong, text), shown.at) for shown, wrong in said if wrong is not None]


def _with_text(wrong: tuple[str, str], text: str) -> tuple[str, str, str]:
    return wrong[0], text, wrong[1]


def _wrong_unit(shown: Shown, unit: str) -> tuple[str, str] | None:
    """What is wrong with the way in which a value of this unit is shown, and what to write."""
    if not unit:
        return None
    said = unit.replace("_per_second", " per second").replace("per_second", "a number per second")
    match shown.function:
        case "humanizePercentage" if unit != "ratio":
            hint = "divide by the total, or show it with humanize"
            if unit == "percent":
                hint = "write {{ $value }}%: the value is a percentage already"
            return f"humanizePercentage takes a ratio, but the value is {said}", hint
        case "humanizeDuration" | "humanizeTimestamp" if unit != "seconds":
            hint = "show it with humanizePercentage" if unit == "ratio" else "show it with humanize"
            return f"{shown.function} takes seconds, but the value is {said}", hint
        case "" | "printf" | "humanize" if unit == "ratio" and _percent_follows(shown):
            return "the value is a ratio, but a percent sign follows it", "write {{ $value | humanizePercentage }}"
        case "" | "printf" | "humanize" if unit.endswith("per_second") and _percent_follows(shown):
            return f"the value is {said}, but a percent sign follows it", "divide by the total"
    return None


def _percent_follows(shown: Shown) -> bool:
    return shown.after.lstrip(" ").startswith("%") or (shown.function == "printf" and shown.form.endswith("%%"))
