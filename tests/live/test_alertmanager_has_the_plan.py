"""A real Alertmanager, started from the output, has the routes, receivers and inhibition of the Plan, and no others."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from monitorgen.plan.values import SecretUse
from monitorgen.units import duration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.plan.routing import Inhibit, Integration, Matcher, Route, Routing, TimeRange
    from monitorgen.plan.values import Setting
    from tests.live.conftest import Deployed, Started
    from tests.support.servers import Serve, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

MUST_HAVE = {"email": ("to",), "pagerduty": ("routing_key",), "slack": ("api_url",), "webhook": ("url",)}
"""What an integration can't do without: with that alone, all else that a server shows are its defaults."""
HIDDEN = "<secret>"
OUR_TEXT = re.compile(r'\{\{ template "monitorgen\.[a-z0-9.]+" \.[A-Za-z.]* \}\}|\{\{ \.CommonLabels\.\w+ \}\}')
OUR_LISTS = {"links"}
"""What people read where it is made of several texts; the tests of notifications look at it."""


def test_alertmanager_has_the_plan(deployed: Deployed, started: Started, serve: Serve, tmp_path: Path) -> None:
    routing = deployed.plan.routing
    with started("alertmanager", deployed) as server:
        listed = server.get("/api/v2/receivers")
        found = loaded(server)
    assert isinstance(listed, list)
    assert sorted(each["name"] for each in listed) == sorted(routing.receivers)
    assert route(found["route"]) == planned_route(routing.root)
    assert inhibition(found.get("inhibit_rules", [])) == [
        planned_inhibition(each, named=not deployed.case.old) for each in routing.inhibits
    ]
    assert intervals(found.get("time_intervals", [])) == {
        name: [planned_range(each) for each in interval.ranges] for name, interval in routing.intervals.items()
    }
    with serve("alertmanager", bare(routing, tmp_path), old=deployed.case.old) as server:
        defaults = loaded(server)
    _compare_receivers(found, defaults, routing)
    _compare_settings(found, defaults, routing)


def loaded(server: Server) -> dict[str, Any]:
    """The configuration as the server has it, its defaults filled in."""
    status = server.get("/api/v2/status")
    assert isinstance(status, dict)
    made: dict[str, Any] = yaml.safe_load(status["config"]["original"])
    return made


# -- routes, inhibition, times -----------------------------------------------------------------------------------------


def route(node: Mapping[str, Any]) -> dict[str, Any]:
    """A route as the server has it; what it doesn't say is left out."""
    return {
        "receiver": node["receiver"],
        "matchers": sorted(node.get("matchers", [])),
        "continue": node.get("continue", False),
        "group_by": tuple(node["group_by"]) if "group_by" in node else None,
        **{
            name: duration(node[name]) if name in node else None
            for name in ("group_wait", "group_interval", "repeat_interval")
        },
        "mute": node.get("mute_time_intervals", []),
        "active": node.get("active_time_intervals", []),
        "routes": [route(child) for child in node.get("routes", [])],
    }


def planned_route(node: Route) -> dict[str, Any]:
    """A route of the Plan, in the same words."""
    timing = node.timing
    return {
        "receiver": node.receiver,
        "matchers": sorted(map(matcher, node.matchers)),
        "continue": node.cont,
        "group_by": timing.group_by,
        "group_wait": timing.group_wait,
        "group_interval": timing.group_interval,
        "repeat_interval": timing.repeat_interval,
        "mute": list(node.mute),
        "active": list(node.active),
        "routes": [planned_route(child) for child in node.children],
    }


def matcher(made: Matcher) -> str:
    """A matcher as Alertmanager writes it."""
    return f"{made.label}{made.op}{json.dumps(made.value, ensure_ascii=False)}"


