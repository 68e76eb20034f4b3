"""Relabelling steps: what Prometheus would refuse, with the whole of its configuration, is told at the step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.plan.jobs import Relabel
from monitorgen.promql.regex import regex_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.spec.relabel import Relabel as Written

_SETS = frozenset({"replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"})
"""Actions that are about a target label."""
_TAKES = {
    "lowercase": frozenset({"source_labels", "target_label", "separator", "regex"}),
    "uppercase": frozenset({"source_labels", "target_label", "separator", "regex"}),
    "keepequal": frozenset({"source_labels", "target_label"}),
    "dropequal": frozenset({"source_labels", "target_label"}),
    "labeldrop": frozenset({"regex"}),
    "labelkeep": frozenset({"regex"}),
}
"""The fields of the actions that refuse others."""
_FIELDS = ("source_labels", "separator", "regex", "modulus", "target_label", "replacement")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_MADE = re.compile(r"(?:[a-zA-Z_]|\$(?:\w+|\{\w+\}))(?:\w|\$(?:\w+|\{\w+\}))*")
"""A label's name that may hold groups of the expression."""


def relabelling(steps: Iterable[Written], where: Callable[..., Origin]) -> tuple[Relabel, ...]:
    """The steps in the Plan's form; `where` leads into their list. Raises `Refused` for the first that can't be."""
    return tuple(_checked(step, lambda *path, at=index: where(at, *path)) for index, step in enumerate(steps))


def _checked(step: Written, where: Callable[..., Origin]) -> Relabel:
    for field, message, hint in _faults(step):
        said = field in _FIELDS and getattr(step, field) is not None
        raise Refused(Diagnostic("MG623", message, where(field) if said else where(), hint=hint))
    return Relabel(
        action=step.action,
        source_labels=tuple(step.source_labels) if step.source_labels is not None else None,
        separator=step.separator,
        regex=step.regex,
        modulus=step.modulus,
        target_label=step.target_label,
        replacement=step.replacement,
    )


def _faults(step: Written) -> Iterator[tuple[str, str, str]]:
    """Fields with what is wrong with them, and what to write."""
    action = step.action or "replace"
    for field in _FIELDS if action in _TAKES else ():
        if getattr(step, field) is not None and field not in _TAKES[action]:
            takes = ", ".join(each for each in _FIELDS if each in _TAKES[action])
            yield field, f"{action} takes no `{field}`", f"it takes {takes}"
    if step.regex is not None and (fault := regex_fault(step.regex)):
        yield "regex", f"this is no regular expression: {fault}", "it is RE2, anchored at both ends"
    if action == "hashmod" and not (step.modulus and step.modulus > 0):
        yield "modulus", "hashmod divides by no number", "write `modulus:`, the number of parts"
    if action in {"keep", "drop"} and not step.source_labels:
        yield "source_labels", f"{action} looks at no label: it takes all or nothing", "write `source_labels:`"
    yield from _names(step, action)


def _names(step: Written, action: str) -> Iterator[tuple[str, str, str]]:
    target, form = step.target_label, _MADE if action == "replace" else _LABEL
    if action in _SETS and not target:
        yield "target_label", f"{action} sets no label", "write `target_label:`"
    elif action in _SETS and target and not form.fullmatch(target):
        yield "target_label", f"{target!r} is no label name", "use letters, digits and _"
    for label in step.source_labels or ():
        if not _LABEL.fullmatch(label):
            yield "source_labels", f"{label!r} is no label name", "use letters, digits and _"
    if action == "labelmap" and step.replacement is not None and not _MADE.fullmatch(step.replacement):
        yield "replacement", f"{step.replacement!r} is no label name", "use letters, digits, _ and $1"
