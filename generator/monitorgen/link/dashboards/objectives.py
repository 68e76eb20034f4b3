"""Dashboards of objectives: a page for each unit that has some, a row each, and one over all, the worst first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Refused
from monitorgen.link.dashboards import making
from monitorgen.link.dashboards.frame import SYSTEM_TAG
from monitorgen.link.dashboards.levels import LEFT, left_of_all, named
from monitorgen.link.dashboards.making import Style
from monitorgen.link.slos.series import of_period, recorded
from monitorgen.plan.dashboards import Link, Panel, Row, Step, Variable
from monitorgen.plan.slos import (
    BAD_EVENTS,
    BUDGET,
    EVENTS,
    OBJECTIVE,
    SLOTH_IDS,
    ratio_series,
    rounded,
)
from monitorgen.promql import build
from monitorgen.promql.types import Matcher
from monitorgen.spec.slo import Slo as Written
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.plan.dashboards import Dashboard, Tone
    from monitorgen.plan.slos import Profile, Slo

SLOS = "slos"
"""The name of the dashboard over all objectives."""
FOLDER = "Service levels"
TAG = "slo"
SEEN = Duration(600_000)
"""How far a panel looks back for what is recorded every five minutes."""
_TONES: dict[str, Tone] = {"critical": "critical", "warning": "warning"}


def of_unit(name: str, unit: str, slos: Sequence[Slo], boards: Boards, origin: Origin, team: str | None) -> Dashboard:
    """The page of a unit's objectives."""
    mine = Matcher("service", "=", unit)
    labels = sorted({label for slo in slos for label in slo.by})
    by = {label: next(slo for slo in slos if label in slo.by) for label in labels}
    service = boards.kind_named(unit)
    links = () if service is None else (Link(unit, uid=boards.uid(service), variables={"service": unit}),)
    return boards.frame.around(
        name,
        f"Service levels of {unit}",
        FOLDER,
        TAG,
        [Row(None, (_alerts((mine,)),)), *(Row(_title(slo), tuple(_panels(slo, boards))) for slo in slos)],
        origin,
        description="Objectives, what is left of their budgets, and how fast these burn.",
        team=team,
        variables=[
            Variable(label, label, build.selector(by[label].period_ratio, recorded(by[label].labels)), label)
            for label in by
        ],
        marks=(mine,),
        links=links,
        range_="now-7d",
    )


def of_system(slos: Sequence[Slo], boards: Boards) -> Dashboard:
    """All objectives, the least budget first; those of the whole system have a row each."""
    profiles = sorted(boards.profiles | {slo.profile for slo in slos})
    left, now = left_of_all(profiles), ("service", "slo")
    share = Style("ratio", minimum=None, maximum=Decimal(1), width=12)
    worst = making.bars(
        "Budget left",
        "What is left of each budget in its own period, the least first.",
        making.now(f"sort({left})", *now, "period"),
        replace(share, steps=LEFT, decimals=1, width=24, height=12),
    )
    rates = " or ".join(_rates(profile, Duration(3_600_000)) for profile in profiles)
    fast = making.graph(
        "Burn rate over an hour",
        "How many times faster than allowed each budget burns, the ten fastest.",
        (making.series(f"topk(10, {rates})", *now),),
        Style(width=12),
    )
    down = making.graph(
        "Budget left over time",
        "The ten that have least.",
        (making.series(f"bottomk(10, {left})", *now, "period"),),
        share,
    )
    rows = [Row(None, (worst,)), Row("Over time", (fast, down)), Row("Alerts", (_alerts((Matcher("slo", "!=", ""),)),))]
    rows += [Row(_title(slo), tuple(_panels(slo, boards))) for slo in slos]
    pages = Link("Pages of services", tags=(boards.linked.spec.name, TAG), keep_variables=False)
    return boards.frame.around(
        SLOS,
        "Service levels",
        FOLDER,
        SYSTEM_TAG,
        rows,
        boards.linked.spec.origin,
        description="All objectives of the system, sorted by what is left of their budgets.",
        marks=(Matcher("slo", "!=", ""),),
        links=(pages,),
        range_="now-7d",
    )


def _rates(profile: Profile, window: Duration) -> str:
    """Burn rates of all objectives of a profile over a window, those of their first period."""
    ratio = ratio_series(window, profile)
    if profile == "sloth":
        budgets = build.selector(BUDGET, (Matcher("sloth_id", "!=", ""),))  # ours have that name, too
        return named(build.binary("/", ratio, budgets, on=SLOTH_IDS, card="many-to-one"))
    budgets = f"max by (service, slo) ({BUDGET})"
    return build.binary("/", ratio, budgets, on=("service", "slo"), card="many-to-one")


def _title(slo: Slo) -> str:
    return f"{slo.name}: {plain(slo.objective * 100)}% in {slo.period}"


def _alerts(matchers: Sequence[Matcher]) -> Panel:
    return making.alert_list(
        "Alerts now", "Alerts that are pending or firing.", ",".join(map(str, matchers)), width=24, height=5
    )


