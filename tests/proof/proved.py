"""Proofs of small specs and of the four systems, and promtool's word on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.cli.proving import Wanted, proved
from monitorgen.emit import yaml
from monitorgen.pipeline import Selection
from monitorgen.plan.rules import Alert
from monitorgen.proof.bundles import bundles
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.targets.prometheus.rules import rule_file
from tests.support.promtool import played

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitorgen.cli.proving import Proved
    from monitorgen.plan.rules import RuleGroup
    from monitorgen.proof.bundles import Bundle
    from monitorgen.proof.case import Case, Moment

REST = """\
environments: {production: {}}
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: deadman}}
"""
"""What a small spec needs beside its services and `tests.link.made.BASE`."""


@dataclass(frozen=True)
class Unit:
    """A unit of an environment: its rules and its proofs."""

    found: Proved

    def __str__(self) -> str:
        return f"{self.found.folder}/{self.found.unit}"

    @property
    def groups(self) -> tuple[RuleGroup, ...]:
        return self.found.fragment.groups

    @property
    def cases(self) -> tuple[Case, ...]:
        return self.found.proofs.proofs.cases

    @property
    def alerts(self) -> list[Alert]:
        return [rule for group in self.groups for rule in group.rules if isinstance(rule, Alert)]

    def bundles(self, wanted: Callable[[str], bool] = lambda _: True) -> list[Bundle]:
        """The proofs as they are judged, each with the rules that it needs; those about the alerts that are wanted."""
        return list(bundles(self.found.unit, self.groups, self.cases, wanted))

    def moments(self) -> Iterator[tuple[Case, Alert, Moment]]:
        """Every moment with the alert that it is about."""
        for alert in self.alerts:
            for case in self.cases:
                for moment in case.moments:
                    if moment.alert == alert.name and alert.severity in moment.severities:
                        yield case, alert, moment


def units(specs: Path) -> list[Unit]:
    """All units with alerts of all environments below a folder of specs."""
    return [Unit(found) for found in proved(Selection(specs), [], Wanted())]


def refuted(tool: Path, folder: Path, *made: Bundle) -> str:
    """What promtool says against the stories of bundles, each with its own rules; nothing if all come true."""
    names = []
    for number, bundle in enumerate(made):
        (folder / f"{number}.rules.yml").write_text(yaml.dump(rule_file(bundle.groups)), encoding="utf-8")
        for end, text in files_of(bundle.cases, f"{number}.rules.yml", {}, "of a test"):
            names.append(f"{number}{end}.yml")
            (folder / names[-1]).write_text(text, encoding="utf-8")
    return played(tool, folder, *names)
