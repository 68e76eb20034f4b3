"""What a command works on: the folder of specs and the chosen part of it; names that nothing has are told at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from monitorgen.cli.options import Lacking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from monitorgen.pipeline import Report
    from monitorgen.selection import Selection


def chosen(
    specs: Path, systems: Sequence[str], environments: Sequence[str], *, python: bool, python_timeout: float
) -> Selection:
    """The selection; raises `Lacking` where there is no folder of specs or no system of a name."""
    from monitorgen.selection import Selection

    _check_folder(specs)
    if systems:
        _check_systems(specs, systems)
    named = frozenset(systems) or None, frozenset(environments) or None
    return Selection(specs, *named, python=python, python_timeout=python_timeout)


def check_environments(selection: Selection, reports: Iterable[Report]) -> None:
    """Raise `Lacking` for a chosen environment that none of the systems has, now that they have been read.

    If one of them could not be read, its errors are told instead.
    """
    scopes = [report.scopes for report in reports]
    known = {name for names in scopes if names is not None for name in names}
    if selection.environments is None or None in scopes:
        return
    for name in sorted(selection.environments):
        if name not in known:
            raise Lacking(_unknown("environment", name, known))


def _check_folder(specs: Path) -> None:
    if not specs.exists():
        hint = "`monitorgen init` starts a project here, `--specs DIR` names another folder"
        raise Lacking(f"there is no folder {specs}: {hint}")
    if not specs.is_dir():
        raise Lacking(f"{specs} is a file: name the folder that holds it, with `--specs {specs.parent}`")
    if not os.access(specs, os.R_OK | os.X_OK):
        raise Lacking(f"the folder {specs} may not be read")


def _check_systems(specs: Path, wanted: Iterable[str]) -> None:
    from monitorgen.diagnostics import Findings
    from monitorgen.load.discover import find_systems

    known = [system.name for system in find_systems(specs, Findings())]
    for name in wanted:
        if name not in known:
            raise Lacking(_unknown("system", name, known))


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, 1)
    if near:
        return f"there is no {kind} {name!r}; did you mean {near[0]}?"
    return f"there is no {kind} {name!r}; there is: {', '.join(names)}" if names else f"there is no {kind} {name!r}"
