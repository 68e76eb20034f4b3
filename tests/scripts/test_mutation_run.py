"""The mutation run: it makes the changes that it says, its rules of equivalence hold, and it can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Matcher, Route, Timing
from monitorgen.plan.rules import Alert, Recording, RuleGroup
from monitorgen.plan.slos import Burn, BurnPair, Slo
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import LabelSchema
from monitorgen.routing.document import read
from monitorgen.targets.alertmanager.cases import Tables
from monitorgen.targets.alertmanager.config import config
from monitorgen.units import duration
from tests.support.notifications import NEW
from tests.support.policies import alert, routed
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.plan.routing import Routing
    from tests.support.tools import FindTool

sys.path.append(str(ROOT / "scripts"))

from mutation_run import equivalent_expressions as of_expressions
from mutation_run import equivalent_routes as of_routes
from mutation_run import objectives
from mutation_run.expressions import changes
from mutation_run.routes import UnsoundTablesError, judged, mutants
from mutation_run.rules import mutants as of_rules
from mutation_run.tables import Asked

PAIRS = (BurnPair(duration("1h"), duration("5m"), Decimal(10), duration("0s"), "critical"),)
NOTHING_SPECIAL = Alert(
    name="Burn",
    expr="up == 0",
    condition=None,
    hold=duration("0s"),
    keep=duration("0s"),
    severity="warning",
    team=None,
    labels={"severity": "warning"},
    result=LabelSchema(),
    annotations={},
    tests=(),
    unproven=None,
    origin=Origin("a.yaml"),
)
POLICY = """
channels:
  chat: {slack: {api_url: {secret: s}, channel: '#shop'}}
  oncall: {pagerduty: {routing_key: {secret: p}}}
default_notify: [chat]
time_intervals: {hours: {weekdays: [mon-fri], location: UTC}}
severities:
  critical: {notify: [oncall, chat], escalate: {15m: [oncall]}}
  warning: {notify: {hours: [chat], otherwise: none}}
