"""Whose alerts they are: an entry's, or the system's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.alerts import Owner, labels_of
from monitorgen.plan.values import SYSTEM_UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked


def owner_of(linked: Linked, entry: Entry, team: str | None, page: Callable[[str], str | None]) -> Owner:
    """An entry as the owner of its alerts. Its labels are looked at once, so that each fault is told once."""
    placeholders = {**linked.ground.placeholders, "service": entry.name, "team": team}
    mute = entry.model.mute
    return Owner(
        unit=entry.name,
        entry=entry.name,
        team=team,
        labels=labels_of(
            entry.model.labels or {}, placeholders, lambda name: entry.where("labels", name), linked.findings
        ),
        mute=tuple(mute) if isinstance(mute, list) else (),
        placeholders=placeholders,
        runbook=entry.model.runbook,
        runbook_at=entry.where("runbook") if entry.model.runbook is not None else None,
        alerts=tuple(entry.model.alerts or ()),
        label_at=lambda name: entry.where("labels", name),
        page=page,
        documents=linked.documents,
    )


def owner_of_root(
    linked: Linked, team: str | None, page: Callable[[str], str | None] | None, alerts: Iterable[str] = ()
) -> Owner:
    """The system as the owner of alerts that are nobody's alone."""
    placeholders = {**linked.ground.placeholders, "team": team}
    return Owner(
        SYSTEM_UNIT, None, team, {}, (), placeholders, alerts=tuple(alerts), page=page, documents=linked.documents
    )
