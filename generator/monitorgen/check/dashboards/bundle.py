"""The dashboards of a system together: uids and files that are there once, links and alerts that lead somewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.check.dashboards.board import objects, text
from monitorgen.diagnostics import Diagnostic, Related
from monitorgen.plan.rules import Alert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from monitorgen.check.dashboards.board import Board
    from monitorgen.diagnostics import Level, Origin
    from monitorgen.plan.rules import RuleGroup

_DASHBOARD = re.compile(r"(?:^|/)d/([A-Za-z0-9_-]+)(?:[/?][^ ]*?\bviewPanel=(?:panel-)?(\d+))?")


class Reference(Struct, frozen=True):
    """A link to a dashboard, perhaps to one of its panels."""

    uid: str
    panel: int | None
    origin: Origin
    owned: bool = False


class Card(Struct, frozen=True):
    """What the others need to know of a dashboard, so that it need not be kept."""

    name: str
    uid: str
    path: str
    origin: Origin
    panels: frozenset[int]
    references: tuple[Reference, ...]
    drawn: tuple[tuple[str, Origin], ...]


def card(board: Board, path: str) -> Card:
    """The card of a dashboard."""
    origin = board.dashboard.origin
    places = [(board.json, origin), *((each.json, each.origin) for each in board.panels)]
    references = [
        Reference(uid, number, where, board.owned)
        for json, where in places
        for link in objects(json.get("links"))
        for uid, number in _led_to(text(link.get("url")))
    ]
    ids = (each.json.get("id") for each in board.panels)
    return Card(
        board.dashboard.name,
        text(board.json.get("uid")),
        path,
        origin,
        frozenset(number for number in ids if isinstance(number, int)),
        tuple(references),
        tuple((each.plan.alert, each.origin) for each in board.panels if each.plan is not None and each.plan.alert),
    )


def references_of(groups: Iterable[RuleGroup]) -> Iterator[Reference]:
    """The dashboards that the notifications of alerts lead to."""
    for group in groups:
        for rule in group.rules:
            if isinstance(rule, Alert):
                for name, annotation in rule.annotations.items():
                    # A runbook is a page, though one of a unit that is called `d` looks like a dashboard.
                    if name != "runbook_url" and "/d/" in annotation:
                        yield from (Reference(uid, number, rule.origin) for uid, number in _led_to(annotation))


def check_bundle(
    cards: Iterable[Card], references: Iterable[Reference], alerts: Collection[str]
) -> Iterator[Diagnostic]:
    """All dashboards of a scope. `references` are those of alerts, `alerts` the names of all (`unit.Alert`)."""
    known = list(cards)
    yield from _twice(known)
    by_uid = {each.uid: each for each in known}
    references = sorted(
        references, key=lambda each: (each.uid, each.panel or 0, each.origin.file, str(each.origin.path))
    )
    for each in known:
        for reference in each.references:
            yield from _leads(reference, by_uid, f"a link of dashboard {each.name}")
        for alert, origin in each.drawn:
            if alert not in alerts:
                yield Diagnostic(
                    "MG740", f"a panel of dashboard {each.name} draws {alert}, and there is no such alert", origin
                )
    for reference in references:
        yield from _leads(reference, by_uid, "an alert")


def _leads(reference: Reference, by_uid: Mapping[str, Card], who: str) -> Iterator[Diagnostic]:
    found = by_uid.get(reference.uid)
    level: Level = "warning" if reference.owned else "error"
    if found is None:
        message = f"{who} leads to the dashboard {reference.uid}, which is none of this system"
        yield Diagnostic("MG740", message, reference.origin, level=level)
    elif reference.panel is not None and reference.panel not in found.panels:
        message = f"{who} leads to a panel that dashboard {found.name} does not have"
        yield Diagnostic("MG740", message, reference.origin, level=level)


def _twice(cards: Iterable[Card]) -> Iterator[Diagnostic]:
    uids: dict[str, Card] = {}
    paths: dict[str, Card] = {}
    for each in cards:
        for taken, key, what in ((uids, each.uid, "uid"), (paths, each.path, "file")):
            first = taken.setdefault(key, each)
            if first is not each:
                related = (Related(first.origin, "the other one is here"),)
                message = f"the dashboards {first.name} and {each.name} have one {what}, {key}"
                hint = "Grafana would show one of them, now this and now that"
                yield Diagnostic("MG743", message, each.origin, hint=hint, related=related, part="key")
                break


def _led_to(address: str) -> Iterator[tuple[str, int | None]]:
    """The dashboards that a text leads to, by uid, and the panels."""
    for match in _DASHBOARD.finditer(address):
        yield match[1], int(match[2]) if match[2] else None
