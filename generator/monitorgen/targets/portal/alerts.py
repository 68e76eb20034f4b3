"""The alerts of a unit, as its page lists them: meaning, threshold, severity, who is told, proof, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.documents import in_words, runbook_path
from monitorgen.targets.portal import told, words
from monitorgen.targets.portal.blocks import Badge, Muted, Note, Row, To, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.routing import Meaning
    from monitorgen.plan.rules import Alert
    from monitorgen.routing.cases import Case
    from monitorgen.targets.portal.blocks import Block
    from monitorgen.targets.portal.model import Unit

_COLUMNS = ("Alert", "Severity", "What is measured", "Fires", "Who is told", "Proof")


def blocks(unit: Unit, cases: Sequence[Case], severities: Mapping[str, Meaning]) -> tuple[Block, ...]:
    """A table of the alerts, by name, worst first; a word where there are none."""
    if not unit.alerts:
        if unit.summary is None:
            return ()
        planned = unit.page is not None and unit.page.lifecycle == "planned"
        text = "It is planned: nothing runs yet, and nothing is watched." if planned else "No alert watches it."
        return (Note(text, "info" if planned else "warning"),)
    by_key = {(case.alert.alertname, case.alert.severity): case for case in cases}
    seen: set[str] = set()
    rows = tuple(
        _row(unit, each, by_key.get((each.name, each.severity)), severities, seen) for each in ordered(unit, severities)
    )
    return (table(_COLUMNS, rows, "Alerts", look="stacked"),)


def ordered(unit: Unit, severities: Mapping[str, Meaning]) -> list[Alert]:
    """The alerts of a unit by name, those of one name worst first."""
    rank = {name: number for number, name in enumerate(severities)}
    return sorted(unit.alerts, key=lambda each: (each.name, rank.get(each.severity, len(rank)), each.expr))


def _row(unit: Unit, alert: Alert, case: Case | None, severities: Mapping[str, Meaning], seen: set[str]) -> Row:
    anchor = None if alert.name in seen else f"alert-{alert.name}"
    seen.add(alert.name)
    state = words.PROOFS.get(unit.proofs.get((alert.name, alert.severity), ""))
    return Row(
        (
            (To(alert.name, runbook_path(unit.name, alert.name)), *_titled(alert)),
            (severity(alert.severity, severities),),
            words.meaning(alert),
            words.threshold(alert),
            told.line(told.steps(case)) if case is not None else (Muted("nobody"),),
            (Badge(state[0], state[1]),) if state is not None else "",
        ),
        id=anchor,
    )


def _titled(alert: Alert) -> tuple[Muted, ...]:
    """What its owner calls it in words, where that says more than its name."""
    title = alert.guide.title
    said = alert.slo is not None or title in {"", in_words(alert.name)}
    return () if said else (Muted(f" {title}"),)


def severity(name: str, severities: Mapping[str, Meaning]) -> Badge:
    """A severity at a glance."""
    return Badge(name, words.tone_of(severities.get(name)))