def inhibition(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Inhibit rules as the server has them."""
    return [{**rule, "equal": rule.get("equal", [])} for rule in rules]


def planned_inhibition(rule: Inhibit, *, named: bool) -> dict[str, Any]:
    """An inhibit rule of the Plan; the oldest versions know no names."""
    return {
        **({"name": rule.name} if named else {}),
        "source_matchers": [matcher(each) for each in rule.source],
        "target_matchers": [matcher(each) for each in rule.target],
        "equal": list(rule.equal),
    }


def intervals(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Time intervals as the server has them."""
    return {each["name"]: [_range(one) for one in each["time_intervals"]] for each in found}


def _range(one: Mapping[str, Any]) -> dict[str, Any]:
    times = [(each["start_time"], each["end_time"]) for each in one.get("times", [])]
    return {
        "times": times,
        "location": one.get("location", "UTC"),
        **{name: one.get(name, []) for name in ("weekdays", "days_of_month", "months", "years")},
    }


def planned_range(made: TimeRange) -> dict[str, Any]:
    """A range of the Plan."""
    return {
        "times": list(made.times),
        "weekdays": list(made.weekdays),
        "days_of_month": list(made.days_of_month),
        "months": list(made.months),
        "years": list(made.years),
        "location": made.location,
    }


# -- receivers and settings --------------------------------------------------------------------------------------------


def bare(routing: Routing, folder: Path) -> Path:
    """A configuration with the same mail server and integrations, each with what it must have and nothing else."""
    receivers = [
        {"name": f"{name}/{number}", f"{each.kind}_configs": [_needed(each)]}
        for name, receiver in routing.receivers.items()
        for number, each in enumerate(receiver.integrations)
    ]
    # What no route leads to is not made ready, and its defaults are not filled in.
    root = {"receiver": "x", "routes": [{"receiver": each["name"]} for each in receivers]}
    document = {"global": smtp(routing), "receivers": [{"name": "x"}, *receivers], "route": root}
    path = folder / "bare.yml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def smtp(routing: Routing) -> dict[str, str]:
    """The mail server of the Plan in Alertmanager's words."""
    if routing.smtp is None:
        return {}
    made = {"smtp_smarthost": routing.smtp.smarthost, "smtp_from": routing.smtp.sender}
    if routing.smtp.username is not None:
        made["smtp_auth_username"] = routing.smtp.username
    if routing.smtp.password is not None:
        made["smtp_auth_password_file"] = routing.smtp.password.file
    return made


def _needed(integration: Integration) -> dict[str, Any]:
    must = {name + end for name in MUST_HAVE[integration.kind] for end in ("", "_file")}
    return {name: value for name, value in written(integration.settings).items() if name in must}


def written(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Settings of the Plan in Alertmanager's words."""
    made: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, SecretUse):
            made[f"{name}_file"] = value.file
        else:
            made[name] = written(value) if isinstance(value, dict) else value
    return made


def _compare_receivers(found: Mapping[str, Any], defaults: Mapping[str, Any], routing: Routing) -> None:
    shown, bare_ones = _by_name(found["receivers"]), _by_name(defaults["receivers"])
    for name, receiver in routing.receivers.items():
        wanted: dict[str, list[dict[str, Any]]] = {}
        for number, each in enumerate(receiver.integrations):
            ((kind, (default,)),) = bare_ones[f"{name}/{number}"].items()
            made = {"send_resolved": each.send_resolved, **written(each.settings)}
            wanted.setdefault(kind, []).append(flat(default) | flat(made))
        assert shown[name].keys() == wanted.keys()
        for kind, configs in wanted.items():
            for one, config in zip(shown[name][kind], configs, strict=True):
                assert differences(flat(one), config) == {}, name


def _by_name(receivers: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The lists of integrations by receiver; newer versions show labels with its name."""
    return {
        each["name"]: {kind: configs for kind, configs in each.items() if kind.endswith("_configs")}
        for each in receivers
    }


def flat(node: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """The values of a node by their paths."""
    made: dict[str, Any] = {}
    for name, value in node.items():
        made |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return made


def differences(shown: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """Where a server has something else than it should; texts of ours stand in for the server's own.

    What a server keeps to itself can't be compared here.
    """
    return {
        name: (shown.get(name), wanted.get(name))
        for name in shown.keys() | wanted.keys()
        if shown.get(name) != wanted.get(name)
        and shown.get(name) != HIDDEN
        and not OUR_TEXT.fullmatch(str(shown.get(name)))
        and name not in OUR_LISTS
    }


def _compare_settings(found: Mapping[str, Any], defaults: Mapping[str, Any], routing: Routing) -> None:
    assert found["global"] == {**defaults["global"], "resolve_timeout": str(routing.resolve_timeout)}
    assert found["templates"] == ["templates/*.tmpl"]
    lists = {"inhibit_rules": routing.inhibits, "time_intervals": routing.intervals}
    named = {name for name, content in lists.items() if content}
    assert found.keys() == {"global", "route", "receivers", "templates"} | named
