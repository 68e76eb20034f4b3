"""What conditions become, put to Prometheus itself: promtool evaluates the rules over series that are written out.

Each row is an alert, what there is, and how many of it fire half an hour later: above the limit, below it, without
traffic, before the first error, with a limit of 0, after a target has vanished.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.emit import yaml as emit
from monitorgen.proof.bundles import needed
from monitorgen.targets.prometheus.rules import rule_file
from tests.link import made
from tests.support.promtool import played

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.tools import FindTool

SPEC = """\
services:
  api:
    type: http-service
    address: ['a:1', 'b:1']
    indicators:
      http: {labels: [route]}
      jobs: {total: jobs_total, errors: 'failures_total'}
      mail: {total: mail_total, good: 'mail_total{outcome="sent"}'}
      pool: {used: pool_used, limit: pool_max}
      disk: {free: disk_free_bytes, limit: disk_size_bytes}
      cycles: {free: 'cpu_seconds_total{mode="idle"}', limit: cpu_seconds_total}
    metrics:
      jobs_total: counter
      failures_total: counter
      mail_total: {type: counter, labels: {outcome: [sent, lost]}}
      sent_bytes_total: counter
      busy_seconds_total: counter
      cpu_seconds_total: {type: counter, labels: [mode]}
      depth: {type: gauge, labels: [queue]}
      pool_used: gauge
      pool_max: gauge
      disk_free_bytes: gauge
      disk_size_bytes: gauge
      mem_bytes: gauge
      done_seconds: gauge
      expires_seconds: gauge
      wait_milliseconds: {type: histogram, buckets: [100, 1000, 10000]}
      ready: gauge
    alerts:
      Value: {value: depth, above: 10, for: 1m, severity: warning}
      Average: {value: depth, over: 10m, above: 10, for: 0s, severity: warning}
      Equals: {value: ready, equals: 0, for: 1m, severity: warning}
      Rate: {rate: http, above: 5/s, for: 1m, severity: warning}
      RateByRoute: {rate: http, by: [route], above: 5/s, for: 1m, severity: warning}
      RatePerMinute: {rate: jobs, above: 30/m, for: 1m, severity: warning}
      RateLow: {rate: jobs, below: 1/s, for: 1m, severity: warning}
      RateLowQuiet: {rate: jobs, below: 1/s, missing: quiet, for: 1m, severity: warning}
      RateOfBytes: {rate: sent_bytes_total, above: 1MB/s, for: 1m, severity: warning}
      Busy: {rate: busy_seconds_total, by: [instance], above: 80%, for: 1m, severity: warning}
      Increase: {increase: jobs_total, over: 10m, above: 100, for: 0s, severity: warning}
      IncreaseTable: {increase: jobs_total, over: 10m, above: {warning: 100, critical: 1000}, for: 0s}
      Sum: {sum: depth, above: 20, for: 1m, severity: warning}
      SumByQueue: {sum: depth, by: [queue], above: 20, for: 1m, severity: warning}
      MaxOverTime: {max: depth, over: 10m, by: [queue], above: 10, for: 0s, severity: warning}
      Count: {count: ready, below: 2, for: 1m, severity: warning}
      CountZero: {count: ready, below: 2, missing: zero, for: 1m, severity: warning}
      Slow: {p95: http, above: 1s, for: 1m, severity: warning}
      SlowPay: {p95: 'http{route="/pay"}', above: 1s, for: 1m, severity: warning}
      Waits: {p90: wait_milliseconds, above: 800ms, for: 1m, severity: warning}
      Errors: {error_ratio: http, above: 5%, for: 1m, severity: warning}
      ErrorsByRoute: {error_ratio: http, by: [route], above: 5%, for: 1m, severity: warning}
      ErrorsOfPay: {error_ratio: http, where: 'route="/pay"', above: 5%, for: 1m, severity: warning}
      ErrorsAmongMany: {error_ratio: http, above: 5%, min_events: 100, for: 1m, severity: warning}
      ErrorsOrGone: {error_ratio: http, above: 5%, missing: fire, for: 1m, severity: warning}
      JobsFail: {error_ratio: jobs, above: 10%, for: 1m, severity: warning}
      MailLost: {error_ratio: mail, above: 10%, for: 1m, severity: warning}
      Ratio: {ratio: failures_total, of: jobs_total, above: 10%, for: 1m, severity: warning}
      RatioInverted: {ratio: jobs_total, of: mail_total, invert: true, above: 50%, for: 1m, severity: warning}
      RatioOfGauges: {ratio: pool_used, of: pool_max, by: [instance], above: 80%, for: 1m, severity: warning}
      Usage: {usage: pool, above: 80%, for: 1m, severity: warning}
      UsageOfFree: {usage: disk, above: 90%, for: 1m, severity: warning}
      UsageOfCounters: {usage: cycles, above: 90%, for: 1m, severity: warning}
      Change: {change: depth, over: 10m, above: 50, for: 0s, severity: warning}
      ChangeOfTraffic: {change: http, over: 20m, below: -50%, for: 0s, severity: warning}
      Forecast: {forecast: disk_free_bytes, over: 15m, ahead: 1h, below: 0B, for: 1m, severity: warning}
      Age: {age: done_seconds, above: 20m, for: 1m, severity: warning}
      Until: {until: expires_seconds, below: 1h, for: 1m, severity: warning}
      OnlyIf: {value: depth, above: 10, only_if: {rate: http, above: 1/s}, for: 1m, severity: warning}
      AllDown: {down: all, for: 1m, severity: critical}
      Gone: {absent: mem_bytes, for: 1m, severity: warning}
      Keeps: {value: ready, equals: 0, for: 1m, keep_firing_for: 10m, severity: warning}
      Own: {expr: 'sum by (queue) (depth) > 20', for: 1m, severity: warning, unproven: tried below}
