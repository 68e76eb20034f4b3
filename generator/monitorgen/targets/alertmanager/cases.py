"""The cases of a unit as a table: who is told of each alert, one row for every step, to be read in a pull request.

Whoever wants to try them asks `amtool config routes test --config.file=alertmanager.yml LABELS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit.header import notice
from monitorgen.plan.routing import NOBODY
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.routing.cases import cases, heartbeat_of
from monitorgen.routing.pairs import pairs
from monitorgen.targets.alertmanager.matchers import quoted
from monitorgen.targets.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.routing import AlertClass, Routing, Step
    from monitorgen.plan.values import Labels
    from monitorgen.routing.cases import Case, Stage
    from monitorgen.routing.pairs import Pair

HEARTBEAT_UNIT = "alertmanager"
"""The unit that has the alert which always fires."""
FOLDER = "alertmanager/routes"
COLUMNS = (
    "alert", "severity", "team", "stage", "after", "receiver", "tells", "when", "repeats", "quiet while", "labels",
)  # fmt: skip
PAIRS = "alertmanager/inhibition.tsv"
PAIR_COLUMNS = ("rule", "while this fires", "this alert", "is", "differs in")
_NOTHING = "-"


class Tables(Struct, frozen=True):
    """The cases of all units, for the table of each, and what inhibit rules are for."""

    cases: Mapping[str, Sequence[Case]]
    pairs: Sequence[Pair] = ()

    @classmethod
    def of(cls, routing: Routing, alerts: Iterable[AlertClass], external: Labels) -> Tables:
        """For the alerts of a Plan; `external` are the labels that Prometheus adds to them."""
        found = cases(routing, (*heartbeat_of(routing, HEARTBEAT_UNIT), *alerts), external)
        return cls(found, tuple(pairs(routing.inhibits)))

    def of_unit(self, unit: str, source: str) -> tuple[Artifact, ...]:
        """The table of a unit that is made of a source, if it has alerts; beside the system's that of inhibition."""
        routes = (of_unit(unit, self.cases[unit], notice(source)),) if unit in self.cases else ()
        return (*routes, of_pairs(self.pairs, notice(source))) if unit == SYSTEM_UNIT and self.pairs else routes


def of_unit(unit: str, found: Sequence[Case], header: str) -> Artifact:
    """The table of a unit."""
    lines = [*(f"# {line}" for line in header.splitlines()), "\t".join(COLUMNS)]
    lines += ["\t".join(row) for case in found for row in _rows(case)]
    return Artifact(f"{FOLDER}/{unit}.tsv", "\n".join(lines) + "\n")


def of_pairs(found: Iterable[Pair], header: str) -> Artifact:
    """The table of what keeps what quiet: for each rule pairs of alerts, and which of those it is for."""
    lines = [*(f"# {line}" for line in header.splitlines()), "\t".join(PAIR_COLUMNS)]
    for each in found:
        row = (each.rule, labels_of(each.source), labels_of(each.target), "quiet" if each.quiet else "told")
        lines.append("\t".join((*row, each.tried or _NOTHING)))
    return Artifact(PAIRS, "\n".join(lines) + "\n")


def _rows(case: Case) -> Iterator[tuple[str, ...]]:
    alert = case.alert
    head = (alert.alertname, alert.severity, alert.team or _NOTHING)
    tail = (_quiet(case), labels_of(case.labels))
    if not case.stages:
        yield (*head, _NOTHING, _NOTHING, NOBODY, _NOTHING, _NOTHING, _NOTHING, *tail)
    for number, stage in enumerate(case.stages, start=1):
        mute = case.intent.mute if case.intent is not None else ()
        yield (*head, str(number), *_stage(stage, mute), *tail)


def _stage(stage: Stage, mute: Sequence[str]) -> tuple[str, ...]:
    timing = stage.delivery.timing
    return (
        str(timing.group_wait),
        stage.delivery.route.receiver,
        ", ".join(stage.step.channels),
        when(stage.step, mute),
        str(timing.repeat_interval),
    )


def when(step: Step, mute: Iterable[str]) -> str:
    """The times at which a step tells somebody, in words."""
    outside = dict.fromkeys((*step.unless, *mute))
    parts = [f"within {' or '.join(step.when)}"] if step.when else []
    parts += [f"outside {', '.join(outside)}"] if outside else []
    return ", ".join(parts) or "always"


def _quiet(case: Case) -> str:
    """The alerts of the unit that keep it quiet while they fire, and the rules by which others do."""
    named = [
        f"rule {rule.name}" if source is None else f"{source.alertname} ({source.severity})"
        for rule, source in case.quiet
    ]
    return ", ".join(sorted(dict.fromkeys(named))) or _NOTHING


def labels_of(labels: Labels) -> str:
    """Labels as amtool takes them."""
    return " ".join([f"{name}={value if value.isalnum() else quoted(value)}" for name, value in labels.items()])
