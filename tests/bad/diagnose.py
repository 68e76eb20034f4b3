"""What monitorgen says of a specs folder: the one function to change when the cases are to see more of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import render
from monitorgen.diagnostics import Findings
from monitorgen.load.discover import find_systems
from monitorgen.load.sources import Sources
from monitorgen.load.system import load_system

if TYPE_CHECKING:
    from pathlib import Path

TIME_LIMIT = 3.0
"""Seconds that a Python spec of a case may take: one of them never ends."""


def diagnose(specs: Path) -> str:
    """The findings of a specs folder as people see them; file names are relative to it."""
    found = Findings()
    systems = find_systems(specs, found)
    shown = render.looked_up(found, Sources(specs))
    for system in systems:
        findings, sources = Findings(), Sources(system.folder, system.within)
        load_system(system, findings, time_limit=TIME_LIMIT, sources=sources)
        shown += render.looked_up(findings, sources)
    return render.write(shown, "human")