"""

_HTTP = 'http_requests_total{job="api",instance="%s",route="%s",status="%s"}'


def http(per_second: float, *, status: str = "200", route: str = "/", instance: str = "a:1") -> dict[str, str]:
    return {_HTTP % (instance, route, status): f"0+{per_second * 60:g}x40"}


def one(metric: str, values: str, instance: str = "a:1", **labels: str) -> dict[str, str]:
    more = "".join(f',{name}="{value}"' for name, value in labels.items())
    return {f'{metric}{{job="api",instance="{instance}"{more}}}': values}


def up(*instances: str, value: int = 1) -> dict[str, str]:
    return {series: text for each in instances for series, text in one("up", f"{value}x40", each).items()}


def histogram(name: str, buckets: Mapping[str, int], **labels: str) -> dict[str, str]:
    """Events a minute, cumulated in buckets."""
    found: dict[str, str] = {}
    for bound, count in buckets.items():
        found |= one(f"{name}_bucket", f"0+{count}x40", le=bound, **labels)
    return found | one(f"{name}_count", f"0+{buckets['+Inf']}x40", **labels)


@dataclass(frozen=True)
class Case:
    alert: str
    what: str
    fires: int
    series: Mapping[str, str] = field(default_factory=dict)


def _seconds(share_above_1s: float) -> dict[str, str]:
    fast = round(100 * (1 - share_above_1s))
    return histogram("http_request_duration_seconds", {"0.5": fast, "1": fast, "2.5": 100, "+Inf": 100}, route="/")


CASES = [
    Case(
        "Value", "each series above the limit", 2, one("depth", "11x40", queue="q") | one("depth", "12x40", queue="r")
    ),
    Case(
        "Value", "one above, one at the limit", 1, one("depth", "11x40", queue="q") | one("depth", "10x40", queue="r")
    ),
    Case("Value", "another job's series", 0, {'depth{job="web",instance="x:1",queue="q"}': "99x40"}),
    Case("Value", "no series", 0),
    Case("Average", "a spike that the average hides", 0, one("depth", "0x29 50 0x10", queue="q")),
    Case("Average", "high all the time", 1, one("depth", "11x40", queue="q")),
    Case("Equals", "not ready", 1, one("ready", "0x40")),
    Case("Equals", "ready", 0, one("ready", "1x40")),
    Case("Rate", "instances add up", 1, http(3) | http(3, instance="b:1")),
    Case("Rate", "below", 0, http(2) | http(2, instance="b:1")),
    Case("Rate", "a restart is no jump", 0, {_HTTP % ("a:1", "/", "200"): "90000+60x20 0+60x20"}),
    Case("RateByRoute", "one route of two", 1, http(6, route="/pay") | http(3)),
    Case("RatePerMinute", "a minute has sixty seconds", 1, one("jobs_total", "0+31x40")),
    Case("RatePerMinute", "just below", 0, one("jobs_total", "0+29x40")),
    Case("RateLow", "below", 1, one("jobs_total", "0+30x40") | up("a:1")),
    Case("RateLow", "enough", 0, one("jobs_total", "0+90x40") | up("a:1")),
    Case("RateLow", "no series yet counts as none", 1, up("a:1")),
    Case("RateLow", "down counts as none", 1, up("a:1", value=0)),
    Case("RateLowQuiet", "no series is quiet", 0, up("a:1")),
    Case("RateLowQuiet", "below", 1, one("jobs_total", "0+30x40")),
    Case("RateOfBytes", "two megabytes a second", 1, one("sent_bytes_total", "0+120000000x40")),
    Case("RateOfBytes", "half a megabyte a second", 0, one("sent_bytes_total", "0+30000000x40")),
    Case("Busy", "54 of 60 seconds", 1, one("busy_seconds_total", "0+54x40")),
    Case(
        "Busy",
        "one of two instances",
        1,
        one("busy_seconds_total", "0+54x40") | one("busy_seconds_total", "0+6x40", "b:1"),
    ),
    Case("Increase", "20 a minute", 1, one("jobs_total", "0+20x40")),
    Case("Increase", "5 a minute", 0, one("jobs_total", "0+5x40")),
    Case("IncreaseTable", "above the milder limit", 1, one("jobs_total", "0+20x40")),
    Case("IncreaseTable", "above both limits", 2, one("jobs_total", "0+200x40")),
    Case("Sum", "queues add up", 1, one("depth", "11x40", queue="q") | one("depth", "12x40", queue="r")),
    Case("SumByQueue", "queues apart", 0, one("depth", "11x40", queue="q") | one("depth", "12x40", queue="r")),
    Case(
        "SumByQueue", "instances add up", 1, one("depth", "11x40", queue="q") | one("depth", "12x40", "b:1", queue="q")
    ),
    Case("MaxOverTime", "a spike five minutes ago", 1, one("depth", "0x24 50 0x15", queue="q")),
    Case("MaxOverTime", "a spike a quarter of an hour ago", 0, one("depth", "0x14 50 0x25", queue="q")),
    Case("Count", "one of two", 1, one("ready", "1x40")),
    Case("Count", "both", 0, one("ready", "1x40") | one("ready", "0x40", "b:1")),
    Case("Count", "none at all is quiet", 0, up("a:1")),
    Case("CountZero", "none at all is none", 1, up("a:1")),
    Case("Slow", "a tenth above a second", 1, _seconds(0.1)),
    Case("Slow", "a hundredth above a second", 0, _seconds(0.01)),
    Case("Slow", "no traffic", 0, histogram("http_request_duration_seconds", {"1": 0, "+Inf": 0}, route="/")),
    Case("SlowPay", "another route", 0, _seconds(0.5)),
    Case(
        "Waits",
        "milliseconds stay milliseconds",
        1,
        histogram("wait_milliseconds", {"100": 10, "1000": 20, "10000": 100, "+Inf": 100}),
    ),
    Case("Waits", "fast", 0, histogram("wait_milliseconds", {"100": 99, "1000": 100, "10000": 100, "+Inf": 100})),
    Case("Errors", "a tenth", 1, http(9) | http(1, status="500")),
    Case("Errors", "a hundredth", 0, http(99) | http(1, status="503")),
    Case("Errors", "a caller's faults", 0, http(1) | http(9, status="404")),
    Case("Errors", "no errors yet", 0, http(9)),
    Case("Errors", "no traffic", 0, http(0) | http(0, status="500")),
    Case("Errors", "nothing but errors", 1, http(1, status="500")),
    Case(
        "ErrorsByRoute", "one of two routes", 1, http(9) | http(1, route="/pay") | http(1, route="/pay", status="500")
    ),
    Case("ErrorsByRoute", "a route without errors yet", 0, http(9) | http(9, route="/pay")),
    Case("ErrorsOfPay", "errors elsewhere", 0, http(9, status="500") | http(9, route="/pay")),
    Case("ErrorsOfPay", "errors there", 1, http(99) | http(1, route="/pay") | http(1, route="/pay", status="500")),
    Case("ErrorsAmongMany", "too few to tell", 0, http(0.1) | http(0.1, status="500")),
    Case("ErrorsAmongMany", "many", 1, http(1) | http(1, status="500")),
    Case("ErrorsOrGone", "nothing there", 1),
    Case("ErrorsOrGone", "no errors yet", 0, http(9)),
    Case("ErrorsOrGone", "no traffic", 0, http(0)),
    Case(
        "JobsFail",
        "errors in a metric of their own",
        1,
        one("jobs_total", "0+60x40") | one("failures_total", "0+12x40"),
    ),
    Case("JobsFail", "that is not there yet", 0, one("jobs_total", "0+60x40")),
    Case(
        "MailLost",
        "good ones are counted",
        1,
        one("mail_total", "0+60x40", outcome="sent") | one("mail_total", "0+60x40", outcome="lost"),
    ),
    Case("MailLost", "all are good", 0, one("mail_total", "0+60x40", outcome="sent")),
    Case("MailLost", "not one is good", 1, one("mail_total", "0+60x40", outcome="lost")),
    Case("Ratio", "above", 1, one("jobs_total", "0+60x40") | one("failures_total", "0+12x40")),
    Case("Ratio", "numerator not there", 0, one("jobs_total", "0+60x40")),
    Case("Ratio", "denominator not there", 0, one("failures_total", "0+12x40")),
    Case("Ratio", "denominator stands still", 0, one("jobs_total", "7x40") | one("failures_total", "0+12x40")),
    Case(
        "RatioInverted",
        "a quarter is there",
        1,
        one("jobs_total", "0+15x40") | one("mail_total", "0+60x40", outcome="sent"),
    ),
    Case(
        "RatioInverted",
        "nearly all is there",
        0,
        one("jobs_total", "0+55x40") | one("mail_total", "0+60x40", outcome="sent"),
    ),
    Case(
        "RatioOfGauges",
        "one of two instances",
        1,
        one("pool_used", "9x40")
        | one("pool_max", "10x40")
        | one("pool_used", "1x40", "b:1")
        | one("pool_max", "10x40", "b:1"),
    ),
    Case("Usage", "above", 1, one("pool_used", "9x40") | one("pool_max", "10x40")),
    Case("Usage", "a limit of 0 is none", 0, one("pool_used", "9x40") | one("pool_max", "0x40")),
    Case("Usage", "no limit there", 0, one("pool_used", "9x40")),
    Case("UsageOfFree", "a twentieth is free", 1, one("disk_free_bytes", "5x40") | one("disk_size_bytes", "100x40")),
    Case("UsageOfFree", "half is free", 0, one("disk_free_bytes", "50x40") | one("disk_size_bytes", "100x40")),
    Case(
        "UsageOfCounters",
        "busy",
        1,
        one("cpu_seconds_total", "0+3x40", mode="idle") | one("cpu_seconds_total", "0+57x40", mode="user"),
    ),
    Case(
        "UsageOfCounters",
        "idle",
        0,
        one("cpu_seconds_total", "0+57x40", mode="idle") | one("cpu_seconds_total", "0+3x40", mode="user"),
    ),
    Case("Change", "sixty more", 1, one("depth", "0x25 60x15", queue="q")),
    Case("Change", "a new series has no past", 0, one("depth", "_x25 60x15", queue="q")),
    Case("ChangeOfTraffic", "fell to a tenth", 1, {_HTTP % ("a:1", "/", "200"): "0+600x20 12000+60x20"}),
    Case("ChangeOfTraffic", "steady", 0, http(10)),
    Case("ChangeOfTraffic", "there was none", 0, {_HTTP % ("a:1", "/", "200"): "0x40"}),
    Case("Forecast", "full in half an hour", 1, one("disk_free_bytes", "60-1x40")),
    Case("Forecast", "full tomorrow", 0, one("disk_free_bytes", "6000-1x40")),
    Case("Age", "thirty minutes", 1, one("done_seconds", "1x40")),
    Case("Age", "the youngest counts", 0, one("done_seconds", "1x40") | one("done_seconds", "1700x40", "b:1")),
    Case("Until", "in a while", 1, one("expires_seconds", "3600x40")),
    Case("Until", "the first counts", 1, one("expires_seconds", "3600x40") | one("expires_seconds", "99999x40", "b:1")),
    Case("Until", "tomorrow", 0, one("expires_seconds", "99999x40")),
    Case("OnlyIf", "both hold", 1, one("depth", "11x40", queue="q") | http(2)),
    Case("OnlyIf", "the guard does not", 0, one("depth", "11x40", queue="q") | http(0.5)),
    Case("OnlyIf", "the guard is not there", 0, one("depth", "11x40", queue="q")),
    Case("TargetDown", "both up", 0, up("a:1", "b:1")),
    Case("TargetDown", "one down", 1, up("a:1") | up("b:1", value=0)),
    Case("TargetDown", "one vanished", 1, up("a:1")),
    Case("TargetDown", "both vanished", 2),
    Case("AllDown", "one down", 0, up("a:1") | up("b:1", value=0)),
    Case("AllDown", "both down", 1, up("a:1", "b:1", value=0)),
    Case("AllDown", "both vanished", 1),
    Case("Gone", "there", 0, one("mem_bytes", "1x40")),
    Case("Gone", "gone", 1, one("mem_bytes", "1x10")),
    Case("Keeps", "ended five minutes ago", 1, one("ready", "0x25 1x15")),
    Case("Keeps", "ended twenty minutes ago", 0, one("ready", "0x10 1x30")),
    Case(
        "Own",
        "confined to its entry",
        0,
        one("depth", "11x40", queue="q") | {'depth{job="web",instance="x:1",queue="q"}': "99x40"},
    ),
]


def _group(case: Case) -> dict[str, object]:
    expr = f'count(ALERTS{{alertname="{case.alert}",alertstate="firing",service="api"}})'
    samples = [{"labels": "{}", "value": case.fires}] if case.fires else []
    return {
        "name": f"{case.alert}: {case.what}",
        "interval": "1m",
        "input_series": [{"series": series, "values": values} for series, values in case.series.items()],
        "promql_expr_test": [{"expr": expr, "eval_time": "30m", "exp_samples": samples}],
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> made.Made:
    return made.make(tmp_path_factory.mktemp("rules") / "specs", SPEC)


def test_each_alert_of_the_entry_is_tried(found: made.Made) -> None:
    assert found.errors == []
    assert {case.alert for case in CASES} | {"HighErrorRate", "HighResponseTime"} == {
        alert.name for alert in found["api"].alerts
    }


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["current", "old"])
def test_alerts_fire_when_they_should_and_only_then(
    found: made.Made, tmp_path: Path, find_tool: FindTool, old: bool
) -> None:
    promtool = find_tool("promtool", old=old)
    files = []
    for alert in dict.fromkeys(case.alert for case in CASES):
        # Each with the rules that it needs: otherwise all of the entry's would be evaluated for each case.
        rules = rule_file(needed(found["api"].fragment.groups, [alert]))
        (tmp_path / f"{alert}.rules.yml").write_text(emit.dump(rules), encoding="utf-8")
        cases = [_group(case) for case in CASES if case.alert == alert]
        tests = {"rule_files": [f"{alert}.rules.yml"], "evaluation_interval": "1m", "tests": cases}
        files.append(f"{alert}.yml")
        (tmp_path / files[-1]).write_text(yaml.safe_dump(tests), encoding="utf-8")
    assert played(promtool, tmp_path, *files) == ""
