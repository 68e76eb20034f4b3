"""The overview of a system: whether each service is well, what fires, what is down, how much attention it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.dashboards import making
from monitorgen.link.dashboards.frame import FIRING, OVERVIEW, SYSTEM_FOLDER, SYSTEM_TAG
from monitorgen.link.dashboards.info import INFO, infos
from monitorgen.link.dashboards.making import ALL_OR_BAD, ANY_IS_BAD, Style
from monitorgen.link.dashboards.templated import ANY_JOB, JOB
from monitorgen.plan.dashboards import Panel, Row, Variable
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.plan.dashboards import Dashboard, Tone

NOT_HEARTBEAT = Matcher("severity", "!=", "none")
WEEK = "7d"
TEAM = Matcher("team", "=~", "$team|")
"""A team's, and what belongs to no team: the monitoring itself is everybody's."""
_TONES: dict[str, Tone] = {"critical": "critical", "warning": "warning", "info": "info"}


def overview(boards: Boards) -> Dashboard:
    """The first page that somebody opens."""
    teams = bool(boards.linked.teams)
    mine = (TEAM,) if teams else ()
    jobs = (ANY_JOB,) if teams else ()
    rows = [
        Row(None, tuple(_numbers(jobs, mine))),
        Row("Is it well?", (_health(boards, mine),)),
        Row("What fires", tuple(_firing(mine))),
        Row("What is down", tuple(_down(jobs, mine))),
        Row("Attention: the last 7 days", tuple(_attention(boards, mine))),
    ]
    variables = (
        Variable("team", "Team", INFO, "team"),
        Variable(JOB, "Job", infos((TEAM,)), JOB, listed=True, hidden=True),
    )
    title = boards.linked.root.setting("title")
    name = title if isinstance(title, str) else boards.linked.spec.name
    return boards.frame.around(
        OVERVIEW,
        f"Overview of {name}",
        SYSTEM_FOLDER,
        SYSTEM_TAG,
        rows,
        boards.linked.spec.origin,
        description="Whether each service is well, what fires, what is down, and how often people were called.",
        variables=variables if teams else (),
        marks=(Matcher("severity", "=", boards.linked.severities.names[0]),),
    )


def _numbers(jobs: Sequence[Matcher], mine: Sequence[Matcher]) -> list[Panel]:
    up = build.selector("up", jobs)
    firing, pending = (
        build.selector("ALERTS", (Matcher("alertstate", "=", state), NOT_HEARTBEAT, *mine))
        for state in ("firing", "pending")
    )
    gone = f"({infos(mine)} unless on (job) {up})"
    none, bad = Style(width=6), Style(steps=ANY_IS_BAD, width=6)
    down = f"(count({up} == 0) or vector(0)) + (count{gone} or vector(0))"
    good = Style("ratio", ALL_OR_BAD, decimals=1, width=6)
    return [
        making.stat("Targets up", "Share of all targets that answer.", f"avg({up})", good),
        making.stat("Targets down", "Targets that do not answer, and entries of which none is known.", down, bad),
        making.stat("Firing", "Alerts that fire.", f"count({firing}) or vector(0)", bad),
        making.stat("Pending", "Alerts that will fire if it goes on.", f"count({pending}) or vector(0)", none),
    ]


def health(severities: Sequence[str], matchers: Sequence[Matcher]) -> str:
    """How each service is: 0 if nothing fires, else by its worst alert, the highest number for the worst severity."""
    parts = [
        f"{len(severities) - rank} * "
        + build.aggregate(
            "max", ("service",), build.selector("ALERTS", (FIRING, Matcher("severity", "=", name), *matchers))
        )
        for rank, name in enumerate(severities)
    ]
    return " or ".join((*parts, f"0 * {build.aggregate('max', ('service',), infos(matchers))}"))


def _health(boards: Boards, mine: Sequence[Matcher]) -> Panel:
    names = boards.linked.severities.names
    meaning = boards.linked.severities.meaning
    mappings: dict[str, tuple[str, Tone]] = {"0": ("well", "ok")}
    for rank, name in enumerate(names):
        mappings[str(len(names) - rank)] = (name, _TONES.get(meaning.get(name, ""), "warning"))
    told = "Each service by its worst alert: well, or the severity of what fires."
    query = making.series(health(names, mine), "service")
    return making.states("Services", told, (query,), Style(mappings=mappings, width=24, height=12))


def _firing(mine: Sequence[Matcher]) -> list[Panel]:
    text = build.selector("ALERTS_FOR_STATE", (NOT_HEARTBEAT, *mine))
    since = f"time() - {build.aggregate('min', ('severity', 'service', 'alertname'), text)}"
    table = making.rows_of(since, "severity", "service", "alertname")
    matchers = ",".join(map(str, (NOT_HEARTBEAT, *mine)))
    return [
        making.alert_list("Alerts", "Alerts that are pending or firing.", matchers, width=12),
        making.table("Since", "How long each alert has been pending or firing.", table, Style("seconds", width=12)),
    ]


def _down(jobs: Sequence[Matcher], mine: Sequence[Matcher]) -> list[Panel]:
    up = build.selector("up", jobs)
    gone = f"{build.aggregate('max', ('job',), infos(mine))} unless on (job) {build.aggregate('max', ('job',), up)}"
    down = making.rows_of(f"{build.aggregate('min', ('job', 'instance'), up)} == 0", "job", "instance", name="State")
    told = "Entries of the spec of which Prometheus knows no target."
    return [
        making.table(
            "Targets that do not answer", "Targets whose last scrape failed.", down,
            Style(mappings={"0": ("down", "critical")}, width=12, height=6),
        ),
        making.table(
            "Entries without targets", told, making.rows_of(gone, "job", name="State"),
            Style(mappings={"1": ("unknown", "critical")}, width=12, height=6),
        ),
    ]  # fmt: skip


def times_fired(by: Sequence[str], window: str, matchers: Sequence[Matcher] = ()) -> str:
    """How often alerts began to fire within a window: the times of their beginning change with each."""
    every = build.selector("ALERTS_FOR_STATE", (NOT_HEARTBEAT, *matchers))
    fired = build.selector("ALERTS", (FIRING, NOT_HEARTBEAT, *matchers))
    text = f"(changes({every}[{window}]) + 1) and ignoring (alertstate) max_over_time({fired}[{window}])"
    return build.aggregate("sum", tuple(by), text)


def seconds_fired(by: Sequence[str], window: str, matchers: Sequence[Matcher] = ()) -> str:
    """How long alerts fired within a window, to the minute."""
    fired = build.selector("ALERTS", (FIRING, NOT_HEARTBEAT, *matchers))
    return f"60 * {build.aggregate('sum', tuple(by), f'sum_over_time({fired}[{window}:1m])')}"


def _attention(boards: Boards, mine: Sequence[Matcher]) -> list[Panel]:
    by = ("severity", "team") if mine else ("severity",)
    often = "How often alerts began to fire in the last 7 days. A pager that rings more than twice a week is ignored."
    loudest = f"topk(10, {times_fired(('service', 'alertname'), WEEK, mine)})"
    told = "The ten alerts that began to fire most often in the last 7 days."
    narrow = Style(width=8, decimals=0)
    panels = [
        making.bars(f"Alerts by {' and '.join(by)}", often, making.now(times_fired(by, WEEK, mine), *by), narrow),
        making.bars("The loudest", told, making.now(loudest, "service", "alertname"), narrow),
    ]
    if (text := notifications(boards, "alertmanager_notifications_total", WEEK)) is not None:
        told = "Notifications that were sent in the last 7 days, by the way they went."
        panels.append(making.bars("Notifications", told, making.now(f"{text} > 0", "integration"), narrow))
    return panels


def notifications(boards: Boards, metric: str, window: str) -> str | None:
    """How many notifications of a kind Alertmanager counted within a window; None if nobody asks it."""
    exposed = boards.linked.exposed("alertmanager")
    if exposed is None or exposed.job is None or exposed.metric(metric) is None:
        return None
    selector = build.selector(metric, exposed.confinement)
    return build.aggregate("sum", ("integration",), f"increase({selector}[{window}])")
