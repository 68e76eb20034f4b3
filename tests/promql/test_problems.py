"""The rules find what is wrong with an expression and leave alone what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import pytest
import yaml
from hypothesis import Phase, Verbosity, given, settings
from msgspec.structs import replace

from monitorgen import codes
from monitorgen.promql.printer import text_of
from monitorgen.promql.problems import Context, problems
from monitorgen.units import Duration
from tests.promql import oracle, written
from tests.promql.known import DATA, ORACLE_METRICS, ORACLE_SERIES, SHOP, alerts, exporters, metric
from tests.promql.test_parse import ACCEPTED

if TYPE_CHECKING:
    from monitorgen.promql.finding import Problem, Use
    from monitorgen.promql.nodes import Node
    from tests.support.tools import FindTool


class Bad(TypedDict, total=False):
    expr: str
    says: str
    hint: str
    level: str
    about: str
    also: str


class Rule(TypedDict):
    bad: list[Bad]
    good: list[str]


RULES: dict[str, Rule] = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))
BAD = [(code, case) for code, rule in RULES.items() for case in rule["bad"]]
GOOD = [(code, text) for code, rule in RULES.items() for text in rule["good"]]
IN_SHOP = Context(SHOP.get, SHOP.keys)


def found(text: str, context: Context = IN_SHOP) -> dict[str, Problem]:
    return {problem.code: problem for problem in problems(text, context)}


def codes_of(text: str, use: Use = "alert", context: Context = IN_SHOP) -> list[str]:
    return sorted(found(text, replace(context, use=use)))


@pytest.mark.parametrize(("code", "case"), BAD, ids=[f"{code} {case['expr']}" for code, case in BAD])
def test_a_rule_finds_what_is_wrong(code: str, case: Bad) -> None:
    all_found = found(case["expr"])
    problem = all_found.pop(code)
    assert (problem.message, problem.hint) == (case["says"], case["hint"])
    assert problem.level == case.get("level", "error")
    assert problem.expr == case.get("about", case["expr"])
    assert " ".join(sorted(all_found)) == case.get("also", "")
    if problem.at is not None and code != "MG300":
        assert case["expr"][slice(*problem.at)] == problem.expr


@pytest.mark.parametrize(("code", "text"), GOOD, ids=[f"{code} {text}" for code, text in GOOD])
def test_a_rule_leaves_alone_what_is_right(code: str, text: str) -> None:
    assert code not in found(text)


@pytest.mark.parametrize("name", alerts())
def test_alerts_that_are_known_to_work_are_left_alone(name: str) -> None:
    context = Context(exporters().get, exporters().keys)
    assert problems(alerts()[name], context) == []


TRAPS = {
    each.name: each
    for each in (
        *exporters().values(),
        metric("req_total", "counter"),
        metric("job:req:sum", "gauge", "job", recorded=True),
        metric("errs_total", "counter", "kind"),
        metric("flap", "gauge"),
        metric("h_total", "counter", "code"),
        metric("down_things", "gauge"),
        metric("lat", "histogram"),
        metric("thing", "gauge", "a"),
        metric("used", "gauge", "c"),
        metric("limit", "gauge", "c"),
    )
}
TRAPPED = Context(TRAPS.get, TRAPS.keys, external_labels=frozenset({"cluster"}))


@pytest.mark.parametrize(
    ("trap", "bad", "use", "code"),
    [
        (1, "pg_stat_database_numbackends / pg_settings_max_connections > 0.8", "alert", "MG306"),
        (2, "rate(job:req:sum[5m])", "recording", "MG308"),
        (3, "errs_total > 10", "alert", "MG309"),
        (3, "errs_total - errs_total offset 5m > 5", "alert", "MG309"),
        (4, 'absent(up{job=~"api|web"})', "alert", "MG316"),
        (6, 'sum by (job) (rate(h_total{code=~"5.."}[5m])) / sum by (job) (rate(h_total[5m]))', "recording", "MG325"),
        (9, "histogram_quantile(0.95, sum by (job) (rate(lat_bucket[5m]))) > 0.4", "alert", "MG312"),
        (9, "used / limit > 0.9", "alert", "MG317"),
        (9, 'rate(lat_bucket{le="1"}[5m]) < 1', "alert", "MG324"),
        (10, 'thing{cluster="prod"} > 0', "alert", "MG318"),
        (10, "rate(req_total[15s]) > 0", "alert", "MG315"),
    ],
)
def test_the_traps_that_an_expression_can_show_are_found(trap: int, bad: str, use: Use, code: str) -> None:
    assert code in found(bad, replace(TRAPPED, use=use)), f"trap {trap}"


@pytest.mark.parametrize(
    ("text", "use"),
    [
        (
            (
                "sum by (job, instance) (pg_stat_database_numbackends)"
                " / on (job, instance) max by (job, instance) (pg_settings_max_connections) > 0.8"
            ),
            "alert",
        ),
        ("sum by (job) (req_total)", "recording"),
        ("sum by (job) (rate(req_total[5m]))", "recording"),
        ("increase(errs_total[5m]) > 5", "alert"),
        ('absent(up{job="web"})', "alert"),
        ('count by (job) (up{job="api"}) < 2', "alert"),
        (
            (
                'group by (job, instance) (max_over_time(up{job="api"}[10m]))'
                ' unless group by (job, instance) (up{job="api"})'
            ),
            "alert",
        ),
        ("flap > 5", "alert"),
        (
            (
                '(sum by (job) (rate(h_total{code=~"5.."}[5m])) or 0 * sum by (job) (rate(h_total[5m])))'
                " / sum by (job) (rate(h_total[5m]))"
            ),
            "recording",
        ),
        (
            (
                '(sum by (job) (rate(h_total{code=~"5.."}[1h])) / sum by (job) (rate(h_total[1h])) > 14.4 * 0.001)'
                ' and sum by (job) (increase(h_total{code=~"5.."}[1h])) >= 5'
            ),
            "alert",
        ),
        ("sum by (job, instance) (down_things) > 0", "alert"),
        ('up{job="gone"} == 0', "alert"),
        ('up{job="gone"} offset 10m unless up{job="gone"}', "alert"),
        ("histogram_quantile(0.95, sum by (job, le) (rate(lat_bucket[5m]))) > 0.4", "alert"),
        ("thing > 0", "alert"),
        ("used / (limit > 0) > 0.9", "alert"),
        ("vector(1)", "alert"),
    ],
)
def test_the_good_forms_of_the_traps_are_left_alone(text: str, use: Use) -> None:
    assert problems(text, replace(TRAPPED, use=use)) == []


def test_panels_and_recordings_need_no_condition_and_may_show_counters() -> None:
    for use in ("recording", "panel"):
        assert codes_of("queue_depth", use) == []
        assert codes_of("irate(requests_total[5m])", use) == []
        assert codes_of("queue_depth / queue_limit", use) == []
    assert codes_of("requests_total[5m]", "panel") == ["MG326"]


def test_a_share_without_a_zero_is_a_matter_of_recordings() -> None:
    share = 'sum(rate(requests_total{status=~"5.."}[5m])) / sum(rate(requests_total[5m]))'
    assert codes_of(share, "recording") == ["MG325"]
    assert codes_of(share, "panel") == []
    assert codes_of("sum(rate(requests_total[5m])) / sum(rate(requests_total[5m]))", "recording") == []
    assert codes_of("rate(latency_seconds_sum[5m]) / rate(latency_seconds_count[5m])", "recording") == []


def test_external_labels_select_nothing_here() -> None:
    context = replace(IN_SHOP, external_labels=frozenset({"region", "queue"}))
    assert found('workers{region="eu"} > 1', context)["MG318"].level == "error"
    assert found('anything{region="eu"} > 1', context)["MG318"].level == "warning"
    assert found("sum by (region) (workers) > 1", context)["MG318"].level == "error"
    assert codes_of('queue_depth{queue="a"} > 1', context=context) == []


def test_windows_are_measured_by_the_interval_of_their_metric() -> None:
    slow = {"queue_depth": Duration(300_000)}
    context = replace(IN_SHOP, scrape_interval=Duration(60_000), interval_of=slow.get)
    assert codes_of("rate(requests_total[4m]) > 1", context=context) == []
    assert codes_of("rate(requests_total[3m]) > 1", context=context) == ["MG315"]
    assert codes_of("deriv(queue_depth[15m]) > 1", context=context) == ["MG315"]
    assert codes_of("deriv(queue_depth[20m]) > 1", context=context) == []
    assert codes_of("rate(requests_total[5m:]) > 1", context=replace(context, step=Duration(120_000))) == ["MG315"]


def test_a_window_of_one_interval_is_empty_since_prometheus_3() -> None:
    text = "rate(requests_total[15s]) > 1"
    assert found(text)["MG315"].level == "error"
    assert found(text, replace(IN_SHOP, version=(2, 55)))["MG315"].level == "warning"
    assert found("rate(requests_total[14s]) > 1", replace(IN_SHOP, version=(2, 55)))["MG315"].level == "error"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("workers offset 14d > 1", None),
        ("workers offset 16d > 1", "error"),
        ("avg_over_time(workers[16d]) > 1", "warning"),
        ("avg_over_time(workers[10d] offset 10d) > 1", "warning"),
        ("max_over_time(rate(requests_total[5m])[20d:1h]) > 1", "warning"),
        ("max_over_time(rate(requests_total[5m])[10d:1h] offset 1d) > 1", None),
        ("max_over_time(avg_over_time(workers[10d])[10d:1h]) > 1", "warning"),
        ("workers offset -1d > 1", None),
    ],
)
def test_nothing_is_found_from_before_the_retention(text: str, level: str | None) -> None:
    told = found(text, replace(IN_SHOP, retention=Duration(15 * 86_400_000)))
    assert (told["MG328"].level if "MG328" in told else None) == level
    assert "MG328" not in found(text)


@pytest.mark.parametrize(
    ("text", "version", "experimental", "refused"),
    [
        ("histogram_avg(rate(size_bytes[5m])) > 1", (2, 42), False, True),
        ("histogram_avg(rate(size_bytes[5m])) > 1", (3, 0), False, False),
        ("mad_over_time(workers[5m]) > 1", (3, 5), False, True),
        ("mad_over_time(workers[5m]) > 1", (3, 5), True, False),
        ("ts_of_max_over_time(workers[5m]) > 1", (3, 0), True, True),
        ("limitk(1, workers) > 1", (2, 42), True, True),
        ('anything{"a.b"="c"} > 1', (2, 55), False, True),
        ('anything{"a.b"="c"} > 1', (3, 0), False, False),
        ('sum by ("a.b") (anything) > 1', (2, 55), False, True),
        ('{"http.duration"} > 1', (2, 55), False, True),
    ],
)
def test_the_declared_version_must_take_it(
    text: str,
    version: tuple[int, int],
    experimental: bool,
    refused: bool,
) -> None:
    context = replace(IN_SHOP, version=version, experimental=experimental)
    assert ("MG323" in found(text, context)) is refused


def test_suggestions_stay_quick_among_very_many_names() -> None:
    names = [f"team{number}_service_requests_total" for number in range(50_000)]
    context = Context({name: metric(name, "counter") for name in names}.get, lambda: names)
    hint = found("rate(team777_service_request_total[5m]) > 1", context)["MG301"].hint
    assert "team777_service_requests_total" in hint


def test_a_finding_stands_where_its_part_does() -> None:
    text = "sum(queue_depth) > 1 and on () rate(queue_depth[5m]) > 0"
    problem = found(text)["MG310"]
    assert problem.at == (31, 52)
    assert problem.expr == "rate(queue_depth[5m])"
    assert found("queue_depth >> 5")["MG300"].at == (13, 14)


def test_every_code_has_its_page() -> None:
    pages = codes.all_codes()
    told = {*RULES, "MG318", "MG325", "MG328", "MG330", "MG331", "MG332", "MG333", "MG334"}
    assert {code for code in pages if "MG300" <= code <= "MG349"} == told


@pytest.mark.parametrize("text", ACCEPTED)
def test_any_expression_can_be_judged_whatever_is_known(text: str) -> None:
    for context in (IN_SHOP, Context(lambda _: None)):
        for use in ("alert", "recording", "panel"):
            problems(text, replace(context, use=use, retention=Duration(3_600_000), version=(2, 42)))


SAID_TO_BE_EMPTY = frozenset({"MG302", "MG303", "MG306", "MG312", "MG314", "MG321"})


@pytest.mark.slow
@settings(max_examples=6, phases=[Phase.generate], verbosity=Verbosity.quiet)
@given(batch=written.batches(written.plain_selectors))
def test_what_is_said_to_give_nothing_gives_nothing(
    batch: written.Batch, find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    context = Context(ORACLE_METRICS.get)
    told = [problem for text in batch.texts for problem in problems(text, context)]
    parts = sorted({each.expr for each in told if each.level == "error" and each.code in SAID_TO_BE_EMPTY})
    if parts:
        results = oracle.evaluated(find_tool("promtool"), ORACLE_SERIES, parts, tmp_path_factory.mktemp("tests"))
        # An evaluation that fails gives nothing either.
        assert [
            part for part, samples in zip(parts, results, strict=True) if samples and isinstance(samples, list)
        ] == []


@given(written.expressions())
def test_any_tree_can_be_judged(node: Node) -> None:
    known = {
        "a_total": metric("a_total", "counter", "kind"),
        "g": metric("g", "gauge", "zone"),
        "h": metric("h", "histogram"),
        "s": metric("s", "summary"),
    }
    for problem in problems(text_of(node), Context(known.get, known.keys, retention=Duration(3_600_000))):
        assert problem.message
        assert problem.code.startswith("MG3")
