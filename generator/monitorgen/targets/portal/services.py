"""The page of a unit: who owns it, what it needs, whether it is watched, what it promises, who is told, what to do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.targets.portal import alerts, words
from monitorgen.targets.portal.blocks import (
    Badge,
    Code,
    Common,
    Facts,
    Fold,
    Muted,
    Out,
    Page,
    Paragraph,
    Prose,
    Row,
    Table,
    To,
    ToFile,
    sections,
    table,
)
from monitorgen.targets.portal.links import leads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.pictures.graph import Node
    from monitorgen.plan.api import Operation
    from monitorgen.plan.pages import Need, SystemPage, UnitPage
    from monitorgen.plan.slos import Slo
    from monitorgen.promql.types import Metric
    from monitorgen.targets.portal.blocks import Block, Inline, Line
    from monitorgen.targets.portal.model import Unit

KINDS = {"service": "service", "infrastructure": "infrastructure", "component": "monitoring"}


class Around(Struct, frozen=True):
    """What a page of a unit says of others: `units` are all that have a page, `users` those that need this one."""

    page: SystemPage
    units: Mapping[str, Node]
    users: Sequence[Need]


def path_of(unit: str) -> str:
    """Where the page of a unit is."""
    return f"services/{unit}"


def title_of(unit: Unit) -> str:
    """What people call a unit."""
    if unit.name == SYSTEM_UNIT:
        return "The system as a whole"
    return (unit.page.title if unit.page is not None else "") or unit.name


def page(unit: Unit, shown: Sequence[alerts.AlertWords], around: Around) -> Page:
    """The page of a unit; `shown` are its alerts."""
    found = sections(
        ("about", "About", _about(unit, around)),
        ("docs", _called(unit.page), _docs(unit.page)),
        ("alerts", "Alerts", alerts.blocks(unit, shown)),
        ("objectives", "Objectives", _objectives(unit.slos)),
        ("needs", "Dependencies", _needs(unit, around)),
        ("endpoints", "Endpoints", _endpoints(unit)),
        ("metrics", "Metrics", _metrics(unit)),
        ("variables", "Environment variables", _variables(unit.page)),
        ("dashboards", "Dashboards", _boards(unit, around.page.urls.get("grafana"))),
    )
    said = unit.page.description if unit.page is not None else ""
    return Page(
        path_of(unit.name),
        title_of(unit),
        found,
        lead=said or ("Alerts and objectives that belong to no single entry." if unit.name == SYSTEM_UNIT else ""),
        badges=tuple(_badges(unit)),
        above=(("Overview", "index"),),
        tab="index",
    )


# -- what it is --------------------------------------------------------------------------------------------------------


def _badges(unit: Unit) -> Iterator[Badge]:
    if unit.summary is None or unit.page is None:
        return
    yield Badge(KINDS[unit.summary.kind])
    if unit.page.lifecycle and unit.page.lifecycle != "production":
        yield Badge(unit.page.lifecycle, "warning" if unit.page.lifecycle == "deprecated" else "info")
    yield watched(unit)


def watched(unit: Unit) -> Badge:
    """Whether a unit is looked at, at a glance."""
    if unit.scraped or unit.probes:
        return Badge("watched", "ok") if unit.alerts else Badge("scraped, no alerts", "warning")
    return Badge("planned", "info") if unit.page is not None and unit.page.lifecycle == "planned" else Badge(
        "not watched", "warning"
    )  # fmt: skip


def _about(unit: Unit, around: Around) -> Iterator[Block]:
    rows = tuple(_facts(unit, around))
    if rows:
        yield Facts(rows)


def _facts(unit: Unit, around: Around) -> Iterator[tuple[str, Line]]:
    page = unit.page
    if page is None or unit.summary is None:
        return
    yield "Name", (Code(unit.name),)
    yield "Owner", owner_line(unit.team, around.page)
    if page.types:
        yield "Type", ", ".join(page.types)
    if page.places:
        yield "Listens at", _codes(page.places)
    if page.published:
        yield "Ports of the host", _codes(page.published)
    if page.network:
        yield "Network", (Code(page.network),)
    yield "Scraped", _codes(unit.summary.pages or unit.summary.targets) if unit.scraped else (Muted("no"),)
    if unit.probes:
        yield "Looked at", tuple(_between([(f"{name}: ", Code(target)) for name, target in unit.probes]))
    if page.links:
        yield "Links", tuple(_between([(Out(title, url),) for title, url in page.links]))
    yield "Files", tuple(_between([(ToFile(name, path),) for name, path in _files(unit)]))


def _files(unit: Unit) -> Iterator[tuple[str, str]]:
    if unit.alerts:
        yield "rules", f"prometheus/rules/{unit.name}.yml"
        yield "routes", f"alertmanager/routes/{unit.name}.tsv"
    if unit.scraped or unit.probes:
        yield "scrape jobs", f"prometheus/scrape/{unit.name}.yml"
    yield "record", f"plan/{unit.name}.json"


def _called(page: UnitPage | None) -> str:
    return (page.docs.title if page is not None and page.docs is not None else "") or "What its owner says"


def _docs(page: UnitPage | None) -> Iterator[Block]:
    """What its owner wrote about it at length."""
    docs = page.docs if page is not None else None
    if docs is None:
        return
    if docs.url is not None:
        yield Paragraph(("It is kept elsewhere: ", Out(docs.url, docs.url)))
        return
    yield Prose(docs.text)
    if docs.file:
        yield Paragraph((Muted("From "), Code(docs.file), Muted(" of the specs.")))


def owner_line(team: str | None, page: SystemPage) -> Line:
    """A team, and where one finds its people."""
    if team is None:
        return (Muted("nobody in particular"),)
    said = page.teams.get(team)
    parts: list[Inline] = [To(team, f"index#team-{team}")]
    if said is not None and said.description:
        parts.append(f": {said.description}")
    for title, url in said.links if said is not None else ():
        parts += [" ", Out(title, url)]
    return tuple(parts)


def _codes(texts: Sequence[str]) -> Line:
    return tuple(_between([(Code(each),) for each in texts]))


def _between(parts: Sequence[tuple[Inline, ...]], sign: str = ", ") -> Iterator[Inline]:
    for number, each in enumerate(parts):
        if number:
            yield sign
        yield from each


# -- what it needs and who needs it ------------------------------------------------------------------------------------


def _needs(unit: Unit, around: Around) -> Iterator[Block]:
    if unit.page is None:
        return
    rows = [_need("needs", each, around) for each in unit.page.needs]
    rows += [_need("is needed by", each, around) for each in around.users]
    if rows:
        yield table(("", "Unit", "What for"), tuple(rows), "Dependencies, both ways")


def _need(how: str, need: Need, around: Around) -> Row:
    found = around.units.get(need.unit)
    name: Line = (To(found.called, path_of(need.unit)),) if found is not None else need.unit
    return Row((how, name, need.purpose))


# -- what it answers ---------------------------------------------------------------------------------------------------


def _endpoints(unit: Unit) -> Iterator[Block]:
    if unit.routes:
        yield Paragraph(("The gateway sends here: ", *_between([(Code(each),) for each in unit.routes])))
    if leads(unit.api_url):
        yield Paragraph((Out("Its own document of the API", unit.api_url),))
    if unit.operations:
        rows = tuple(map(_endpoint, unit.operations))
        yield table(("Endpoint", "What it does", "Who may call it", ""), rows, "Endpoints", look="stacked")


def _endpoint(each: Operation) -> Row:
    marks: list[Inline] = [Badge("internal")] if each.internal else []
    if each.deprecated:
        marks.append(Badge("deprecated", "warning"))
    allowed: Line = " or ".join(each.auth) if each.auth else (Muted("everybody"),)
    return Row(
        ((Code(f"{each.method} {each.path}"),), each.summary, allowed, tuple(_between([(m,) for m in marks], " ")))
    )


# -- what it promises --------------------------------------------------------------------------------------------------


def _objectives(slos: Sequence[Slo]) -> Iterator[Block]:
    if not slos:
        return
    rows = tuple(
        Row(
            (
                slo.name,
                words.share(slo.objective),
                str(slo.period),
                words.budget_minutes(slo),
                words.what_of(slo),
                ", ".join(f"{words.share(aim)} in {period}" for period, aim in slo.other_periods),
            ),
            id=f"slo-{slo.name}",
        )
        for slo in slos
    )
    yield table(
        ("Objective", "Good", "In", "Error budget", "Measured", "Also"),
        rows,
        "Objectives and their budgets",
        look="stacked",
    )


# -- what it shows -----------------------------------------------------------------------------------------------------


def _metrics(unit: Unit) -> Iterator[Block]:
    """Those that its owner wrote down; what is known of its type is there for who wants to know."""
    if unit.metrics:
        yield _table(unit.metrics, "Metrics of its own")
    if unit.others:
        yield _brought(unit.others)


@lru_cache(256)
def _brought(metrics: tuple[Metric, ...]) -> Common:
    """Metrics of a type, the same for all units that are of it."""
    title = "Metrics that its type brings"
    return Common((Fold(title, (_table(metrics, title),)),))


def _table(metrics: Sequence[Metric], caption: str) -> Table:
    rows = [
        Row(
            (
                (Code(each.name),),
                each.type.replace("_", " "),
                each.unit.replace("_", " "),
                _labels(each),
                " ".join(each.help.split()),
            )
        )
        for each in metrics
    ]
    return table(("Metric", "Type", "Unit", "Labels", "What it is"), rows, caption, look="stacked")


def _labels(metric: Metric) -> Line:
    schema = metric.labels
    parts: list[tuple[Inline, ...]] = []
    for label in sorted(schema.known - {"job", "instance"}):
        values = sorted(schema.values.get(label, ()))
        parts.append((Code(label), Muted(f" ({', '.join(values)})")) if values else (Code(label),))
    if schema.open:
        parts.append((Muted("others"),))
    return tuple(_between(parts))


def _variables(page: UnitPage | None) -> Iterator[Block]:
    if page is not None and page.variables:
        rows = tuple(Row(((Code(name),), meaning)) for name, meaning in page.variables)
        yield table(("Variable", "What it is"), rows, "Environment variables")


def _boards(unit: Unit, grafana: str | None) -> Iterator[Block]:
    if unit.boards:
        rows = tuple(Row((board_line(each.title, each.uid, grafana), each.description)) for each in unit.boards)
        yield table(("Dashboard", "What it shows"), rows, "Dashboards of its own")


def board_line(title: str, uid: str, grafana: str | None) -> Line:
    """A dashboard, as a link where Grafana's address is known."""
    return (Out(title, f"{grafana.rstrip('/')}/d/{uid}"),) if grafana is not None else title
