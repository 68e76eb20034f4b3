"""What the proof of an alert has to show, by the shape of what its owner meant, and what its stories do show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES
from monitorgen.plan.slos import Burn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.rules import Alert
    from monitorgen.plan.slos import SloIntent
    from monitorgen.proof.case import Case, Obligation

COUNTED = frozenset({"error_ratio", "ratio", *QUANTILES})
"""Functions of events: `min_events` asks for some of them."""


def obligations(alert: Alert) -> frozenset[Obligation]:
    """What has to be shown of an alert. A heartbeat only fires; PromQL of an owner's states no intent to be shown."""
    return frozenset(_of(alert))


def _of(alert: Alert) -> Iterator[Obligation]:
    condition = alert.condition
    if alert.slo is not None:
        yield from _of_slo(alert, alert.slo)
    if condition is None:
        return
    if condition.function == "heartbeat":
        yield "fires"
        return
    yield from ("fires", "quiet", "resolves")
    if alert.hold.ms:
        yield "pending"
    if alert.keep.ms:
        yield "keeps"
    if condition.function == "down":
        yield "vanishes"
    elif condition.function != "absent":  # that its series is missing is what it fires on
        yield "missing"
    if condition.only_if is not None:
        yield "guard"
    if condition.min_events and condition.function in COUNTED:
        yield "few"


def _of_slo(alert: Alert, intent: SloIntent) -> Iterator[Obligation]:
    yield from ("fires", "quiet", "resolves", "missing")
    if alert.hold.ms:
        yield "pending"
    if isinstance(intent, Burn) and intent.slo.min_events:
        yield "few"


def shown(alert: Alert, cases: Iterable[Case]) -> frozenset[Obligation]:
    """What the stories show of an alert."""
    return frozenset(
        obligation
        for case in cases
        for moment in case.moments
        if moment.alert == alert.name and alert.severity in moment.severities
        for obligation in moment.shows
    )
