"""The cases as specs folders, and what monitorgen says of one: to be changed when cases are to see more of the way."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from monitorgen import pipeline, render
from monitorgen.compile import compiled
from monitorgen.diagnostics import Findings
from monitorgen.load.discover import find_systems
from monitorgen.load.sources import Sources
from monitorgen.load.system import load_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render import Shown

HERE = Path(__file__).parent
BASE = HERE / "_base" / "system.yaml"
CASES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))
_SAYS_SYSTEM = re.compile(rb"^system\s*:", re.MULTILINE)

TIME_LIMIT = 3.0
"""Seconds that a Python spec of a case may take: one of them never ends."""


def _link(loaded: pipeline.Loaded, specs: Path) -> None:
    """What is found on the rest of the way; nothing, if the system could not be read."""
    for passage in pipeline.link(loaded, pipeline.Selection(specs)):
        for _ in compiled(passage):
            pass


def completed(case: str, folder: Path) -> Path:
    """A copy of a case as a whole specs folder."""
    shutil.copytree(HERE / case, folder, ignore=shutil.ignore_patterns("expected.txt"))
    for kept in folder.rglob("*.py.txt"):
        kept.rename(kept.with_suffix(""))
    files = (path for path in folder.rglob("*") if path.is_file())
    if not any(_SAYS_SYSTEM.search(path.read_bytes()) for path in files):
        shutil.copy(BASE, folder / "system.yaml")
    return folder


def diagnose(found: Sequence[Shown]) -> str:
    """What was found as people see it; file names are relative to the specs folder."""
    return render.write(found, "human")


@cache
def found_in(case: str) -> tuple[Shown, ...]:
    """The findings of a case as it is kept; they are looked up, so that they need no file any more."""
    with TemporaryDirectory(prefix="monitorgen-bad-") as folder:
        return tuple(findings_of(completed(case, Path(folder) / "specs")))


def findings_of(specs: Path) -> list[Shown]:
    """The findings of a specs folder."""
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
    return shown
