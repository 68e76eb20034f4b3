"""The checklist of dashboards: each point broken once, in an otherwise good dashboard, and told by its code alone.

| point | code |
| --- | --- |
| 1 valid on three versions | MG720, MG742 |
| 2 model | MG721 |
| 3 uid | MG722, and MG743 for all together |
| 4 nothing stored, the same bytes | MG723, and a test |
| 5 not editable, tags | MG724 |
| 6 crosshair, refresh | MG725 |
| 7 ids, letters | MG726 |
| 8 grid | MG727 |
| 9 types | MG728 |
| 10 datasources | MG729 |
| 11 query variables | MG730 |
| 12 chained variables | MG731 |
| 13 used and declared | MG732 |
| 14 several values | MG733 |
| 15 PromQL | MG734 |
| 16 narrowed | MG735 |
| 17 windows | MG736 |
| 19 buckets | MG737 |
| 21 instant | MG738 |
| 24 title, description, unit, thresholds | MG739 |
| 25 links | MG740 |
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from monitorgen.check.dashboards import check_dashboard
from monitorgen.check.dashboards.board import Board
from monitorgen.check.dashboards.bundle import card, check_bundle
from monitorgen.emit.json import dump
from monitorgen.targets.grafana.compiled import made
from monitorgen.units import Duration
from tests.support.dashboards import every_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Diagnostic

    Raw = dict[str, object]
    """JSON that a test changes."""

GOOD = made(every_kind())
TEXT = dump(GOOD.json)


def document() -> Raw:
    """The good dashboard, to be broken."""
    found = json.loads(TEXT)
    assert isinstance(found, dict)
    return found


def objects(value: object) -> list[Raw]:
    assert isinstance(value, list)
    return [each for each in value if isinstance(each, dict)]


def part(value: Raw, *names: str) -> Raw:
    for name in names:
        inner = value[name]
        assert isinstance(inner, dict)
        value = inner
    return value


def panel(data: Raw, title: str) -> Raw:
    """The panel of this title, in a row or not."""
    every = [one for each in objects(data["panels"]) for one in (each, *objects(each.get("panels") or []))]
    return next(each for each in every if each["title"] == title)


def query(data: Raw, title: str) -> Raw:
    return objects(panel(data, title)["targets"])[0]


def variable(data: Raw, name: str) -> Raw:
    return next(each for each in objects(part(data, "templating")["list"]) if each["name"] == name)


def board(data: Raw, *, owned: bool = False) -> Board:
    dashboard = replace(every_kind(), json={"panels": []}) if owned else every_kind()
    read = json.loads(json.dumps(data))
    return Board(dashboard, read, {} if owned else GOOD.panels, Duration(15_000))


def found(data: Raw, *, owned: bool = False) -> list[Diagnostic]:
    return list(check_dashboard(board(data, owned=owned)))


def test_the_good_dashboard_is_good() -> None:
    assert found(document()) == []


def test_it_is_the_same_bytes_every_time() -> None:
    assert dump(made(every_kind()).json) == TEXT


def _set(*path: str | int, to: object) -> Callable[[Raw], None]:
    """A change of a value of the document."""

    def change(data: Raw) -> None:
        value: object = data
        for step in path[:-1]:
            if isinstance(value, dict):
                value = value[str(step)]
            else:
                assert isinstance(value, list)
                assert isinstance(step, int)
                value = value[step]
        assert isinstance(value, dict)
        value[str(path[-1])] = to

    return change


def _drop(name: str) -> Callable[[Raw], None]:
    def change(data: Raw) -> None:
        del data[name]

    return change


def _panel(title: str, to: Raw) -> Callable[[Raw], None]:
    return lambda data: panel(data, title).update(to)


def _query(title: str, to: Raw) -> Callable[[Raw], None]:
    return lambda data: query(data, title).update(to)


def _variable(name: str, to: Raw) -> Callable[[Raw], None]:
    return lambda data: variable(data, name).update(to)


def _defaults(title: str, to: Raw) -> Callable[[Raw], None]:
    return lambda data: part(panel(data, title), "fieldConfig", "defaults").update(to)


def _second_letter(data: Raw) -> None:
    targets = objects(panel(data, "Latency")["targets"])
    targets[1]["refId"] = targets[0]["refId"]


def _same_id(data: Raw) -> None:
    panel(data, "Requests")["id"] = panel(data, "State")["id"]


def _over_each_other(data: Raw) -> None:
    panel(data, "Requests")["gridPos"] = panel(data, "State")["gridPos"]


def _unused(data: Raw) -> None:
    items = part(data, "templating")["list"]
    assert isinstance(items, list)
    items.append({**variable(data, "size"), "name": "nobody"})


def _emptied_row(data: Raw) -> None:
    row = panel(data, "Details")
    inside = objects(row["panels"])
    row["panels"] = []
    panels = data["panels"]
    assert isinstance(panels, list)
    panels.extend(inside)


OTHER = {"type": "prometheus", "uid": "P1809F7CD0C75ACF3"}
RATE = 'sum by (route) (rate(http_requests_total{job=~"$service"}'
BUCKETS = 'rate(http_request_duration_seconds_bucket{job=~"$service"}[$__rate_interval])'
CASES: list[tuple[str, str, Callable[[Raw], None]]] = [
    ("1 a key that no version knows", "MG720", _set("spann", to=5)),
    ("1 a key of a panel that no version knows", "MG720", _panel("Requests", {"span": 6})),
    ("1 a value of another kind", "MG720", _panel("Requests", {"options": "none"})),
    ("2 an old model", "MG721", _set("schemaVersion", to=36)),
    ("3 a uid with a blank", "MG722", _set("uid", to="my board")),
    ("3 a uid that is too long", "MG722", _set("uid", to="x" * 41)),
    ("4 an id", "MG723", _set("id", to=5)),
    ("4 a version", "MG723", _set("version", to=5)),
    ("5 to be edited", "MG724", _set("editable", to=True)),
    ("5 no tags", "MG724", _drop("tags")),
    ("6 no crosshair", "MG725", _set("graphTooltip", to=0)),
    ("6 asked more often than scraped", "MG725", _set("refresh", to="5s")),
    ("7 one id twice", "MG726", _same_id),
    ("7 one letter twice", "MG726", _second_letter),
    ("8 beside the grid", "MG727", _panel("Requests", {"gridPos": {"x": 20, "y": 90, "w": 8, "h": 8}})),
    ("8 over another", "MG727", _over_each_other),
    ("8 a collapsed row without its panels", "MG727", _emptied_row),
    ("8 an open row that holds panels", "MG727", _panel("Details", {"collapsed": False})),
    ("9 made with Angular", "MG728", _panel("Requests", {"type": "graph"})),
    ("9 of a plugin", "MG728", _panel("Requests", {"type": "grafana-clock-panel"})),
    ("10 a panel's fixed datasource", "MG729", _panel("Requests", {"datasource": OTHER})),
    ("10 a query's fixed datasource", "MG729", _query("Requests", {"datasource": OTHER})),
    ("10 a variable's fixed datasource", "MG729", _variable("service", {"datasource": OTHER})),
    ("10 an annotation's fixed datasource", "MG729", _set("annotations", "list", 0, "datasource", to=OTHER)),
    ("11 not read again", "MG730", _variable("service", {"refresh": 1})),
    ("11 all of them spelled out", "MG730", _variable("service", {"allValue": None})),
    ("12 not chained", "MG731", lambda data: part(variable(data, "instance"), "query").update(
        {"query": "label_values(up, instance)"})),
    ("13 used by nobody", "MG732", _unused),
    ("13 declared by nobody", "MG732", _query("Requests", {"expr": f'{RATE[:-1]},env=~"$env"}}[$__rate_interval]))'})),
    ("14 one value expected", "MG733", _query("State", {"expr": 'up{job="$service",instance=~"$instance"}'})),
    ("15 no PromQL", "MG734", _query("Requests", {"expr": "sum by (route) (rate("})),
    ("15 a function that there is not", "MG734", _query("Requests", {"expr": 'avarage(up{job=~"$service"})'})),
    ("16 not narrowed", "MG735", _query("Up", {"expr": "up"})),
    ("17 a fixed window", "MG736", _query("Requests", {"expr": f"{RATE}[5m]))"})),
    ("17 a window of the interval alone", "MG736", _query("Requests", {"expr": f"{RATE}[$__interval]))"})),
    ("19 a quantile without le", "MG737", _query("Latency", {"expr": f"histogram_quantile(0.9, sum({BUCKETS}))"})),
    ("19 a heatmap asked for as lines", "MG737", _query("Latency distribution", {"format": "time_series"})),
    ("21 a number asked for over time", "MG738", _query("Up", {"instant": False, "range": True})),
    ("21 a table asked for over time", "MG738", _query("Targets", {"instant": False, "range": True})),
    ("24 no title", "MG739", _panel("Requests", {"title": ""})),
    ("24 no description", "MG739", _panel("Requests", {"description": ""})),
    ("24 a unit that there is not", "MG739", _defaults("Requests", {"unit": "furlongs"})),
    ("24 thresholds out of order", "MG739", _defaults("Errors", {"thresholds": {"mode": "absolute", "steps": [
        {"color": "green", "value": None}, {"color": "red", "value": 2}, {"color": "blue", "value": 1}]}})),
    ("24 a first threshold with a value", "MG739", _defaults("Errors", {"thresholds": {"mode": "absolute", "steps": [
        {"color": "green", "value": 0}, {"color": "red", "value": 2}]}})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_point_that_is_broken_is_told(code: str, change: Callable[[Raw], None]) -> None:
    data = document()
    change(data)
    told = found(data)
    assert code in {each.code for each in told}
    assert {each.level for each in told if each.code == code} == {"error"}
    # A type that nobody knows has no schema either; a title makes no key. Nothing else is told beside the point.
    assert {each.code for each in told} <= {code, "MG720", "MG742"}


@pytest.mark.parametrize(("code", "change"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_of_what_an_owner_brings_only_what_cannot_work_is_an_error(code: str, change: Callable[[Raw], None]) -> None:
    data = document()
    change(data)
    for each in found(data, owned=True):
        gone = each.code == "MG728" and "Angular" in each.message
        assert each.level == ("error" if gone or each.code in {"MG722", "MG734", "MG741"} else "warning"), each.message


def test_every_point_but_those_that_come_later_is_broken_here() -> None:
    later = {18, 20, 22, 23}
    broken = {int(case[0].split()[0]) for case in CASES} | {25}
    assert broken == set(range(1, 26)) - later


def test_no_dashboard_at_all_is_told_and_nothing_else() -> None:
    assert [each.code for each in found({})] == ["MG741"]


# -- all of a system ---------------------------------------------------------------------------------------------------


def bundle(*changes: Callable[[Raw], None], alerts: tuple[str, ...] = ("shop.HighErrorRate",)) -> list[str]:
    """What is told of dashboards together, one for each change."""
    cards = []
    for index, change in enumerate(changes):
        data = document()
        change(data)
        cards.append(card(board(data), f"{index}.json"))
    return [each.code for each in check_bundle(cards, [], alerts)]


def _nothing(data: Raw) -> None:
    pass


def _other(data: Raw) -> None:
    data["uid"] = "another"


def test_good_dashboards_go_together() -> None:
    assert bundle(_nothing, _other) == []


def test_one_uid_twice_is_told() -> None:
    assert bundle(_nothing, _nothing) == ["MG743"]


@pytest.mark.parametrize("url", ["/d/nobody", "https://grafana.example.org/d/nobody/x?var-a=b"])
def test_a_link_to_a_dashboard_that_is_not_there_is_told(url: str) -> None:
    assert bundle(_panel("Requests", {"links": [{"title": "x", "url": url}]})) == ["MG740"]


def test_a_link_to_a_panel_that_is_not_there_is_told() -> None:
    uid = document()["uid"]
    number = panel(document(), "State")["id"]
    there: Raw = {"links": [{"title": "x", "url": f"/d/{uid}?viewPanel=panel-{number}"}]}
    gone: Raw = {"links": [{"title": "x", "url": f"/d/{uid}?viewPanel=panel-1"}]}
    assert bundle(_panel("Requests", there)) == []
    assert bundle(_panel("Requests", gone)) == ["MG740"]


def test_a_panel_of_an_alert_that_is_not_there_is_told() -> None:
    assert bundle(_nothing, alerts=()) == ["MG740"]
