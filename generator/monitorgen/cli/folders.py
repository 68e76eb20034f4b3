"""The rows of `list` that come from the specs folder itself: systems, environments, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import pipeline

if TYPE_CHECKING:
    from monitorgen.cli.lists import Row
    from monitorgen.pipeline import Loaded, Report, Selection


def systems(selection: Selection, reports: list[Report]) -> list[Row]:
    """One row a system; what could not be read has no environments."""
    return [
        {
            "system": loaded.folder.name,
            "folder": (selection.specs / loaded.folder.within).as_posix(),
            "files": len(loaded.folder.specs),
            "environments": list(loaded.spec.environments) if loaded.spec is not None else [],
        }
        for loaded in pipeline.load(selection, reports)
    ]


def environments(selection: Selection, reports: list[Report]) -> list[Row]:
    """One row an environment or region."""
    from monitorgen.link.scope import scopes

    return [
        {
            "system": loaded.folder.name,
            "environment": scope.environment,
            "region": scope.region,
            "output": f"{loaded.folder.name}/{scope.folder}",
        }
        for loaded in pipeline.load(selection, reports)
        if loaded.spec is not None
        for scope in scopes(loaded.spec)
    ]


def files(selection: Selection, reports: list[Report]) -> list[Row]:
    """One row a file of a system."""
    from monitorgen.load.discover import list_files

    return [
        {"system": loaded.folder.name, "file": row.file, "taken": row.taken, "why": row.reason}
        for loaded in pipeline.load(selection, reports)
        for row in list_files(loaded.folder, _python(loaded))
    ]


def _python(loaded: Loaded) -> list[str]:
    """The files that `python:` names."""
    written = loaded.spec.settings.get("python") if loaded.spec is not None else None
    named = written.node if written is not None else None
    return [str(file) for file in named] if isinstance(named, list) else []