teams: {pay: {}, web: {}}
stack: {alertmanager: {heartbeat: oncall}}
"""
ALERTS = [
    alert("api", "Down", "critical", "pay", down=True),
    alert("api", "Slow", "warning", "pay"),
    alert("db", "Slow", "warning", "web", repeat_interval=duration("9h")),
]


def made(text: str) -> dict[tuple[str, str], str]:
    """Operator and changed expression of every mutant, with why it is the same."""
    return {(each.operator, text_of(each.node)): each.same for each in changes(parse(text))}


def same(text: str, changed: str) -> str:
    found = {expr: why for (_, expr), why in made(text).items()}
    return found[text_of(parse(changed))]


# -- expressions -------------------------------------------------------------------------------------------------------


def test_each_operator_makes_its_changes() -> None:
    assert set(made('sum by (job, le) (rate(x{job="a"}[5m])) > 10')) == {
        ("comparison", 'sum by (job, le) (rate(x{job="a"}[5m])) < 10'),
        ("threshold", 'sum by (job, le) (rate(x{job="a"}[5m])) > 9'),
        ("threshold", 'sum by (job, le) (rate(x{job="a"}[5m])) > 11'),
        ("aggregation label dropped", 'sum by (le) (rate(x{job="a"}[5m])) > 10'),
        ("aggregation label dropped", 'sum by (job) (rate(x{job="a"}[5m])) > 10'),
        ("label matcher dropped", "sum by (job, le) (rate(x[5m])) > 10"),
    }


def test_operators_and_numbers_that_are_reckoned_with_are_changed_but_not_what_stands_for_missing_series() -> None:
    found = set(made("1 - (a or 0 * b) / 0.5"))
    assert found == {
        ("arithmetic", "1 + (a or 0 * b) / 0.5"),
        ("constant", "0.9 - (a or 0 * b) / 0.5"),
        ("constant", "1.1 - (a or 0 * b) / 0.5"),
        ("arithmetic", "1 - (a or 0 * b) * 0.5"),
        ("constant", "1 - (a or 0 * b) / 0.45"),
        ("constant", "1 - (a or 0 * b) / 0.55"),
        ("set operator", "1 - (a and 0 * b) / 0.5"),
        ("stand-in dropped", "1 - (a) / 0.5"),
    }
    assert set(made("a and b unless c")) == {
        ("set operator", "(a or b) unless c"),
        ("set operator", "a and b and c"),
    }


WHOLE = 't{job="a",kind="x"}'
RATIO = f'(sum by (job) (e{{job="a"}}) or 0 * sum by (job) ({WHOLE})) / (sum by (job) ({WHOLE}) > 0)'
LESS = f'sum by (job) ({WHOLE}) - (sum by (job) (e{{job="a"}}) or 0 * sum by (job) ({WHOLE}))'
OTHER_LESS = f'sum by (job) (t) - (sum by (job) (e{{job="a"}}) or 0 * sum by (job) ({WHOLE}))'
SERIES = ["e", "t", "u"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('e{job="a"} / t{job="a"} > 1', 'e / t{job="a"} > 1', of_expressions.OTHER_SIDE),
        ('e{job="a"} > 1 and u{job="a"}', 'e{job="a"} > 1 and u', of_expressions.OTHER_SIDE),
        ('e{job="a"} unless u{job="a"}', 'e{job="a"} unless u', of_expressions.OTHER_SIDE),
        ('e{job="a"} > 1 and on (job) u{job="a"}', 'e > 1 and on (job) u{job="a"}', of_expressions.OTHER_SIDE),
        (f"{RATIO} > 0.5", f"{RATIO} > 0.5".replace(WHOLE, 't{kind="x"}', 1), of_expressions.OTHER_SIDE),
        (f"{RATIO} < 0.5", f"{RATIO} < 0.5".replace(WHOLE, 't{job="a"}', 1), of_expressions.FOUND_BELOW),
        (f"{RATIO} > 0.5", f"{RATIO} > 0.5".replace("0 * sum by (job)", "0 * sum by ()"), of_expressions.NO_NEED),
        (f"{RATIO} > 0.5", f"{RATIO} > 0.5".replace(f"or 0 * sum by (job) ({WHOLE})", ""), of_expressions.NO_NEED),
        (f"{RATIO} > 0.5", f"{RATIO} > 0.5".replace(" or 0", " and 0"), of_expressions.NO_NEED),
        (
            LESS,
            LESS.replace(f"0 * sum by (job) ({WHOLE})", '0 * sum by (job) (t{job="a"})'),
            of_expressions.FOUND_BELOW,
        ),
        ('e{job="a"} > 0', 'e{job="a"} > 0', of_expressions.NOTHING),
        ("count by (job) (e) > 3", "count by (job) (e) > 3.3", of_expressions.NO_WHOLE_NUMBER),
    ],
)
def test_what_a_rule_calls_the_same_is_the_same_for_promtool(
    before: str, after: str, why: str, tmp_path: Path, find_tool: FindTool
) -> None:
    assert same(before, after) == why
    assert not differing(before, after, tmp_path, find_tool)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('e{job="a"} or u{job="a"}', 'e or u{job="a"}'),
        ('e{job="a"} unless u{job="a"}', 'e unless u{job="a"}'),
        ('sum(e{job="a"}) / sum(t{job="a"})', 'sum(e) / sum(t{job="a"})'),
        ('sum by (kind) (e{job="a"}) / sum by (kind) (t{job="a"})', 'sum by (kind) (e) / sum by (kind) (t{job="a"})'),
        (f"{RATIO} < 0.5", f"{RATIO} < 0.5".replace("0 * sum by (job)", "0 * sum by (kind)")),
        ('e{job="a"} > 1 and u{job="b"}', 'e > 1 and u{job="b"}'),
        (f"{RATIO} < 0.5", f"{RATIO} < 0.5".replace(f"or 0 * sum by (job) ({WHOLE})", "")),
        (f"{RATIO} < 0.5", f"{RATIO} < 0.5".replace(" or 0", " and 0")),
        (OTHER_LESS, OTHER_LESS.replace(f"0 * sum by (job) ({WHOLE})", "0 * sum by (job) (t)")),
    ],
)
def test_what_promtool_tells_apart_no_rule_calls_the_same(
    before: str, after: str, tmp_path: Path, find_tool: FindTool
) -> None:
    found = {text: why for (_, text), why in made(before).items()}
    assert not found.get(text_of(parse(after)), "")
    assert differing(before, after, tmp_path, find_tool)


def differing(before: str, after: str, folder: Path, find_tool: FindTool) -> bool:
    """Whether two expressions give anything else on series of two jobs and two kinds."""
    levels = {"e": (3, 5, 8, 2), "t": (2, 7, 4, 9), "u": (1, 1, 1, 1)}
    fed = [
        {"series": f'{name}{{job="{job}",kind="{kind}"}}', "values": f"{levels[name][number]}x5"}
        for name in SERIES
        for number, (job, kind) in enumerate((job, kind) for job in "ab" for kind in "xy")
        # Of job a there is no `e` where something has to stand for it, and no `u` of one kind.
        if (name, job, kind) != ("u", "b", "x") and not ((name, job) == ("e", "a") and "or 0" in before)
    ]
    rules = [{"record": name, "expr": expr} for name, expr in (("before", before), ("after", after))]
    (folder / "rules.json").write_text(json.dumps({"groups": [{"name": "g", "rules": rules}]}))
    one, other = (f"({name} + 0)" for name in ("before", "after"))
    query = f"count(({one} != {other}) or ({one} unless {other}) or ({other} unless {one}))"
    test = {
        "interval": "1m",
        "input_series": fed,
        "promql_expr_test": [{"expr": query, "eval_time": "4m", "exp_samples": []}],
    }
    (folder / "tests.json").write_text(json.dumps({"rule_files": ["rules.json"], "tests": [test]}))
    done = subprocess.run(
        [find_tool("promtool"), "test", "rules", "tests.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0 or "got: {}" in done.stdout + done.stderr, done.stdout + done.stderr
    return done.returncode != 0


# -- routes ------------------------------------------------------------------------------------------------------------


# -- objectives --------------------------------------------------------------------------------------------------------


def recorded(expr: str) -> set[tuple[str, str]]:
    rule = Recording("slo:a", expr, {"slo": "a"}, Origin("a.yaml"))
    return {(each.operator, text_of(each.node)) for each in objectives.changes(rule)}


def test_windows_of_what_is_recorded_are_changed_one_by_one_and_together() -> None:
    assert recorded("rate(a[5m]) / (rate(b[5m]) > 0)") == {
        ("window changed", "rate(a[2m30s]) / (rate(b[5m]) > 0)"),
        ("window changed", "rate(a[10m]) / (rate(b[5m]) > 0)"),
        ("window changed", "rate(a[5m]) / (rate(b[2m30s]) > 0)"),
        ("window changed", "rate(a[5m]) / (rate(b[10m]) > 0)"),
        ("windows changed", "rate(a[2m30s]) / (rate(b[2m30s]) > 0)"),
        ("windows changed", "rate(a[10m]) / (rate(b[10m]) > 0)"),
        ("guard dropped", "rate(a[5m]) / (rate(b[5m]))"),
    }
    assert ("window changed", "a or 0 * rate(b[10m])") not in recorded("a or 0 * rate(b[5m])")
    assert ("windows changed", "a or 0 * rate(b[10m])") in recorded("a or 0 * rate(b[5m])")
    assert recorded("vector(10)") == {("constant", "vector(9)"), ("constant", "vector(11)")}


def test_pairs_of_windows_are_swapped_and_budgets_mistaken() -> None:
    slo = Slo("api", "api", "a", "events", Decimal("0.99"), duration("30d"), (), PAIRS, (), 0, {"slo": "a"}, "Burn")
    expr = "(slo:error_ratio:rate1h > 0.1 and slo:error_ratio:rate5m > 0.1)"
    rule = replace(NOTHING_SPECIAL, expr=expr, slo=Burn(slo, PAIRS))
    assert {(each.operator, text_of(each.node)) for each in objectives.changes(rule)} == {
        ("wrong budget", "(slo:error_ratio:rate1h > 0.05 and slo:error_ratio:rate5m > 0.05)"),
        ("wrong budget", "(slo:error_ratio:rate1h > 0.2 and slo:error_ratio:rate5m > 0.2)"),
        ("windows swapped", "(slo:error_ratio:rate5m > 0.1 and slo:error_ratio:rate1h > 0.1)"),
        ("window of another", "(slo:error_ratio:rate5m > 0.1 and slo:error_ratio:rate5m > 0.1)"),
        ("window of another", "(slo:error_ratio:rate1h > 0.1 and slo:error_ratio:rate1h > 0.1)"),
    }
    assert list(objectives.changes(NOTHING_SPECIAL)) == []


def test_a_severity_is_taken_for_the_other_one_of_the_name() -> None:
    other = replace(NOTHING_SPECIAL, severity="critical", labels={"severity": "critical"})
    group = RuleGroup("g", None, (NOTHING_SPECIAL, other))
    found = [each.change for each in of_rules("api", [group]) if each.operator == "severity"]
    assert found == ["warning -> other", "warning -> critical", "critical -> other", "critical -> warning"]


# -- routes ------------------------------------------------------------------------------------------------------------


def routing_and_tables() -> tuple[Routing, Asked]:
    routing = routed(POLICY, *ALERTS)
    tables = Tables.of(routing, (each.alert for each in ALERTS), {})
    artifacts = (made for unit in (*tables.cases, "system") for made in tables.of_unit(unit, unit))
    return routing, Asked.of({each.path: each for each in artifacts}.values())


def test_every_change_of_a_tree_is_killed_or_the_same_by_a_rule() -> None:
    routing, asked = routing_and_tables()
    found = list(judged(routing, lambda other: asked.passed(read(config(other, NEW))), "shop"))
    assert [each for each in found if each.fate == "survived"] == []
    killed = {each.operator for each in found if each.fate == "killed"}
    assert killed >= {
        "receiver", "continue", "route's matcher dropped", "group_wait of a stage", "repeat_interval", "times dropped",
        "inhibition dropped", "inhibition's matcher dropped", "inhibition's label of equal dropped",
    }  # fmt: skip


def test_what_no_table_asks_survives_so_that_the_run_can_fail() -> None:
    routing, asked = routing_and_tables()
    blind = replace(asked, told=asked.told[:1], quiet=())
    found = list(judged(routing, lambda other: blind.passed(read(config(other, NEW))), "shop"))
    assert {"inhibition dropped", "receiver"} <= {each.operator for each in found if each.fate == "survived"}


def test_tables_that_fail_for_what_they_were_made_of_end_the_run() -> None:
    routing, _ = routing_and_tables()
    with pytest.raises(UnsoundTablesError):
        list(judged(routing, lambda _: False, "shop"))


def test_the_root_is_not_made_to_continue_which_alertmanager_refuses() -> None:
    routing, _ = routing_and_tables()
    assert not any(each.routing.root.cont for each in mutants(routing))


A, B = Matcher("team", "=", "a"), Matcher("team", "=", "b")
SEVERE = Matcher("severity", "=", "critical")
ROOT_ROUTE = Route("default", timing=Timing(("team", "severity")))


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ((), of_routes.NONE_LATER),
        ((Route("x", (B,)),), of_routes.NONE_LATER),
        ((Route("x", (SEVERE,)),), ""),
        ((Route("x", (Matcher("team", "=~", "a|b"),)),), ""),
        ((Route("x", (Matcher("team", "!=", "a"),)),), of_routes.NONE_LATER),
    ],
)
def test_continue_makes_no_difference_only_if_all_later_routes_ask_for_something_else(
    later: tuple[Route, ...], why: str
) -> None:
    assert of_routes.continued(Route("x", (A,)), (ROOT_ROUTE,), later) == why


def test_a_matcher_is_not_needed_only_where_the_route_does_what_the_one_above_would() -> None:
    routing, _ = routing_and_tables()
    route = Route("default", (A,))
    assert of_routes.matcher_dropped(routing, route, A, (ROOT_ROUTE,), ()) == of_routes.LIKE_ABOVE
    assert of_routes.matcher_dropped(routing, route, A, (ROOT_ROUTE,), (Route("x", (SEVERE,)),)) == ""
    slow = replace(route, timing=Timing(repeat_interval=duration("9h")))
    assert of_routes.matcher_dropped(routing, slow, A, (ROOT_ROUTE,), ()) == ""
    apart = replace(ROOT_ROUTE, timing=Timing(("severity",)))
    assert of_routes.matcher_dropped(routing, route, A, (apart,), ()) == ""
    asked = replace(ROOT_ROUTE, matchers=(A,))
    assert of_routes.matcher_dropped(routing, slow, A, (ROOT_ROUTE, asked), ()) == of_routes.ASKED_ABOVE


def test_a_label_of_equal_is_not_needed_only_where_both_sides_ask_for_one_value() -> None:
    rule = Inhibit("one", (A, SEVERE), (A,), ("team", "service"), None)
    assert of_routes.equal_dropped(rule, "team") == of_routes.PINNED
    assert of_routes.equal_dropped(rule, "service") == ""
    assert of_routes.equal_dropped(replace(rule, target=(B,)), "team") == ""


# -- the systems -------------------------------------------------------------------------------------------------------


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mutation_run", "--specs", str(ROOT / "specs"), *arguments]
    return subprocess.run(command, cwd=ROOT / "scripts", capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_of_the_routes_of_all_systems_every_change_is_killed() -> None:
    done = ran("--routes-only")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "100.0 % of the others killed" in done.stdout


@pytest.mark.slow
def test_of_rules_of_each_shape_every_change_is_killed() -> None:
    """A share with a minimum, a guarded change, a guarded forecast, a recorded share, an age, PromQL of an owner's."""
    shapes = ["RedisEvictsTooMuch", "NginxTrafficStopped", "NodeDiskFullIn4h", "HighErrorRate", "RedisMemoryNearMax"]
    done = ran("--system", "mysmartnotes", *(word for name in shapes for word in ("--alert", name)))
    assert done.returncode == 0, done.stdout + done.stderr
    done = ran(
        "--system", "devmentor", "--env", "production", "--alert", "ContainerGone", "--alert", "ContainerRestarting"
    )
    assert done.returncode == 0, done.stdout + done.stderr
