"""`monitorgen test`: the proofs of the alerts, judged by the real promtool; what fails is told where it was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.support.tools import FindTool

WRONG = """\
monitorgen: v1
services:
  queue:
    port: 9000
    metrics: {depth: {type: gauge, labels: [queue]}}
    alerts:
      Deep:
        expr: max by (queue) (depth) > 5
        for: 2m
        severity: warning
        tests:
          nine is deep:
            series: {'depth{queue="mail"}': 9x9}
            at: 5m
            fires: [{queue: mail}]
          three is deep:
            series: {'depth{queue="mail"}': 3x9}
            at: 5m
            fires: true
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory of what passed that nobody else knows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def promtool(find_tool: FindTool) -> tuple[str, str]:
    """The option that names promtool."""
    return "--promtool", str(find_tool("promtool"))


@pytest.mark.usefixtures("shop")
def test_all_pass_and_the_second_time_only_what_changed_is_judged(
    shop: Path, run: Run, promtool: tuple[str, str]
) -> None:
    one = (*promtool, "--env", "production")
    first = run("test", *one)
    assert (first.code, first.out) == (0, "")
    assert first.err.endswith(" judged, all passed\n")
    again = run("test", *one)
    assert " 0 stories judged, " in again.err
    services = shop / "specs/shop/services.yaml"
    services.write_text(services.read_text().replace("HighErrorRate: {above: 2%}", "HighErrorRate: {above: 3%}"))
    third = json.loads(run("test", *one, "--format", "json").out)
    assert all("HighErrorRate" in each["alerts"] for each in third["tests"])
    assert all(each["passed"] for each in third["tests"])
    assert third["passed_before"] > 10
    everything = json.loads(run("test", *one, "--all", "--format", "json").out)
    assert (everything["passed_before"], len(everything["tests"])) == (0, third["passed_before"] + len(third["tests"]))


@pytest.mark.usefixtures("shop")
def test_one_alert_or_one_service_is_tested(run: Run, promtool: tuple[str, str]) -> None:
    done = json.loads(run("test", *promtool, "--alert", "checkout.OrdersRejected", "--format", "json").out)
    assert {(each["environment"], each["unit"], *each["alerts"]) for each in done["tests"]} == {
        ("shop/production", "checkout", "OrdersRejected"),
        ("shop/staging", "checkout", "OrdersRejected"),
    }
    done = json.loads(run("test", *promtool, "--service", "checkout", "--env", "production", "--format", "json").out)
    assert {(each["environment"], each["unit"]) for each in done["tests"]} == {("shop/production", "checkout")}


@pytest.mark.usefixtures("shop")
def test_a_name_that_nothing_has_is_told_with_the_nearest(run: Run, promtool: tuple[str, str]) -> None:
    for option, name, near in (
        ("--alert", "checkout.OrdersRejekted", "checkout.OrdersRejected"),
        ("--service", "chekout", "checkout"),
    ):
        done = run("test", *promtool, option, name)
        assert done.code == 2
        assert f"did you mean {near}?" in done.err


def test_what_fails_is_told_at_its_place_in_the_spec(shop: Path, run: Run, promtool: tuple[str, str]) -> None:
    (shop / "specs/shop/queue.yaml").write_text(WRONG)
    done = run("test", *promtool, "--env", "production", "--service", "queue", "--report", "junit=tests.xml")
    assert done.code == 1
    assert "error[MG950]: Deep: three is deep: at 5m (fires)" in done.err
    assert "specs/shop/queue.yaml:7:7" in done.err
    assert "monitorgen proof queue.Deep" in done.err
    cases = {case.get("name"): case for case in ET.parse(shop / "tests.xml").iter("testcase")}
    assert cases["queue.Deep"].find("failure") is not None
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["queue.Deep"]
    # What failed is judged again.
    assert run("test", *promtool, "--env", "production", "--service", "queue").code == 1


def test_with_errors_in_the_specs_nothing_is_tested(shop: Path, run: Run, promtool: tuple[str, str]) -> None:
    text = WRONG[: WRONG.index("        tests:")].replace("max by (queue) (depth) > 5", "deepest() > 5")
    (shop / "specs/shop/queue.yaml").write_text(text)
    done = run("test", *promtool)
    assert done.code == 1
    assert done.err.endswith("nothing was tested\n")


@pytest.mark.usefixtures("shop")
def test_without_promtool_it_is_said_how_to_have_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    done = run("test")
    assert (done.code, "monitorgen explain MG906" in done.err) == (2, True)


@pytest.mark.usefixtures("shop")
def test_a_damaged_memory_costs_time_and_nothing_else(cache: Path, run: Run, promtool: tuple[str, str]) -> None:
    run("test", *promtool, "--env", "staging")
    (file,) = (cache / "monitorgen").iterdir()
    file.write_bytes(b"\xff\x00" * 100)
    done = run("test", *promtool, "--env", "staging")
    assert (done.code, "passed before" in done.err) == (0, False)
