"""Proofs of small specs and of the four systems, and promtool's word on them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.cli.proving import Wanted, proved
from monitorgen.pipeline import Selection
from monitorgen.plan.rules import Alert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.cli.proving import Proved
    from monitorgen.plan.rules import RuleGroup
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


def promtool(tool: Path, folder: Path, *files: str) -> str:
    """What `promtool test rules` prints if something fails, else nothing."""
    command = [str(tool), "test", "rules", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""
