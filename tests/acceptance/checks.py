"""What each kind of item has to look like in the output: one function for each, by parsing alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitorgen.promql.nodes import Aggregation
from tests.acceptance.checks_api import doc_endpoint, gateway_route, openapi, openapi_source, schema
from tests.acceptance.checks_pages import doc_metric, service_doc
from tests.acceptance.checks_texts import runbook, troubleshooting
from tests.support.built import panels, queries, read, seconds
from tests.support.tree import holds, stops

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.built import Built
    from tests.support.items import Item
    from tests.support.tree import Stop

_SHOWN = {"percentage": "humanizePercentage", "duration": "humanizeDuration"}
_EXPRESSION_LESS = {"alertlist", "text"}


def scrape_job(built: Built, item: Item) -> None:
    """Its targets, by names that resolve where Prometheus runs, at the usual path."""
    assert built.targets(item.name) == item.says["targets"]
    assert built.jobs[item.name].get("metrics_path", "/metrics") == "/metrics"


def service(built: Built, item: Item) -> None:
    """In the inventory, and scraped where it listens, unless it is only planned."""
    unit = item.says.get("unit", item.name)
    assert (built.folder / "plan" / f"{unit}.json").is_file()
    if item.says.get("planned"):
        assert unit not in built.jobs
        assert unit not in {rule.get("labels", {}).get("service") for rule in built.rules}
        return
    assert built.targets(unit) == [item.says.get("target") or f"{unit}:{item.says['port']}"]
    down = [
        rule for rule in built.alerting if rule["labels"].get("service") == unit and "up" in built.reads(rule["expr"])
    ]
    assert len(down) == 1
    if port := item.says.get("host_port"):
        assert read(built.folder / "plan" / f"{unit}.json")["publishes"] == [str(port)]


def alert(built: Built, item: Item) -> None:
    """A rule for each entry and severity: how long, on which metrics, and a text that says what is wrong where."""
    found = built.alerts(item.says["alert"])
    by_entry = {(rule["labels"]["service"], rule["labels"]["severity"]): rule for rule in found}
    assert len(by_entry) == len(found)
    wanted = {(entry, severity) for entry in item.says["of"] for severity in item.says["severity"]}
    assert wanted <= by_entry.keys()
    for entry, severity in wanted:
        rule = by_entry[entry, severity]
        assert rule.get("for", "0s") == item.says["severity"][severity]
        assert built.reads(rule["expr"]) == set(item.says["reads"])
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["description"]
        if shown := item.says.get("shown_as"):
            assert _SHOWN[shown] in rule["annotations"]["summary"]


def default_rule(built: Built, item: Item) -> None:
    """An alert whose cooldown is how often it is told again."""
    alert(built, item)
    for severity, every in item.says["repeat"].items():
        for entry in item.says["of"]:
            labels = {"alertname": item.says["alert"], "service": entry, "severity": severity}
            assert [stop.repeat_interval for stop in stops(built.alertmanager, labels)] == [every]


def dashboard(built: Built, item: Item) -> None:
    """Provisioned, in a form that Grafana takes from a file, with all its panels."""
    found = built.dashboards[item.says["dashboard"]]
    assert found["uid"]
    assert "dashboard" not in found
    assert len(list(panels(found))) == item.says["panels"]
    if refresh := item.says.get("refresh"):
        assert found["refresh"] == refresh
    if home := item.says.get("home"):
        assert built.compose["services"]["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] == home


def panel(built: Built, item: Item) -> None:
    """What it shows, and as what: its kind, its unit, its metrics, the labels that are kept apart."""
    board = built.dashboards[item.says["dashboard"]]
    (found,) = [each for each in panels(board) if each["title"] == item.says["panel"]]
    assert found["type"] == item.says["type"]
    assert found["description"]
    assert {"x", "y", "w", "h"} == found["gridPos"].keys()
    asked = queries(found)
    assert bool(asked) is (found["type"] not in _EXPRESSION_LESS)
    shown = {name for each in asked for name in built.reads(each)}
    assert shown == set(item.says["reads"])
    if unit := item.says.get("unit"):
        assert found["fieldConfig"]["defaults"]["unit"] == unit
    if by := item.says.get("by"):
        assert by in _kept_apart(built, asked)


def _kept_apart(built: Built, expressions: list[str]) -> list[list[str]]:
    nodes = [node for each in expressions for node in built.nodes(each) if isinstance(node, Aggregation)]
    return [list(node.grouping.labels) for node in nodes if node.grouping is not None and not node.grouping.without]


def datasource(built: Built, item: Item) -> None:
    """Provisioned, as the default one, by the name that resolves where Grafana runs."""
    (file,) = (built.folder / "grafana" / "provisioning" / "datasources").iterdir()
    (found,) = [each for each in read(file)["datasources"] if each["name"].lower() == item.name]
    assert (found["type"], found["url"], found["isDefault"]) == (
        item.says["type"],
        item.says["url"],
        item.says["default"],
    )
    assert "prometheus" in built.compose["services"]


def told(built: Built, ends: list[Stop]) -> dict[str, set[str]]:
    """Who is told where an alert ends, by kind: an address, a channel, the file of a key."""
    where = {"email_configs": "to", "slack_configs": "channel", "pagerduty_configs": "routing_key_file"}
    found: dict[str, set[str]] = {}
    for end in ends:
        for kind, configs in built.receiver(end.receiver).items():
            for config in configs:
                found.setdefault(kind.removesuffix("_configs"), set()).add(str(config[where[kind]]).rpartition("/")[2])
    return found


def receiver(built: Built, item: Item) -> None:
    """An alert as it is raised reaches a receiver that tells these; the receiver has a route, or this finds nothing."""
    first = stops(built.alertmanager, item.says["alert"])[:1]
    got = told(built, first)
    for kind, place in item.says["tells"].items():
        assert place in got[kind]
    if name := item.says.get("name"):
        assert [end.receiver for end in first] == [name]
        assert got.keys() == item.says["tells"].keys()


def severity_policy(built: Built, item: Item) -> None:
    """All that are told at once, and nobody else."""
    first = stops(built.alertmanager, item.says["alert"])[:1]
    assert told(built, first) == {kind: {place} for kind, place in item.says["tells"].items()}


def route(built: Built, item: Item) -> None:
    """One end, with the times of the document."""
    (end,) = stops(built.alertmanager, item.says["alert"])
    assert (end.receiver, end.repeat_interval, end.group_wait) == (
        item.says["receiver"],
        item.says["repeat"],
        item.says["wait"],
    )


def escalation(built: Built, item: Item) -> None:
    """A step of the ladder: told after that time, and only then."""
    ends = [
        end
        for end in stops(built.alertmanager, item.says["alert"])
        if item.says["email"] in told(built, [end])["email"]
    ]
    (end,) = ends
    wait = seconds(end.group_wait)
    assert seconds(item.says["after"]) <= wait <= seconds(item.says["within"])


def inhibit_rule(built: Built, item: Item) -> None:
    """A rule that lets one alert silence the other, both of which exist."""
    source, target = item.says["source"], item.says["target"]
    found = [
        rule
        for rule in built.alertmanager["inhibit_rules"]
        if all(holds(each, source) for each in rule["source_matchers"])
        and all(holds(each, target) for each in rule["target_matchers"])
    ]
    assert item.says["equal"] in [rule["equal"] for rule in found]
    for labels in (source, target):
        rules = built.alerts(labels["alertname"])
        assert labels["severity"] in {each["labels"]["severity"] for each in rules}


def compose_service(built: Built, item: Item) -> None:
    """A container of a pinned image that comes back, keeps its rights small and its ports to loopback."""
    found = built.compose["services"][item.says.get("name", item.name)]
    image, _, tag = found["image"].rpartition(":")
    assert image == item.says["image"]
    assert any(letter.isdigit() for letter in tag)
    assert found["restart"] == "unless-stopped"
    assert all(str(port).startswith("127.0.0.1:") for port in found.get("ports", ()))
    if port := item.says.get("publish"):
        assert [each.split(":")[1] for each in found["ports"]] == [str(port)]


def app_metric(built: Built, item: Item) -> None:
    """Known with its type and its labels."""
    found = built.metrics[item.says["of"], item.says.get("metric", item.name)]
    assert found["type"] == item.says["type"]
    assert set(found["labels"]) == {*item.says["labels"], "job", "instance"}


CHECKS: Mapping[str, Callable[[Built, Item], Any]] = {
    check.__name__: check
    for check in (
        alert,
        app_metric,
        compose_service,
        dashboard,
        datasource,
        default_rule,
        doc_endpoint,
        doc_metric,
        escalation,
        gateway_route,
        inhibit_rule,
        openapi,
        openapi_source,
        panel,
        receiver,
        route,
        runbook,
        schema,
        scrape_job,
        service,
        service_doc,
        severity_policy,
        troubleshooting,
    )
}
"""The check of each kind."""
