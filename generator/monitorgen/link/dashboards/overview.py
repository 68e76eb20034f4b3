"""The overview of a system: whether each service is well, what fires, what is down, how much attention it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.dashboards import making
from monitorgen.link.dashboards.frame import FIRING, OVERVIEW, SYSTEM_FOLDER, SYSTEM_TAG
from monitorgen.link.dashboards.info import INFO, infos
from monitorgen.link.dashboards.making import ALL_OR_BAD, ANY_IS_BAD, Style
from monitorgen.plan.dashboards import Panel, Row, Variable
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.plan.dashboards import Dashboard, Tone

NOT_HEARTBEAT = Matcher("severity", "!=", "none")
WEEK = "7d"
TEAM = Matcher("team", "=~", "$team")
_TONES: dict[str, Tone] = {"critical": "critical", "warning": "warning", "info": "info"}


def overview(boards: Boards) -> Dashboard:
    """The first page that somebody opens."""
    teams = bool(boards.linked.teams)
    rows = [
        Row(None, tuple(_numbers())),
        Row("Is it well?", tuple(_health(boards, teams=teams))),
        Row("What fires", tuple(_firing())),
        Row("What is down", tuple(_down())),
        Row("Attention: the last 7 days", tuple(_attention(boards, teams=teams))),
    ]
    variables = (Variable("team", "Team", INFO, "team"),) if teams else ()
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
        variables=variables,
        marks=(Matcher("severity", "=", boards.linked.severities.names[0]),),
    )


def _numbers() -> list[Panel]:
    up = build.selector("up")
    firing, pending = (
        build.selector("ALERTS", (Matcher("alertstate", "=", state), NOT_HEARTBEAT)) for state in ("firing", "pending")
    )
    gone = f"({infos(())} unless on (job) up)"
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


def _health(boards: Boards, *, teams: bool) -> list[Panel]:
    names = boards.linked.severities.names
    meaning = boards.linked.severities.meaning
    mappings: dict[str, tuple[str, Tone]] = {"0": ("well", "ok")}
    for rank, name in enumerate(names):
        mappings[str(len(names) - rank)] = (name, _TONES.get(meaning.get(name, ""), "warning"))
    style = Style(mappings=mappings, width=24, height=10)
    told = "Each service by its worst alert: well, or the severity of what fires."
    panels = [
        making.states("Services", told, (making.series(health(names, (TEAM,) if teams else ()), "service"),), style)
    ]
    if teams:
        nobodys = (Matcher("team", "=", ""),)
        told = "What belongs to no team, such as the monitoring itself, by its worst alert."
        panels.append(making.states("Nobody's", told, (making.series(health(names, nobodys), "service"),), style))
    return panels


def _firing() -> list[Panel]:
    text = build.selector("ALERTS_FOR_STATE", (NOT_HEARTBEAT,))
    since = f"time() - {build.aggregate('min', ('severity', 'service', 'alertname'), text)}"
    table = making.rows_of(since, "severity", "service", "alertname")
    return [
        making.alert_list("Alerts", "Alerts that are pending or firing.", str(NOT_HEARTBEAT), width=12),
        making.table("Since", "How long each alert has been pending or firing.", table, Style("seconds", width=12)),
    ]


def _down() -> list[Panel]:
    gone = f"{build.aggregate('max', ('job',), infos(()))} unless on (job) {build.aggregate('max', ('job',), 'up')}"
    down = making.rows_of(f"{build.aggregate('min', ('job', 'instance'), 'up')} == 0", "job", "instance")
    return [
        making.table("Targets that do not answer", "Targets whose last scrape failed.", down, Style(width=12)),
        making.table(
            "Entries without targets", "Entries of the spec of which Prometheus knows no target.",
            making.rows_of(gone, "job"), Style(width=12),
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


def _attention(boards: Boards, *, teams: bool) -> list[Panel]:
    by = ("severity", "team") if teams else ("severity",)
    panels = [
        making.bars(
            "Alerts" + (" by severity and team" if teams else " by severity"),
            "How often alerts began to fire in the last 7 days. A pager that rings more than twice a week is ignored.",
            making.now(times_fired(by, WEEK), *by), Style(width=8),
        ),
        making.bars(
            "The loudest", "The ten alerts that began to fire most often in the last 7 days.",
            making.now(f"topk(10, {times_fired(('service', 'alertname'), WEEK)})", "service", "alertname"),
            Style(width=8),
        ),
    ]  # fmt: skip
    if boards.linked.world.declared("alertmanager_notifications_total") is not None:
        text = build.aggregate("sum", ("integration",), f"increase(alertmanager_notifications_total[{WEEK}])")
        told = "Notifications that were sent in the last 7 days, by the way they went."
        panels.append(making.bars("Notifications", told, making.now(f"{text} > 0", "integration"), Style(width=8)))
    return panels
