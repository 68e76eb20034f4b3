"""Raw alerts for tests, and promtool's word on the stories that were found for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from monitorgen.diagnostics import Origin
from monitorgen.plan.rules import Alert
from monitorgen.promql.types import ANYTHING
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.proof.prove import Setting
from monitorgen.units import Duration, duration
from tests.support.promtool import played

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from monitorgen.proof.case import Case

SETTING = Setting(lambda _: None, ({"job": "shop", "instance": "shop:8080"},), {})


def raw_alert(name: str, expr: str, hold: str = "5m") -> Alert:
    """An alert on PromQL, with a text that shows its value."""
    return Alert(
        name=name,
        expr=expr,
        condition=None,
        hold=duration(hold),
        keep=Duration(0),
        severity="critical",
        team=None,
        labels={"severity": "critical"},
        result=ANYTHING,
        annotations={"summary": "{{ $labels.instance }} is at {{ $value | humanize }}"},
        tests=(),
        unproven=None,
        origin=Origin("shop.yaml", ()),
    )


def refuted(found: Iterable[tuple[Alert, Sequence[Case]]], folder: Path, promtool: Path) -> str:
    """What promtool says against the stories, each of an alert; nothing if they hold."""
    names = []
    for alert, cases in found:
        rule = {
            "alert": alert.name,
            "expr": alert.expr,
            "for": str(alert.hold),
            "labels": dict(alert.labels),
            "annotations": dict(alert.annotations),
        }
        rules = {"groups": [{"name": "raw", "rules": [rule]}]}
        (folder / f"{alert.name}.rules.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
        for end, text in files_of(cases, f"{alert.name}.rules.yml", {}, "Found."):
            names.append(f"{alert.name}{end}.yml")
            (folder / names[-1]).write_text(text, encoding="utf-8")
    return played(promtool, folder, *names)
