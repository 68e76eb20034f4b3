"""A small spec on its whole way: read, linked for each environment and compiled, with all that came of it at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

import pytest

from monitorgen import pipeline
from monitorgen.compile import compiled
from monitorgen.link.dashboards.info import INFO
from monitorgen.plan.rules import Alert, Recording
from tests.support.kept import written_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Fragment, Summary

BASE = """\
monitorgen: v1
system: shop
secrets:
  slack_url: {description: Incoming webhook}
  deadman_url: {description: Dead man's switch}
channels:
  chat: {slack: {channel: '#shop', api_url: {secret: slack_url}}}
  deadman: {webhook: {url: {secret: deadman_url}}}
default_notify: [chat]
"""
"""What a system needs before anything else; a test may say what is below otherwise."""
_UNLESS_SAID = {
    "docs": "docs: {url: 'https://docs.example.org'}\n",
    "environments": "environments: {production: {}}\n",
    "severities": "severities: {critical: {}, warning: {}}\n",
    "stack": "stack: {alertmanager: {heartbeat: deadman}}\n",
}


@dataclass(frozen=True)
class Unit:
    """What a unit became in one environment."""

    summary: Summary | None
    fragment: Fragment

    @property
    def alerts(self) -> list[Alert]:
        return [rule for group in self.fragment.groups for rule in group.rules if isinstance(rule, Alert)]

    @property
    def recordings(self) -> list[Recording]:
        """The recording rules, less the series that says what the unit is."""
        rules = (rule for group in self.fragment.groups for rule in group.rules if isinstance(rule, Recording))
        return [rule for rule in rules if rule.name != INFO]

    @property
    def dashboards(self) -> dict[str, Dashboard]:
        return {each.name: each for each in self.fragment.dashboards}

    @property
    def job(self) -> Job:
        (job,) = self.fragment.jobs
        return job

    def rules(self, name: str) -> list[Alert]:
        """The rules of one alert, in the order of the file."""
        return [alert for alert in self.alerts if alert.name == name]

    def rule(self, name: str) -> Alert:
        """The one rule of an alert."""
        (rule,) = self.rules(name)
        return rule

    def expr(self, name: str) -> str:
        """The expression of an alert's rule, with the values that are recorded for it written out."""
        rule = self.rule(name)
        return written_out(rule.expr, {each.name: each.expr for each in rule.recorded})


@dataclass
class Made:
    """What a spec became: units and files of the first or the named environment, and every finding."""

    findings: list[Diagnostic]
    scopes: dict[str, dict[str, Unit]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    routing: dict[str, Routing] = field(default_factory=dict)
    environment: str = ""

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        return self.scopes[self.environment or next(iter(self.scopes))]

    def __getitem__(self, unit: str) -> Unit:
        return self.units[unit]

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.findings]

    @property
    def errors(self) -> list[str]:
        return [f"{each.code} {each.message}" for each in self.findings if each.level == "error"]

    def finding(self, code: str) -> Diagnostic:
        """The one finding of a code."""
        (found,) = [each for each in self.findings if each.code == code]
        return found


class Linked(Protocol):
    """The fixture `linked`."""

    def __call__(self, text: str, *, environment: str = "", files: Mapping[str, str] | None = None) -> Made:
        """What a spec becomes; `text` completes `BASE`, `files` are more files of the system."""


def make(folder: Path, text: str, environment: str = "", files: Mapping[str, str] | None = None) -> Made:
    """See `Linked`; `folder` is a new one. A spec that says `system:` stands for itself."""
    folder.mkdir()
    for name, content in {"system.yaml": whole(text), **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return run(folder, environment)


def whole(text: str) -> str:
    """The spec of a test with what it leaves out."""
    if text.startswith("monitorgen:"):
        return text
    keys = {line.partition(":")[0] for line in text.splitlines() if line and not line.startswith((" ", "#"))}
    said = {line.partition(":")[0] for line in BASE.splitlines() if line and not line.startswith(" ")}
    assert not keys & said, f"{keys & said} stand in BASE"
    return BASE + "".join(line for key, line in _UNLESS_SAID.items() if key not in keys) + text


def run(folder: Path, environment: str = "") -> Made:
    """The systems of a folder, compiled."""
    reports: list[pipeline.Report] = []
    selection = pipeline.Selection(folder)
    made = Made([], environment=environment)
    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            units = made.scopes.setdefault(passage.linked.scope.name, {})
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(passage, "units", partial(_noted, passage.units, units))
                for unit in compiled(passage):
                    for artifact in unit.artifacts:
                        made.files[f"{unit.folder}/{artifact.path}"] = artifact.data
    made.findings = list(_findings(reports))
    return made


def _noted(
    through: Callable[[], Iterator[tuple[Summary | None, Fragment]]], units: dict[str, Unit]
) -> Iterator[tuple[Summary | None, Fragment]]:
    """The units as they go by, noted."""
    for summary, fragment in through():
        units[fragment.unit] = Unit(summary, fragment)
        yield summary, fragment


def _findings(reports: list[pipeline.Report]) -> Iterator[Diagnostic]:
    for report in reports:
        yield from report.findings
