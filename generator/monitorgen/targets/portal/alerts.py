"""The alerts of a unit, as its page lists them: meaning, threshold, severity, who is told, proof, what to do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.documents import in_words, runbook_path
from monitorgen.targets.portal import told, words
from monitorgen.targets.portal.blocks import Badge, Muted, Note, Row, To, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.routing import Meaning
    from monitorgen.plan.rules import Alert
    from monitorgen.routing.cases import Case
    from monitorgen.targets.portal.blocks import Block, Line
    from monitorgen.targets.portal.model import Unit

_COLUMNS = ("Alert", "Severity", "What is measured", "Fires", "Who is told", "Proof")


class AlertWords(Struct, frozen=True):
    """An alert of one severity in words, for the page of its unit and for its own.

    `told` are the steps in which somebody is told, None if nobody was asked for; `quiet` is what keeps it quiet while
    that fires. `proof` is its state and what that means, None where it has none.
    """

    alert: Alert
    severity: Badge
    measured: Line
    fires: str
    told: tuple[told.Told, ...] | None
    quiet: tuple[str, ...]
    proof: tuple[Badge, str] | None


def words_of(unit: Unit, cases: Sequence[Case], severities: Mapping[str, Meaning]) -> tuple[AlertWords, ...]:
    """The alerts of a unit by name, those of one name worst first; `cases` tell who is told of them."""
    rank = {name: number for number, name in enumerate(severities)}
    ordered = sorted(unit.alerts, key=lambda each: (each.name, rank.get(each.severity, len(rank)), each.expr))
    by_key = {(case.alert.alertname, case.alert.severity): case for case in cases}
    return tuple([_words_of(unit, each, by_key.get((each.name, each.severity)), severities) for each in ordered])


def _words_of(unit: Unit, alert: Alert, case: Case | None, severities: Mapping[str, Meaning]) -> AlertWords:
    return AlertWords(
        alert,
        severity(alert.severity, severities),
        words.meaning(alert),
        words.threshold(alert),
        told.steps(case) if case is not None else None,
        told.quiet(case) if case is not None else (),
        words.PROOFS.get(unit.proofs.get((alert.name, alert.severity), "")),
    )


def blocks(unit: Unit, alerts: Sequence[AlertWords]) -> tuple[Block, ...]:
    """A table of the alerts; a word where there are none."""
    if not alerts:
        if unit.summary is None:
            return ()
        planned = unit.page is not None and unit.page.lifecycle == "planned"
        text = "It is planned: nothing runs yet, and nothing is watched." if planned else "No alert watches it."
        return (Note(text, "info" if planned else "warning"),)
    seen: set[str] = set()
    return (table(_COLUMNS, [_row(unit, each, seen) for each in alerts], "Alerts", look="stacked"),)


def _row(unit: Unit, each: AlertWords, seen: set[str]) -> Row:
    name = each.alert.name
    anchor = None if name in seen else f"alert-{name}"
    seen.add(name)
    return Row(
        (
            (To(name, runbook_path(unit.name, name)), *_titled(each.alert)),
            (each.severity,),
            each.measured,
            each.fires,
            told.line(each.told or ()),
            each.proof[:1] if each.proof is not None else "",
        ),
        id=anchor,
    )


def _titled(alert: Alert) -> tuple[Muted, ...]:
    """What its owner calls it in words, where that says more than its name."""
    title = alert.guide.title
    said = not title or alert.slo is not None or title == in_words(alert.name)
    return () if said else (Muted(f" {title}"),)


def severity(name: str, severities: Mapping[str, Meaning]) -> Badge:
    """A severity at a glance."""
    return _badge(name, severities.get(name))


@lru_cache(256)
def _badge(name: str, stands_for: Meaning | None) -> Badge:
    return Badge(name, words.tone_of(stands_for))