def _panels(slo: Slo, boards: Boards) -> Iterator[Panel]:
    """Objective, what was good, what is left, and all of it over time."""
    chosen = tuple(Matcher(label, "=~", f"${label}") for label in slo.by)
    picked = (*recorded(slo.labels), *chosen)
    steps = tuple(_lines(slo, boards))
    made = [*_numbers(slo, picked), _left(slo, picked)]
    if slo.windows:
        made.insert(3, _rate(slo, picked, steps))
        burning = _burning(slo, picked, steps)
        made.append(replace(burning, links=tuple(_runbook(slo, boards))))
    if slo.kind != "all of" and slo.profile == "native":
        made.append(_events(slo, picked))
    for each in made:
        yield replace(each, key=f"{slo.name}: {each.key}")


def _of_period(slo: Slo, series: str, picked: tuple[Matcher, ...]) -> str:
    return build.selector(series, (*picked, *of_period(slo)))


def _numbers(slo: Slo, picked: tuple[Matcher, ...]) -> Iterator[Panel]:
    share = Style("ratio", decimals=3, maximum=Decimal(1), width=6, minimum=None)
    objective = f"max({_of_period(slo, OBJECTIVE, recorded(slo.labels))})"
    yield making.stat("Objective", "The share that has to be good.", objective, share)
    good = f"1 - max({_of_period(slo, slo.period_ratio, picked)})"
    yield making.stat("Good", f"The share that was good in {slo.period}, of the worst group.", good, share)
    left = f"min({_of_period(slo, slo.remaining, picked)})"
    style = Style("ratio", LEFT, minimum=None, decimals=1, width=6)
    yield making.stat("Budget left", "Of the period's budget, of the worst group.", left, style)


def _rate(slo: Slo, picked: tuple[Matcher, ...], steps: tuple[Step, ...]) -> Panel:
    window = slo.pairs[0].long
    text = f"How many times faster than allowed it burns over {window}."
    rate = f"max({build.selector(slo.ratio(window), picked)}) / {build.number(slo.budget)}"
    return making.stat("Burn rate", text, rate, Style(steps=steps, decimals=1, width=6))


def _left(slo: Slo, picked: tuple[Matcher, ...]) -> Panel:
    style = Style("ratio", LEFT, minimum=None, maximum=Decimal(1), width=8)
    left = making.series(_of_period(slo, slo.remaining, picked), *slo.by)
    return making.graph("Budget left over time", f"What is left of the budget of {slo.period}.", (left,), style)


def _burning(slo: Slo, picked: tuple[Matcher, ...], steps: tuple[Step, ...]) -> Panel:
    budget = build.number(slo.budget)
    rates = {window: f"{build.selector(slo.ratio(window), picked)} / {budget}" for window in slo.windows}
    made = making.graph(
        "Burn rate by window",
        "The lines are those of its alerts: a pair fires when both its windows are above.",
        [making.series(text, *slo.by, name=str(window)) for window, text in rates.items()],
        Style(steps=steps, width=8),
    )
    return replace(made, alert=f"{slo.unit}.{slo.alert}")


def _runbook(slo: Slo, boards: Boards) -> Iterator[Link]:
    """What to do when its budget burns too fast, where a link leads there."""
    linked = boards.linked
    entry = linked.entry_of(slo.unit) if slo.service is not None else None
    slos = linked.root.collection("slos", Written)[0] if entry is None else entry.model.slos or {}
    said = slos[slo.name].runbook or (entry.model.runbook if entry is not None else None)
    team = slos[slo.name].team or (boards.team(entry) if entry is not None else None)
    values = {**linked.ground.placeholders, "service": slo.unit, "team": team, "severity": slo.pairs[0].severity}
    try:
        document = linked.documents.of(said, linked.spec.origin, values) if said else None
    except Refused:
        return  # told with the alert
    url = linked.documents.runbook_url(document, slo.unit, slo.alert)
    if url is not None:
        yield Link("Runbook", url=url)


def _events(slo: Slo, picked: tuple[Matcher, ...]) -> Panel:
    counted = {
        name: f"last_over_time({build.selector(series, picked, window=SEEN)})"
        for name, series in (("all", EVENTS), ("bad", BAD_EVENTS))
    }
    queries = [replace(making.series(text, *slo.by, name=name), fixed=True) for name, text in counted.items()]
    return making.graph("Events", "In five minutes: all, and those that were bad.", queries, Style(width=8))


def _lines(slo: Slo, boards: Boards) -> Iterator[Step]:
    """The burn rates of the pairs, each in the tone of its severity."""
    yield Step("ok", None)
    meaning = boards.linked.severities.meaning
    lines: dict[Decimal, Tone] = {}
    for pair in slo.pairs:
        tone = _TONES.get(meaning.get(pair.severity, pair.severity), "info")
        rate = rounded(pair.factor)
        if lines.get(rate) != "critical":
            lines[rate] = tone
    for rate, tone in sorted(lines.items()):
        yield Step(tone, rate)
