"""The dashboard of a kind of services: requests, errors, duration and saturation of all of them, or of a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitorgen.diagnostics import Findings, Refused
from monitorgen.link.conditions import function_of, lower
from monitorgen.link.dashboards import making, standing, words
from monitorgen.link.dashboards.drawn import tone_of
from monitorgen.link.dashboards.finding import Finder
from monitorgen.link.dashboards.frame import KIND_TAG, SERVICE_TAG
from monitorgen.link.dashboards.lines import alert_steps
from monitorgen.link.dashboards.making import Style
from monitorgen.link.dashboards.reading import Stand
from monitorgen.link.dashboards.red import Red, noun_of
from monitorgen.link.dashboards.rows import alert_panels, expressions, of_catalogue, used, written_rows
from monitorgen.link.dashboards.templated import ANY_JOB, ANY_SERVICE, JOB, SERVICE, chooses_services, nobody
from monitorgen.link.dashboards.variables import RATE_INTERVAL
from monitorgen.plan.dashboards import Link, Row
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from monitorgen.link.asking import Where
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.link.dashboards.kinds import Kind
    from monitorgen.link.dashboards.templated import Nobody
    from monitorgen.link.entries import Entry
    from monitorgen.link.lowered import Lowered
    from monitorgen.link.surroundings import Measure, Surroundings
    from monitorgen.plan.dashboards import Dashboard, Panel, Step, Tone
    from monitorgen.plan.rules import Comparison
    from monitorgen.promql.types import Matcher
    from monitorgen.spec.alert import Alert
    from monitorgen.units import Duration


def of_kind(kind: Kind, boards: Boards) -> Dashboard | None:
    """The dashboard of a kind of services in one team; None if nothing can be shown of it."""
    base = nobody("service", kind.types, boards.linked.types, boards.linked.ground)
    if base is None:
        return None
    around = boards.linked.surroundings(base.exposed)
    stand = Stand(around, boards.linked.severities, Finder(boards.linked, nobody=base), {}, frozenset({SERVICE, JOB}))
    made = (nobody("service", names, boards.linked.types, boards.linked.ground) for names in sorted(kind.rows))
    members = [each for each in made if each is not None]
    interval = kind.interval if kind.interval != around.scrape_interval else None
    red = red_of(base, around, members, boards, interval)
    findings = Findings()
    said = written_rows(
        base.entry.model.panels or {}, stand, _in(base.entry, "panels"), findings, "More", base.entry.model.alerts or {}
    )
    of_catalogue(findings, boards.linked.findings)
    numbers = [*standing.numbers((ANY_JOB,), (ANY_SERVICE,)), *(red.stats() if red is not None else ())]
    rows = [
        Row(None, (*standing.spread(numbers), standing.listed((ANY_SERVICE,)))),
        *(red.rows() if red is not None else ()),
        *said,
        Row("Saturation", tuple(saturation(base.exposed.measures, around, interval))),
    ]
    alerts = _alerts(members)
    more = [panel for each, mine in alerts for panel in _drawn(each, mine, boards, expressions(rows))]
    rows += [
        Row("Alerts of this kind", tuple(_once(more)), collapsed=True),
        Row("Targets", tuple(standing.history((ANY_JOB,), (ANY_SERVICE,), JOB))),
    ]
    team = f" of {kind.team}" if kind.team is not None else ""
    variables = [each for each in chooses_services(kind) if each.name == SERVICE or each.name in used(rows)]
    tags = (boards.frame.system, SERVICE_TAG, *((f"team:{kind.team}",) if kind.team is not None else ()))
    return boards.frame.around(
        kind.name,
        words.of_services(kind.types) + team,
        boards.folder(kind.team, "services"),
        KIND_TAG,
        rows,
        boards.linked.spec.origin,
        description=f"All {words.of_services(kind.types)}{team}, or those that are chosen. Lines are those of their "
        "types; those of a service that says others stand in its own dashboard.",
        team=kind.team,
        variables=variables,
        marks=(ANY_SERVICE,),
        links=(Link("One service", tags=tags, keep_variables=False),),
    )


def red_of(
    base: Nobody, around: Surroundings, members: Iterable[Nobody], boards: Boards, interval: Duration | None
) -> Red | None:
    """The measure that a kind's services are known by; None if they have none that all of them answer for."""
    measure = base.exposed.measures.get(base.exposed.main or "")
    if measure is None or (measure.scope is not None and not _picks_service(measure.scope)):
        return None
    if measure.exposed_by is not None and any(around.anywhere(name) is None for name in _names(measure)):
        return None
    by = (JOB,) if measure.scope is None else (_service_label(measure.scope),)
    metric = around.anywhere(measure.duration.name) if measure.duration is not None else None
    own = base.exposed.metric(measure.duration.name) if measure.duration is not None else None
    known = own or metric
    return Red(
        measure,
        measure.scope if measure.scope is not None else (ANY_JOB,),
        by,
        known.unit if known is not None else "seconds",
        lines_of(_about_all(members, measure.name, boards), boards),
        noun_of(measure.name),
        interval,
        native=known is not None and known.type == "native_histogram",
    )


class About(NamedTuple):
    """An alert on a measure, and what it compares."""

    name: str
    alert: Alert
    lowered: list[Lowered]


