"""`monitorgen proof`: the test of an alert, drawn for people and as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_test import WRONG

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.usefixtures("shop")
def test_it_draws_value_threshold_and_what_the_alert_does(run: Run) -> None:
    done = run("proof", "checkout.HighErrorRate", "--env", "production")
    assert (done.code, done.err) == (0, "")
    story = done.out.split("\n\n\n")[0]
    assert story.startswith("HighErrorRate: fires past its threshold, not before\n")
    assert "  0.02 |-" in story
    row = next(line for line in story.splitlines() if line.endswith(".........") and "#" in line)
    assert row.strip(" |.") == "ooooo#########"
    table = [line.split() for line in story.splitlines() if line.startswith("  ") and line.split()[-1:] == ["fires"]]
    assert table == [["29m", "0.0204", "firing", "fires", "(warning)", "fires"]]


@pytest.mark.usefixtures("shop")
def test_environments_that_agree_are_shown_once(run: Run) -> None:
    done = run("proof", "OrdersRejected", "--format", "json")
    told = json.loads(done.out)["proofs"]
    assert {each["story"] for each in told} >= {
        "OrdersRejected (warning): fires past its threshold, not before",
        "OrdersRejected (critical): fires past its threshold, not before",
    }
    assert {tuple(each["environments"]) for each in told} == {("shop/production",), ("shop/staging",)}
    for each in told:
        assert each["series"]
        assert [point["at"] for point in each["points"]][:2] == ["0s", "1m"]
    both = next(each for each in told if "(critical): fires" in each["story"])
    assert both["threshold"] == "0.5"
    firing = next(moment for moment in both["moments"] if moment["shows"] == ["fires"])
    assert {told["labels"]["severity"] for told in firing["told"]} == {"critical", "warning"}


def test_the_tests_of_an_owner_are_drawn_too(shop: Path, run: Run) -> None:
    (shop / "specs/shop/queue.yaml").write_text(WRONG)
    done = run("proof", "queue.Deep", "--env", "production")
    assert done.code == 0
    assert "Deep: nine is deep" in done.out
    assert "Deep: three is deep" in done.out


def test_why_there_is_none_is_said(shop: Path, run: Run) -> None:
    text = WRONG[: WRONG.index("        tests:")] + "        unproven: nobody knows its series\n"
    (shop / "specs/shop/queue.yaml").write_text(
        text.replace("max by (queue) (depth) > 5", "absent(depth) and hour() > 25")
    )
    done = run("proof", "queue.Deep")
    assert done.code in {0, 2}
    assert done.code == 0 or "nobody knows its series" in done.err


@pytest.mark.usefixtures("shop")
def test_the_nearest_name_is_told(run: Run) -> None:
    done = run("proof", "HighErrorRat")
    assert (done.code, "did you mean HighErrorRate?" in done.err) == (2, True)
