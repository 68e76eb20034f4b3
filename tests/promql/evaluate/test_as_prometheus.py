"""Values of expressions: each is put to promtool, whose engine is Prometheus's own, and has to come out the same."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.promql.evaluate.evaluator import Evaluator
from monitorgen.promql.evaluate.store import NotEvaluatedError, Samples, Store, key_of
from monitorgen.promql.parse import parse, parse_selector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.tools import FindTool

STEP = 60_000
Found = dict[str, float]
"""Values by series, as written by Prometheus."""
MOMENTS = (0, 1, 4, 9, 13, 20, 27, 40, 59)

# Runs of (first value, growth a step, samples); None instead of the first value is no sample, "stale" ends the series.
Runs = list[tuple[float | None, float, int]]
SERIES: dict[str, Runs] = {
    'up{job="api",instance="a:1"}': [(1, 0, 20), (0, 0, 10), (1, 0, 31)],
    'up{job="api",instance="b:1"}': [(1, 0, 30), (None, 0, 10), (0, 0, 21)],
    'up{job="db",instance="c:1"}': [(0, 0, 61)],
    'requests_total{job="api",instance="a:1",status="200"}': [(100, 60, 25), (3, 45, 36)],
    'requests_total{job="api",instance="a:1",status="500"}': [(0, 3, 61)],
    'requests_total{job="api",instance="b:1",status="200"}': [(None, 0, 7), (10, 30, 20), (None, 0, 10), (900, 30, 24)],
    'requests_total{job="api",instance="b:1",status="503"}': [(5, 0, 61)],
    'size_bytes{job="db",instance="c:1"}': [(1e6, 1e5, 30), (5e6, -2e5, 20), (0, 0, 11)],
    'limit_bytes{job="db",instance="c:1",team="data"}': [(8e6, 0, 61)],
    'level{zone="eu",x="1"}': [(-3, 0.5, 61)],
    'level{zone="eu",x="2"}': [(7.5, -0.25, 61)],
    'level{zone="us",x="1"}': [(2, 0, 10), (4, 0, 10), (2, 0, 41)],
    'seconds_bucket{le="0.1",path="/"}': [(0, 3, 61)],
    'seconds_bucket{le="0.5",path="/"}': [(0, 7, 61)],
    'seconds_bucket{le="1.0",path="/"}': [(0, 9, 61)],
    'seconds_bucket{le="+Inf",path="/"}': [(0, 10, 61)],
    'seconds_bucket{le="0.1",path="/x"}': [(0, 0, 61)],
    'seconds_bucket{le="+Inf",path="/x"}': [(0, 4, 61)],
    'booted{instance="a:1"}': [(-4000, 0, 30), (1700, 0, 31)],
    "rare": [(None, 0, 50), (1, 0, 1), (None, 0, 10)],
}

EXPRESSIONS = [
    # selectors
    "up",
    'up{job="api"} == 0',
    "up == 1",
    'up{instance=~"[ab]:1"}',
    'up{instance!~"a.*", job!="db"}',
    '{__name__=~"up|rare"}',
    "rare",
    "rare offset 5m",
    "up offset -3m",
    "up @ 600",
    "nothing",
    'up{nothing=""}',
    # windows
    "rate(requests_total[5m])",
    "increase(requests_total[10m])",
    "irate(requests_total[5m])",
    "delta(size_bytes[10m])",
    "idelta(level[5m])",
    "deriv(size_bytes[15m])",
    "predict_linear(size_bytes[20m], 3600)",
    "rate(requests_total[1m])",
    "rate(requests_total[90s])",
    "increase(requests_total[7m] offset 4m)",
    "avg_over_time(level[10m])",
    "sum_over_time(level[3m])",
    "min_over_time(level[10m])",
    "max_over_time(up[15m])",
    "count_over_time(up[10m])",
    "last_over_time(up[10m])",
    "present_over_time(rare[5m])",
    "quantile_over_time(0.9, level[10m])",
    "stddev_over_time(level[10m])",
    "stdvar_over_time(level[10m])",
    "changes(up[30m])",
    "resets(requests_total[1h])",
    "changes(level[1h])",
    "max_over_time(rate(requests_total[2m])[10m:1m])",
    "avg_over_time((up == 0)[10m:2m])",
    "sum_over_time(vector(1)[5m:1m])",
    "min_over_time(level[5m:])",
    "rate(requests_total[5m:30s])",
    # presence
    "absent(up)",
    "absent(nothing)",
    'absent(up{job="none", instance=~"x.*", job="none"})',
    'absent(up{job="web"})',
    "absent(sum(nothing))",
    "absent_over_time(rare[10m])",
    'absent_over_time(nothing{a="b"}[5m])',
    "absent(up == 2)",
    'absent(nothing{a="b", a!="c"})',
    # functions
    "abs(level)",
    "ceil(level)",
    "floor(level)",
    "round(level)",
    "round(level, 0.3)",
    "sqrt(level)",
    "exp(level)",
    "ln(level)",
    "log2(level)",
    "log10(level)",
    "sgn(level)",
    "clamp(level, -1, 3)",
    "clamp_min(level, 0)",
    "clamp_max(level, 2.5)",
    "clamp(level, 3, 1)",
    "-level",
    "-(1 + level)",
    "vector(3)",
    "scalar(rare)",
    "vector(scalar(limit_bytes))",
    "scalar(level)",
    "time() - booted",
    "time() - booted > 3000",
    "time()",
    "timestamp(up)",
    "timestamp(rare)",
    "time() - timestamp(size_bytes)",
    "timestamp(sum(up))",
    "hour()",
    "minute(vector(3725))",
    "day_of_week(vector(1e9))",
    "day_of_month(vector(1e9))",
    "day_of_year(vector(1e9))",
    "days_in_month(vector(1e9))",
    "month(vector(1e9))",
    "year(vector(1e9))",
    "hour(booted + 9000)",
    "sort(level)",
    "pi() * 2",
    "deg(level)",
    "rad(level)",
    'label_replace(up, "host", "$1", "instance", "(.*):.*")',
    'label_replace(up, "job", "", "job", "api")',
    'label_replace(up, "x", "${1}-$2", "instance", "(.):(.)")',
    'label_join(up, "both", "/", "job", "instance")',
    'label_replace(up, "x", "y", "instance", "nothing")',
    # quantiles
    "histogram_quantile(0.5, seconds_bucket)",
    "histogram_quantile(0.9, rate(seconds_bucket[5m]))",
    "histogram_quantile(0.99, sum by (le) (rate(seconds_bucket[5m])))",
    "histogram_quantile(0.2, seconds_bucket)",
    "histogram_quantile(0.05, seconds_bucket)",
    "histogram_quantile(1.5, seconds_bucket)",
    "histogram_quantile(0.5, up)",
    "histogram_quantile(0, seconds_bucket)",
    "histogram_quantile(1, seconds_bucket)",
    # aggregations
    "sum(up)",
    "sum by (job) (up)",
    "sum without (instance) (up)",
    "avg by (zone) (level)",
    "min(level)",
    "max by (x) (level)",
    "count(up == 0)",
    "count by (job, nothing) (up)",
    "group by (job) (up)",
    "stddev(level)",
    "stdvar by (zone) (level)",
    "topk(1, level)",
    "bottomk(1, level)",
    "topk(1, level) by (zone)",
    "quantile(0.5, level)",
    "quantile by (zone) (0.9, level)",
    'count_values("state", up)',
    "sum(nothing)",
    "count(up) by (job) > 1",
    "topk(0, level)",
    # arithmetic and matching
    "level + 1",
    "2 - level",
    "level * 2 / 3",
    "level % 2",
    "level ^ 2",
    "2 ^ level",
    "level / 0",
    "1 / up",
    "0 / 0 > bool 1",
    "level atan2 2",
    "size_bytes / ignoring (team) limit_bytes",
    "size_bytes / on (instance) limit_bytes > 0.3",
    "size_bytes / on (instance) group_left (team) limit_bytes",
    "limit_bytes - on (job) group_right () up",
    "1 - size_bytes / on (instance, job) limit_bytes",
    'sum by (job) (rate(requests_total{status=~"5.."}[5m])) / sum by (job) (rate(requests_total[5m]))',
    'rate(requests_total{status="500"}[5m]) / on (instance) group_left rate(requests_total{status="200"}[5m])',
    "level > bool 1",
    "level > 1 < 3",
    "1 < level",
    "level == level",
    "up != 1",
    "level >= bool on (zone, x) level",
    "3 > bool 2",
    "up == on (instance) up",
    "up == ignoring (job) up",
    # sets
    "up and up == 1",
    "up unless up == 1",
    "up == 0 or up == 1",
    'up{job="api"} or up',
    "level and on () vector(1)",
    'up == 0 and on (job) up{instance="a:1"} == 1',
    "level unless on (zone) level < 0",
    "vector(0) or up",
    "up or on () vector(7)",
    "sum(nothing) or vector(0)",
    "nothing or vector(0) > 1",
    "(up == 0) unless on (job) (up == 1)",
]


@pytest.fixture(scope="module")
def of_prometheus(find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Found]:
    """What promtool gives for each expression at each moment."""
    return _given(find_tool("promtool"), tmp_path_factory.mktemp("oracle"), EXPRESSIONS)


def _given(promtool: Path, folder: Path, texts: Sequence[str]) -> dict[tuple[str, int], Found]:
    """What promtool gives: it shows that where something else is expected."""
    wrong = [{"labels": "never", "value": 1}]
    asked = [(text, moment) for text in texts for moment in MOMENTS]
    tests = [{"expr": text, "eval_time": f"{moment}m", "exp_samples": wrong} for text, moment in asked]
    inputs = [{"series": name, "values": _notation(runs)} for name, runs in SERIES.items()]
    test = {"interval": "1m", "input_series": inputs, "promql_expr_test": tests}
    (folder / "t.yml").write_text(yaml.safe_dump({"evaluation_interval": "1m", "tests": [test]}), encoding="utf-8")
    run = [str(promtool), "test", "rules", "t.yml"]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    shown = re.findall(r"^ *got: (.*)$", done.stdout + done.stderr, re.MULTILINE)
    assert len(shown) == len(asked), done.stdout[:500] + done.stderr[:500]
    return {each: _read(line) for each, line in zip(asked, shown, strict=True)}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_values_are_those_of_prometheus(text: str, of_prometheus: dict[tuple[str, int], Found]) -> None:
    evaluator = Evaluator(Store(_samples()), STEP)
    for moment in MOMENTS:
        found = {_text(dict(key)): value for key, value in evaluator.vector(parse(text), moment * STEP).items()}
        assert found == pytest.approx(of_prometheus[text, moment], rel=1e-9, abs=1e-12, nan_ok=True), f"{moment}m"


def test_values_are_those_of_prometheus_2_where_windows_are_closed(find_tool: FindTool, tmp_path: Path) -> None:
    # The other difference, how far a counter that began within the window is extrapolated, shows in one of these alone.
    texts = [text for text in EXPRESSIONS if "[" in text and text != "rate(requests_total[5m:30s])"]
    assert len(texts) > 30
    given = _given(find_tool("promtool", old=True), tmp_path, texts)
    evaluator = Evaluator(Store(_samples(), closed=True), STEP)
    for (text, moment), wanted in given.items():
        found = {_text(dict(key)): value for key, value in evaluator.vector(parse(text), moment * STEP).items()}
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True), f"{text} at {moment}m"


@pytest.mark.parametrize(
    "text",
    [
        "histogram_fraction(0, 1, seconds)",
        "histogram_avg(seconds)",
        "up @ end()",
        'up{job=~"(?U)a+"}',
        "level + on (zone) level",
        "up == on (job) up",
        "double_exponential_smoothing(level[5m], 0.5, 0.5)",
        '"a text"',
        "sin(level)",
    ],
)
def test_what_is_not_evaluated_is_no_guess(text: str) -> None:
    with pytest.raises(NotEvaluatedError):
        Evaluator(Store(_samples()), STEP).vector(parse(text), 10 * STEP)


def _samples() -> list[Samples]:
    found = []
    for name, runs in SERIES.items():
        selector = parse_selector(name)
        labels = {each.label: each.value for each in selector.matchers}
        times: list[int] = []
        values: list[float | None] = []
        at = 0
        for first, growth, count in runs:
            for number in range(count):
                if first is not None:
                    times.append(at * STEP)
                    values.append(first + growth * number)
                at += 1
        found.append(Samples(key_of({"__name__": selector.name, **labels}), times, values))
    return found


def _notation(runs: Runs) -> str:
    return " ".join(
        f"_x{count}" if first is None else f"{first}{growth:+}x{count - 1}" for first, growth, count in runs
    )


def _text(labels: dict[str, str]) -> str:
    return "{" + ", ".join(f'{label}="{text}"' for label, text in sorted(labels.items())) + "}"


def _read(line: str) -> Found:
    if line == "nil":
        return {}
    found = dict(re.findall(r"([^\s{]*(?:\{[^}]*\})?) (\S+?)(?:, |$)", line))
    return {name: float(value) for name, value in found.items()}
