"""A real Alertmanager sends every alert of the four systems to the receivers that stand in its unit's table."""

from __future__ import annotations

import csv
import shlex
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.stage import staged
from tests.support.alertmanager import known, post
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.servers import Serve

pytestmark = [pytest.mark.live, pytest.mark.slow]

SYSTEMS = sorted(folder.parent.parent.name for folder in (ROOT / "out").glob("*/production/alertmanager"))
ROW = "row"
"""A label of the test's own, to tell alerts apart that have the same labels of routes."""


def rows(folder: Path) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each row of all tables: the alert by its place, its labels, its receiver."""
    for path in sorted(folder.glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            labels = dict(pair.split("=", 1) for pair in shlex.split(row["labels"]))
            yield f"{path.stem}: {row['labels']}", labels, row["receiver"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_alert_arrives_where_the_table_says(system: str, serve: Serve) -> None:
    folder = ROOT / "out" / system / "production"
    alerts: dict[str, dict[str, str]] = {}
    expected: dict[str, list[str]] = defaultdict(list)
    for place, labels, receiver in rows(folder / "alertmanager" / "routes"):
        alerts[place] = {**labels, ROW: place}
        expected[place].append(receiver)
    with staged(folder) as copy, serve("alertmanager", copy / "alertmanager" / "alertmanager.yml") as server:
        post(server, list(alerts.values()))
        found = known(server, len(alerts))
    assert {each["labels"][ROW]: [one["name"] for one in each["receivers"]] for each in found} == dict(expected)
    assert len(alerts) > 20
