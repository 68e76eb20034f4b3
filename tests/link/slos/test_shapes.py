"""Each way to measure, end to end from raw series: just above the line it fires, just below it does not, it clears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.promql.nodes import Binary, Call, Paren
from monitorgen.promql.parse import parse
from tests.link import made
from tests.link.slos.promtool import Story, play

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.support.tools import FindTool

PAIR = "burn_alerts: [{long: 1h, short: 5m, burn_rate: 10, severity: critical}]"
SPEC = f"""\
services:
  api:
    type: http-service
    port: 8080
    indicators:
      http: {{labels: [route], buckets: [0.5, 1, 2]}}
      native: {{total: calls_total, errors: failed_total, duration: call_seconds}}
    metrics:
      call_seconds: {{type: native_histogram}}
      ready: {{type: gauge, labels: [zone]}}
      mail_total: {{type: counter, labels: {{outcome: [sent, lost]}}}}
    slos:
      bad: {{objective: 99%, {PAIR}}}
      good: {{objective: 99%, total: mail_total, good: 'mail_total{{outcome="sent"}}', {PAIR}}}
      classic: {{objective: 99%, threshold: 1s, {PAIR}}}
      half: {{objective: 99%, threshold: 500ms, {PAIR}}}
      native: {{objective: 99%, indicator: native, threshold: 1s, {PAIR}}}
      queries: {{objective: 99%, total: 'sum(increase(http_requests_total[$window]))',
                errors: 'sum(increase(http_requests_total{{status="500"}}[$window]))', {PAIR}}}
      ratio: {{objective: 99%, error_ratio_query: 'sum(rate(http_requests_total{{status="500"}}[$window])) /
              sum(rate(http_requests_total[$window]))', {PAIR}, ignore: {{MG325: there are always some}}}}
      success: {{objective: 99%, success_ratio_query: 'sum(rate(http_requests_total{{status!="500"}}[$window])) /
              sum(rate(http_requests_total[$window]))', {PAIR}}}
      ready: {{objective: 90%, good_when: {{value: ready, equals: 1}},
              burn_alerts: [{{long: 1h, short: 20m, burn_rate: 5, severity: critical}}]}}
      alive: {{objective: 90%, good_when: {{value: up, equals: 1}},
              burn_alerts: [{{long: 1h, short: 20m, burn_rate: 5, severity: critical}}]}}
      slices: {{objective: 90%, time_slices: 95%,
               burn_alerts: [{{long: 1h, short: 20m, burn_rate: 5, severity: critical}}]}}
      exact: {{objective: 99%, exact: true, {PAIR}, where: status!="503"}}
"""
SPOILT = 70
"""Minutes that all is bad to a degree; then it is well again."""
OK, BAD = 'http_requests_total{job="api",status="200"}', 'http_requests_total{job="api",status="500"}'
SENT, LOST = 'mail_total{job="api",outcome="sent"}', 'mail_total{job="api",outcome="lost"}'


def counted(bad: int, names: tuple[str, str] = (OK, BAD)) -> Mapping[str, str]:
    """A thousand events a minute, so many of them bad; later none."""
    good, end = 1000 - bad, (1000 - bad) * SPOILT
    return {names[0]: f"0+{good}x{SPOILT} {end + 1000}+1000x30", names[1]: f"0+{bad}x{SPOILT} {bad * SPOILT}x30"}


def buckets(bad: int, bound: str) -> Mapping[str, str]:
    """A thousand requests a minute, so many of them slower than a bound."""
    name, good = "http_request_duration_seconds", 1000 - bad
    end = good * SPOILT
    return {
        f'{name}_count{{job="api"}}': f"0+1000x{SPOILT + 30}",
        f'{name}_bucket{{job="api",le="{bound}"}}': f"0+{good}x{SPOILT} {end + 1000}+1000x30",
        f'{name}_bucket{{job="api",le="+Inf"}}': f"0+1000x{SPOILT + 30}",
    }


def native(bad: int) -> Mapping[str, str]:
    """The same as a native histogram, whose buckets end at 1 and 2 seconds."""
    each = f"{{{{schema:0 sum:1000 count:1000 buckets:[{1000 - bad} {bad}]}}}}"
    return {'call_seconds{job="api"}': f"{each}+{each}x{SPOILT}"}


def watched(bad: int, series: str) -> Mapping[str, str]:
    """Of twenty minutes so many are bad; later none."""
    cycle = "0 " * bad + "1 " * (20 - bad)
    return {series: cycle * (SPOILT // 20 + 1) + "1x40"}


ABOVE, BELOW = 105, 95
SHAPES: Mapping[str, Callable[[int], Mapping[str, str]]] = {
    "bad": counted,
    "good": lambda bad: counted(bad, (SENT, LOST)),
    "classic": lambda bad: buckets(bad, "1"),
    "half": lambda bad: buckets(bad, "0.5"),
    "queries": counted,
    "ratio": counted,
    "success": counted,
    "exact": counted,
}
WATCHED = {"ready": 'ready{job="api",instance="api:8080",zone="a"}', "alive": 'up{job="api",instance="api:8080"}'}


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> made.Unit:
    """The entry that has an objective of each shape."""
    return made.make(tmp_path_factory.mktemp("shapes") / "specs", SPEC)["api"]


@pytest.mark.parametrize("slo", ["bad", "good", "classic", "half", "queries", "exact"])
def test_what_was_bad_is_divided_as_a_whole(slo: str, unit: made.Unit) -> None:
    rules = {each.labels["slo"]: each for each in unit.recordings if each.name == "slo:error_ratio:rate5m"}
    ratio = parse(rules[slo].expr)
    assert isinstance(ratio, Binary)
    assert ratio.op == "/"
    assert isinstance(ratio.lhs, Paren) or (isinstance(ratio.lhs, Call) and ratio.lhs.func == "clamp_min")


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("slo", SHAPES)
def test_events_that_are_counted(slo: str, unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    alert, shape = f"{slo.title()}BudgetBurn", SHAPES[slo]
    above = Story(shape(ABOVE)).near("70m", f"sum(slo:error_ratio:rate1h{{slo='{slo}'}})", 0.105, 0.01)
    above.fires("70m", alert, "critical").fires("80m", alert)
    below = Story(shape(BELOW)).near("70m", f"sum(slo:error_ratio:rate1h{{slo='{slo}'}})", 0.095, 0.01)
    tool = find_tool("promtool", old=old)
    assert play(tool, tmp_path, unit, slo, above, below.fires("70m", alert)) == ""


@pytest.mark.slow
def test_a_bucket_is_found_however_its_bound_is_spelled(unit: made.Unit, tmp_path: Path, find_tool: FindTool) -> None:
    stories = [
        Story(buckets(ABOVE, bound)).near("70m", "sum(slo:error_ratio:rate1h)", 0.105, 0.001) for bound in ("1", "1.0")
    ]
    assert play(find_tool("promtool"), tmp_path, unit, "classic", *stories) == ""


@pytest.mark.slow
def test_a_native_histogram(unit: made.Unit, tmp_path: Path, find_tool: FindTool) -> None:
    above = Story(native(ABOVE)).near("65m", "sum(slo:error_ratio:rate1h)", 0.105, 0.01)
    below = Story(native(BELOW)).near("65m", "sum(slo:error_ratio:rate1h)", 0.095, 0.01)
    above.fires("65m", "NativeBudgetBurn", "critical").near("65m", "sum(slo:error_ratio:period)", 0.105, 0.01)
    below.fires("65m", "NativeBudgetBurn")
    assert play(find_tool("promtool"), tmp_path, unit, "native", above, below) == ""


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("slo", WATCHED)
def test_time_that_is_watched(slo: str, unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    alert = f"{slo.title()}BudgetBurn"
    above, below = Story(watched(11, WATCHED[slo])), Story(watched(9, WATCHED[slo]))
    above.fires("79m", alert, "critical").fires("110m", alert)
    tool = find_tool("promtool", old=old)
    assert play(tool, tmp_path, unit, slo, above, below.fires("79m", alert)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_slices_of_time(unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    """Six percent are bad, which spoils each slice; five percent spoil none, and no traffic spoils none."""
    tool = find_tool("promtool", old=old)
    above = Story(counted(60), samples="15s", every="15s").fires("17m", "SlicesBudgetBurn", "critical")
    below = Story(counted(40), samples="15s", every="15s").fires("17m", "SlicesBudgetBurn")
    idle = Story({OK: "0x200"}, samples="15s", every="15s").fires("40m", "SlicesBudgetBurn")
    idle.gives("40m", "sum(slo:error_ratio:rate20m)", 0)
    assert play(tool, tmp_path, unit, "slices", above, below, idle) == ""
