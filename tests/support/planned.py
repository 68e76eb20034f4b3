"""The Plan of one environment, through the same functions as a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.rules import RuleGroup
    from monitorgen.plan.system import Fragment, Globals


@dataclass(frozen=True)
class Planned:
    """All that a system means in one environment."""

    made_for: Globals
    fragments: tuple[Fragment, ...]
    routing: Routing

    @property
    def jobs(self) -> dict[str, Job]:
        """The scrape jobs of all units, by name."""
        return {job.name: job for fragment in self.fragments for job in fragment.jobs}

    @property
    def groups(self) -> Iterator[tuple[str, RuleGroup]]:
        """The rule groups, each with its unit."""
        return ((fragment.unit, group) for fragment in self.fragments for group in fragment.groups)


def planned(specs: Path, folder: str) -> Planned:
    """The Plan of what is built into `folder`, `<system>/<environment>`, without an error among its findings."""
    selection = pipeline.Selection(specs, systems=frozenset({folder.partition("/")[0]}))
    found: list[Planned] = []
    reports: list[pipeline.Report] = []
    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            fragments = tuple(fragment for _, fragment in passage.units())
            routing = passage.decide()
            if passage.made_for.folder == folder:
                found.append(Planned(passage.made_for, fragments, routing))
    assert not any(report.findings.failed for report in reports)
    (one,) = found
    return one
