"""What the rules of one objective make of raw series: promtool plays them, on either version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitorgen.emit import yaml
from monitorgen.targets.prometheus.rules import rule_file
from tests.support.promtool import played

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.link.made import Unit

Expected = dict[str, Any]
"""An expectation in promtool's own words."""


@dataclass
class Story:
    """Series over time, and what holds at some moments; rules are evaluated `every` so often."""

    series: Mapping[str, str]
    every: str = "1m"
    samples: str = "1m"
    values: list[Expected] = field(default_factory=list)
    alerts: list[Expected] = field(default_factory=list)

    def gives(self, at: str, expr: str, *samples: float) -> Story:
        """An expression gives these values, without labels; a comparison tells that a value is near another."""
        found = [{"labels": "{}", "value": each} for each in samples]
        self.values.append({"expr": expr, "eval_time": at, "exp_samples": found})
        return self

    def near(self, at: str, expr: str, value: float, share: float = 0.05) -> Story:
        """An expression gives one value that differs by at most this share."""
        return self.gives(at, f"count(abs({expr} / {value} - 1) <= {share})", 1)

    def fires(self, at: str, alert: str, *severities: str) -> Story:
        """An alert fires with these severities and no others."""
        firing = f'ALERTS{{alertname="{alert}",alertstate="firing"'
        for severity in severities:
            self.gives(at, f'count({firing},severity="{severity}"}})', 1)
        return self.gives(at, f"count({firing}}}) or vector(0)", len(severities))


def play(tool: Path, folder: Path, unit: Unit, slo: str, *stories: Story) -> str:
    """What promtool finds wrong, nothing if all is as expected."""
    names = f"{unit.fragment.unit}:{slo}:", f"-{unit.fragment.unit}-{slo}:"
    groups = tuple(
        each for each in unit.fragment.groups if f"{each.name}:".startswith(names[0]) or names[1] in f"{each.name}:"
    )
    assert groups
    (folder / "rules.yml").write_text(yaml.dump(rule_file(groups)), encoding="utf-8")
    files = []
    for number, story in enumerate(stories):
        test = {
            "interval": story.samples,
            "input_series": [{"series": series, "values": values} for series, values in story.series.items()],
            "promql_expr_test": story.values,
        }
        # Prometheus's groups run side by side; promtool takes them in another order each time unless it is told one.
        order = [group.name for group in groups]
        document = {
            "rule_files": ["rules.yml"], "evaluation_interval": story.every, "group_eval_order": order, "tests": [test],
        }  # fmt: skip
        files.append(f"test-{number}.yml")
        (folder / files[-1]).write_text(json.dumps(document), encoding="utf-8")
    return played(tool, folder, *files)
