"""What monitorgen says of a specs folder: the one function to change when the cases are to see more of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import pipeline, render
from monitorgen.diagnostics import Findings
from monitorgen.load.discover import find_systems
from monitorgen.load.sources import Sources
from monitorgen.load.system import load_system

if TYPE_CHECKING:
    from pathlib import Path

TIME_LIMIT = 3.0
"""Seconds that a Python spec of a case may take: one of them never ends."""


def _link(loaded: pipeline.Loaded, specs: Path) -> None:
    """What is found on the rest of the way; nothing, if the system could not be read."""
    for linked in pipeline.link(loaded, pipeline.Selection(specs)):
        for _ in pipeline.compiled(linked):
            pass


def diagnose(specs: Path) -> str:
    """The findings of a specs folder as people see them; file names are relative to it."""
    found = Findings()
    systems = find_systems(specs, found)
    shown = render.looked_up(found, Sources(specs))
    for system in systems:
        findings, sources = Findings(), Sources(system.folder, system.within)
        spec = load_system(system, findings, time_limit=TIME_LIMIT, sources=sources)
        # Cases about reading need not be whole systems: what comes after is looked at where reading had nothing to say.
        if not len(found) and not len(findings):
            _link(pipeline.Loaded(system, spec, pipeline.Report(sources, findings)), specs)
        shown += render.looked_up(findings, sources)
    return render.write(shown, "human")