def lines_of(alerts: Iterable[About], boards: Boards) -> Mapping[str, tuple[Step, ...]]:
    """The steps of alerts on the failed share and on the 95th percentile of a measure."""
    limits: dict[str, list[tuple[Comparison, Decimal, Tone]]] = {}
    stand = Stand(boards.linked.surroundings(None), boards.linked.severities, Finder(boards.linked))
    for _, alert, lowered in alerts:
        limits.setdefault(lowered[0].intent.function, []).extend(
            (each.comparison, each.intent.threshold, tone_of(each.severity or alert.severity, stand))
            for each in lowered
            if each.comparison is not None and each.intent.threshold is not None
        )
    return {function: alert_steps(each) for function, each in limits.items()}


def compared_share(entry: Entry, alerts: Iterable[About]) -> tuple[str | None, str | None]:
    """The first alert of an entry on the failed share of a measure that is recorded, and what reads the share back."""
    for name, _, lowered in alerts:
        first = lowered[0]
        if first.intent.function == "error_ratio" and first.recorded and first.value is not None:
            return f"{entry.name}.{name}", first.value.text
    return None, None


def _about_all(members: Iterable[Nobody], measure: str, boards: Boards) -> Iterator[About]:
    for each in members:
        yield from about(each.entry, boards.linked.surroundings(each.exposed), measure)


def about(entry: Entry, around: Surroundings, measure: str) -> Iterator[About]:
    """The alerts on the failed share and on the 95th percentile of a measure as a whole, by name."""
    for name, alert in sorted((entry.model.alerts or {}).items()):
        function = function_of(alert)
        if function not in ("error_ratio", "p95") or alert.where or alert.by:
            continue
        if getattr(alert, function) not in (measure, "main"):
            continue
        try:
            yield About(name, alert, lower(alert, around, _in(entry, "alerts", name)))
        except Refused:
            continue  # told where the alert itself is made


def saturation(measures: Mapping[str, Measure], around: Surroundings, interval: Duration | None) -> list[Panel]:
    """Processors and memory of services, where somebody measures them."""
    panels = []
    cpu, memory = measures.get("cpu"), measures.get("memory")
    if cpu is not None and cpu.used is not None and _known(cpu, around):
        by, picked = _placed(cpu)
        metric = around.anywhere(cpu.used.name)
        name = build.selector(cpu.used.name, (*picked, *cpu.used.matchers), window=RATE_INTERVAL)
        text = f"rate({name})" if metric is not None and metric.type == "counter" else name.partition("[")[0]
        query = making.series(build.aggregate("sum", by, text), *by, interval=interval)
        panels.append(making.graph("Processors", "Processors in use: 1 is one of them, all of the time.", (query,)))
    if memory is not None and memory.used is not None and _known(memory, around):
        by, picked = _placed(memory)
        text = build.selector(memory.used.name, (*picked, *memory.used.matchers))
        query = making.series(build.aggregate("sum", by, text), *by, interval=interval)
        panels.append(making.graph("Memory", "Memory in use.", (query,), Style("bytes")))
        if memory.limit is not None:
            limit = build.selector(memory.limit.name, (*picked, *memory.limit.matchers))
            share = f"{build.aggregate('sum', by, text)} / ({build.aggregate('sum', by, limit)} > 0)"
            query = making.series(share, *by, interval=interval)
            told = "Memory in use as a share of its limit; those without a limit are left out."
            panels.append(making.graph("Memory of its limit", told, (query,), Style("ratio")))
    return panels


def _known(measure: Measure, around: Surroundings) -> bool:
    parts = [each for each in (measure.used, measure.limit) if each is not None]
    return all(around.anywhere(each.name) is not None for each in parts)


def _placed(measure: Measure) -> tuple[tuple[str, ...], tuple[Matcher, ...]]:
    """The labels that tell services apart in a resource's series, and what picks them."""
    if measure.scope is not None:
        return (_service_label(measure.scope),), measure.scope
    return (JOB,), (ANY_JOB,)


def _service_label(scope: Iterable[Matcher]) -> str:
    return next((each.label for each in scope if "$service" in each.value), JOB)


def _picks_service(scope: Iterable[Matcher]) -> bool:
    return any("$service" in each.value for each in scope)


def _names(measure: Measure) -> list[str]:
    return [each.name for each in (measure.total, measure.duration) if each is not None]


def _alerts(members: Iterable[Nobody]) -> list[tuple[Nobody, dict[str, Alert]]]:
    """The alerts of a kind, each name once, with the entry that has it."""
    seen: set[str] = set()
    found = []
    for each in members:
        mine = {name: alert for name, alert in (each.entry.model.alerts or {}).items() if name not in seen}
        seen |= mine.keys()
        found.append((each, mine))
    return found


def _drawn(base: Nobody, alerts: Mapping[str, Alert], boards: Boards, shown: list[str]) -> list[Panel]:
    around = boards.linked.surroundings(base.exposed)
    stand = Stand(around, boards.linked.severities, Finder(boards.linked, nobody=base), {}, frozenset({SERVICE, JOB}))
    return alert_panels(alerts, stand, _in(base.entry, "alerts"), shown)


def _once(panels: list[Panel]) -> list[Panel]:
    return list({each.key: each for each in panels}.values())


def _in(entry: Entry, *steps: str) -> Where:
    return lambda *path: entry.where(*steps, *path)
