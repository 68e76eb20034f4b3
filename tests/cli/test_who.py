"""`monitorgen who`: who is told, when, on which way, and what keeps it quiet, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

TIMES = """\
monitorgen: v1
time_intervals:
  hours: {weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}
  nights: {times: ['22:00-06:00'], location: Europe/Berlin}
services:
  reports:
    type: http-service
    port: 9300
    mute: [nights]
    alerts: {HighResponseTime: {notify: {hours: [chat], otherwise: none}}}
"""


@pytest.fixture
def timed(shop: Path) -> Path:
    """The shop with a service that is bound to times."""
    write(shop / "specs/shop/times.yaml", TIMES)
    return shop


def answers(run: Run, *arguments: str) -> list[dict[str, Any]]:
    done = run("who", *arguments, "--format", "json")
    assert done.code == 0, done.err
    found = done.document()["answers"]
    assert isinstance(found, list)
    return found


def test_an_alert_is_told_step_by_step_with_places(shop: Path, run: Run) -> None:
    done = run("who", "checkout.TargetDown", "--env", "production")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
checkout.TargetDown is critical, in production
alertname=TargetDown environment=production job=checkout service=checkout severity=critical system=shop

Who is told
  counted from when its condition has held for 5m:
  after 30s  oncall (pagerduty), chat (slack); again every 4h
             oncall  # specs/shop/system.yaml:14
             chat    # specs/shop/system.yaml:15
  after 30m  chat (slack) if it still fires; again every 4h
             chat  # specs/shop/system.yaml:15

The way through the tree
  everything
  └─ severity="critical"
     ├─ everything (continue) → critical, grouped as alertname=TargetDown, service=checkout
     └─ everything → critical-after-30m, grouped as alertname=TargetDown, service=checkout
     (2 other routes here do not take it)

Why
  severity   critical      # monitorgen:catalog/service.yaml:12
  channels   oncall, chat  # specs/shop/system.yaml:19
  after 30m  chat          # specs/shop/system.yaml:19
"""
    )


def test_each_severity_of_a_table_is_an_answer_and_the_milder_one_is_kept_quiet(shop: Path, run: Run) -> None:
    worse, milder = answers(run, "checkout.OrdersRejected", "--env", "production")
    assert (worse["severity"], milder["severity"]) == ("critical", "warning")
    assert not worse["quiet_while"]
    assert {(each["what"], each["place"]) for each in milder["quiet_while"]} == {
        ("checkout.OrdersRejected (critical)", "built in"),
        ("checkout.TargetDown (critical)", "built in"),
    }
    assert milder["because"][0]["place"] == "specs/shop/services.yaml:12"


def test_environments_that_agree_are_told_once(shop: Path, run: Run) -> None:
    (both,) = answers(run, "checkout.HighResponseTime")
    assert both["environments"] == ["production", "staging"]
    assert len(answers(run, "checkout.TargetDown")) == 2


def test_a_time_is_on_the_clock_of_the_intervals(timed: Path, run: Run) -> None:
    (at_night,) = answers(run, "reports.HighResponseTime", "--env", "production", "--at", "2026-11-20 23:00")
    assert (at_night["at"], at_night["time_zone"]) == ("2026-11-20T23:00:00+01:00", "Europe/Berlin")
    (way,) = at_night["told"]
    assert (way["told"], way["silent"]) == (False, "it is outside hours")
    assert [each["what"] for each in way["when"]] == ["within hours", "outside nights"]
    assert way["when"][1]["place"] == "specs/shop/times.yaml:10, specs/shop/times.yaml:4"
    (by_day,) = answers(run, "reports.HighResponseTime", "--env", "production", "--at", "2026-11-20 12:00")
    assert by_day["told"][0]["told"]


def test_what_mutes_is_told(timed: Path, run: Run) -> None:
    out = run("who", "reports.TargetDown", "--env", "production", "--at", "2026-11-21 03:00").out
    assert "at Sat 2026-11-21 03:00 CET (Europe/Berlin): the time zone of the intervals in question" in out
    assert out.count("NOT NOW: it is within nights") == 2
    assert "outside nights  (22:00-24:00, 00:00-06:00 Europe/Berlin)" in out
    assert "→ critical, grouped as alertname=TargetDown, service=reports (not now)" in out


def test_another_zone_is_another_time(timed: Path, run: Run) -> None:
    arguments = ("reports.TargetDown", "--env", "production", "--at", "2026-11-21 03:00")
    assert not answers(run, *arguments)[0]["told"][0]["told"]
    assert answers(run, *arguments, "--zone", "America/New_York")[0]["told"][0]["told"]


def test_a_name_alone_asks_every_entry(timed: Path, run: Run) -> None:
    found = answers(run, "TargetDown", "--env", "production")
    assert {each["alert"] for each in found} >= {"checkout.TargetDown", "reports.TargetDown"}


def test_bare_labels_are_an_alert_with_these_and_no_others(shop: Path, run: Run) -> None:
    (found,) = answers(run, "severity=warning", "service=checkout", "--env", "production")
    assert found["labels"] == {"service": "checkout", "severity": "warning"}
    assert [each["receiver"] for each in found["told"]] == ["warning"]
    assert {each["what"] for each in found["quiet_while"]} >= {"checkout.TargetDown (critical)"}
    (unknown,) = answers(run, "severity=odd", "--env", "production")
    assert [each["receiver"] for each in unknown["told"]] == ["default"]


def test_the_heartbeat_can_be_asked_about(shop: Path, run: Run) -> None:
    (beat,) = answers(run, "alertmanager.Watchdog")
    assert (beat["environments"], beat["told"][0]["receiver"]) == (["production"], "heartbeat")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["checkout.TargetDon"], "there is no alert 'checkout.TargetDon'; did you mean checkout.TargetDown?"),
        (["OrdersRejectet"], "did you mean checkout.OrdersRejected?"),
        (["checkout"], "checkout is no alert; it has checkout.HighErrorRate, "),
        (["nothing.AtAll"], "`monitorgen list alerts` shows them"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(words: list[str], said: str, shop: Path, run: Run) -> None:
    done = run("who", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["checkout.TargetDown", "severity=critical"],
        ["=critical"],
        ["team=a", "team=b"],
        ["TargetDown", "--at", "25:00"],
        ["TargetDown", "--at", "3:00 Mars/X"],
        ["TargetDown", "--at", "3:00", "--zone", "Mars/X"],
    ],
)
def test_what_can_not_be_meant_is_a_mistake_of_the_call(words: list[str], shop: Path, run: Run) -> None:
    assert run("who", *words).code == 2
