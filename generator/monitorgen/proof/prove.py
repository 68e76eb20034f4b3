"""The proofs of a unit: for each of its alerts the stories that its intent asks for, and what could not be told."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.rules import Alert
from monitorgen.proof.case import Case, Untold
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.owners import of_owner
from monitorgen.proof.presence import of_presence
from monitorgen.proof.raw.unread import of_unread
from monitorgen.proof.signals import Stage
from monitorgen.proof.silence import silence
from monitorgen.proof.slos.recordings import of_objectives
from monitorgen.proof.slos.stories import of_slo
from monitorgen.proof.thresholds import of_threshold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.rules import RuleGroup
    from monitorgen.plan.values import Labels
    from monitorgen.promql.types import MetricLookup

_PRESENCE = frozenset({"down", "absent", "heartbeat"})


class Unproven(Struct, frozen=True):
    """An alert without a proof, and why."""

    alert: Alert
    why: str


class Proofs(Struct, frozen=True):
    """The stories about a unit's alerts and recordings, and those that there is none about."""

    cases: tuple[Case, ...]
    unproven: tuple[Unproven, ...]
    untold: tuple[Untold, ...] = ()


class Setting(Struct, frozen=True):
    """What a unit's alerts stand in: metrics by name, labels of its targets, external labels of its Prometheus.

    `closed`: a window has the sample at its beginning, too, as it was before Prometheus 3.0.
    """

    metric: MetricLookup
    targets: tuple[Mapping[str, str], ...]
    external_labels: Labels
    closed: bool = False


def prove(groups: Sequence[RuleGroup], setting: Setting) -> Proofs:
    """The proofs of all alerts in these groups."""
    cases: list[Case] = []
    quiet: list[Alert] = []
    unproven: list[Unproven] = []
    for alerts in _by_name(groups):
        for alert in alerts:
            try:
                cases += _of(alert, alerts, setting)
            except UnsolvedError as unsolved:
                unproven.append(Unproven(alert, str(unsolved)))
            else:
                quiet.append(alert)
    stage = Stage(setting.metric, dict(setting.targets[0]) if setting.targets else {})
    recorded = (*of_objectives(groups, stage, closed=setting.closed), *of_unread(groups, stage))
    cases += [each for each in recorded if isinstance(each, Case)]
    untold = tuple(each for each in recorded if isinstance(each, Untold))
    return Proofs((*cases, *silence(quiet, setting)), tuple(unproven), untold)


def _by_name(groups: Iterable[RuleGroup]) -> Iterator[list[Alert]]:
    alerts = [rule for group in groups for rule in group.rules if isinstance(rule, Alert)]
    for _, found in groupby(sorted(alerts, key=lambda alert: alert.name), key=lambda alert: alert.name):
        yield list(found)


def _of(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    told_by_owner = of_owner(alert, setting)
    try:
        return [*_of_intent(alert, alike, setting), *told_by_owner]
    except UnsolvedError as unsolved:
        if not told_by_owner:
            raise
        if not any(test.fires for test in alert.tests):
            raise UnsolvedError(f"{unsolved}, and each of its tests says that it does not") from None
        return told_by_owner


def _of_intent(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    if alert.slo is not None:
        return of_slo(alert, alike, setting)
    if alert.condition is None:
        from monitorgen.proof.raw.solve import stories

        return stories(alert, alike, setting)
    if alert.condition.function in _PRESENCE:
        return of_presence(alert, setting)
    return of_threshold(alert, alike, setting)
