"""What an owner says of a unit for people, for its pages: where it listens, what it needs, what it is configured by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Refused
from monitorgen.link.placeholders import fill, filled
from monitorgen.plan.pages import Need, Said, SystemPage, UnitPage
from monitorgen.spec.channel import Channel
from monitorgen.spec.notification import Severity, TimeInterval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.plan.documents import Document
    from monitorgen.plan.system import Summary
    from monitorgen.raw import Raw
    from monitorgen.spec.base import Entry as Named
    from monitorgen.spec.notification import Team


def page_of(linked: Linked, summary: Summary) -> UnitPage:
    """What the pages of a unit say beyond what its jobs, rules and dashboards tell."""
    entry = linked.entry_of(summary.unit)
    assert entry is not None
    model = entry.model
    return UnitPage(
        title=model.title or "",
        description=_plain(model.description),
        types=_types(entry),
        lifecycle=model.lifecycle or "",
        places=_places(linked, entry, summary),
        published=summary.publishes,
        network=summary.network or "",
        needs=_needs(entry, summary),
        links=tuple(
            _links(linked, model.links, linked.placeholders_of(entry), lambda title: entry.where("links", title))
        ),
        variables=tuple(sorted((model.variables or {}).items())),
        metrics=tuple(sorted(entry.said("metrics") & (model.metrics or {}).keys())),
        docs=_docs(linked, entry),
    )


def system_page(linked: Linked) -> SystemPage:
    """What pages say of the whole system."""
    root = linked.root
    teams = {name: _team(linked, name, team) for name, team in linked.teams.items()}
    severities, _ = root.collection("severities", Severity)
    components = linked.components
    shown = (("grafana", components.grafana), ("prometheus", components.prometheus),
             ("alertmanager", components.alertmanager))  # fmt: skip
    return SystemPage(
        title=_text(root.setting("title")),
        description=_plain(_text(root.setting("description"))),
        teams=teams,
        channels=_said(root.collection("channels", Channel)[0]),
        severities=_said(severities),
        intervals=_said(root.collection("time_intervals", TimeInterval)[0]),
        promises={name: str(each.respond_within) for name, each in severities.items() if each.respond_within},
        urls={name: each.url for name, each in shown if each is not None and each.url},
    )


def _team(linked: Linked, name: str, team: Team) -> Said:
    values = {**linked.ground.placeholders, "team": name}
    links = _links(linked, team.links, values, lambda title: linked.root.where("teams", name, "links", title))
    return Said(team.title or "", _plain(team.description), tuple(links))


def _said(entries: Mapping[str, Named]) -> dict[str, Said]:
    return {
        name: Said(each.title or "", _plain(each.description))
        for name, each in sorted(entries.items())
        if each.title or each.description
    }


def _text(raw: Raw | None) -> str:
    return str(raw) if isinstance(raw, str) else ""


def _plain(text: str | None) -> str:
    """A text on one line."""
    return " ".join((text or "").split())


def _types(entry: Entry) -> tuple[str, ...]:
    said = entry.model.type
    return (said,) if isinstance(said, str) else tuple(said or ())


def _places(linked: Linked, entry: Entry, summary: Summary) -> tuple[str, ...]:
    """Where it listens: its own address before that of what is scraped for it."""
    model = entry.model
    if model.port is not None:
        return (f"{entry.name}:{model.port}",)
    if model.address:
        said = [model.address] if isinstance(model.address, str) else model.address
        return tuple(_filled(linked, entry, each) for each in said)
    return summary.targets


def _needs(entry: Entry, summary: Summary) -> tuple[Need, ...]:
    """The units that it needs and that this scope has, by name."""
    said = entry.model.depends_on or {}
    purposes = {name: each.for_ or "" for name, each in said.items()} if isinstance(said, dict) else {}
    return tuple(Need(unit, purposes.get(unit, "")) for unit in summary.needs)


def _docs(linked: Linked, entry: Entry) -> Document | None:
    """What its owner wrote about it at length."""
    if entry.model.docs is None:
        return None
    try:
        return linked.documents.of(entry.model.docs, entry.where("docs"), linked.placeholders_of(entry))
    except Refused as refused:
        linked.findings.add(refused.diagnostic)
        return None


def _links(
    linked: Linked, links: Mapping[str, str] | None, values: Mapping[str, str | None], where: Callable[[str], Origin]
) -> Iterator[tuple[str, str]]:
    """Title and URL of each, by title; pages alone show them, so that what is wrong with one is told here."""
    for title, url in sorted((links or {}).items()):
        if (leads := filled(url, values, where(title), linked.findings)) is not None:
            yield title, leads


def _filled(linked: Linked, entry: Entry, text: str) -> str:
    """An address with its placeholders filled in; what is wrong with one is told where it is scraped or probed."""
    try:
        return fill(text, linked.placeholders_of(entry), entry.origin)
    except Refused:
        return text
