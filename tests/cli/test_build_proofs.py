"""What a build says and writes of proofs: an error where there is none, the files, the record, the summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from tests.cli.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

QUEUE = """\
monitorgen: v1
services:
  queue:
    port: 9000
    metrics: {{depth: gauge}}
    alerts:
      Odd:
        expr: {expr}
        for: 5m
        severity: warning
{more}"""
HARD = "count_values('v', depth) > 3 unless quantile_over_time(0.5, depth[1h]) == 7"
TESTS = """\
        tests:
          never:
            series: {depth: 1x9}
            at: 9m
            fires: false
"""
FIRES = """\
          four alike:
            series: {'depth{instance="a"}': 1x9, 'depth{instance="b"}': 1x9, 'depth{instance="c"}': 1x9,
                     'depth{instance="d"}': 1x9}
            at: 9m
            fires: true
"""


def test_an_alert_that_nothing_proves_is_an_error_at_its_place(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/queue.yaml", QUEUE.format(expr=HARD, more=""))
    done = run("build")
    assert done.code == 1
    assert "error[MG390]: nothing proves that Odd fires" in done.err
    assert "specs/shop/queue.yaml:7:7" in done.err
    assert not (shop / "out").exists() or not list((shop / "out").rglob("queue.yml"))


def test_a_reason_is_as_good_as_long_as_it_is_counted(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/queue.yaml", QUEUE.format(expr=HARD, more="        unproven: nobody knows when\n"))
    done = run("build", "--env", "production")
    assert done.code == 0
    assert done.err.endswith(" 1 unproven\n")
    record = json.loads((shop / "out/shop/production/plan/queue.json").read_text())
    states = {alert["name"]: (alert["proof"], alert.get("unproven")) for alert in record["alerts"]}
    assert states == {"Odd": ("unproven", "nobody knows when"), "TargetDown": ("proven", None)}


def test_a_test_of_the_owners_makes_it_live_and_stands_in_the_file(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/queue.yaml", QUEUE.format(expr=HARD, more=TESTS))
    assert "error[MG390]: nothing proves that Odd fires" in run("build").err, "that it is quiet proves no alert"
    write(shop / "specs/shop/queue.yaml", QUEUE.format(expr=HARD, more=TESTS + FIRES))
    done = run("build", "--env", "production", "--format", "json")
    assert json.loads(done.out)["alerts"]["live"] == 1
    folder = shop / "out/shop/production/prometheus"
    document = yaml.safe_load((folder / "tests/queue.yml").read_text())
    assert document["rule_files"] == ["../rules/queue.yml"]
    (story,) = (each for each in document["tests"] if each["name"] == "Odd: never")
    assert story["input_series"] == [{"series": 'depth{job="queue",instance="queue:9000"}', "values": "1x9"}]
    assert story["alert_rule_test"] == [{"eval_time": "9m", "alertname": "Odd"}]
    told = (folder / "tests/queue.yml").read_text().splitlines()
    assert "# As its owner wrote it." in told
