"""The rows of `list` that come from the specs folder itself: systems, environments, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import pipeline

if TYPE_CHECKING:
    from monitorgen.cli.lists import Row
    from monitorgen.pipeline import Loaded, Report, Selection
    from monitorgen.raw import Raw


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
    from monitorgen.load.api_named import parts
    from monitorgen.load.discover import list_files
    from monitorgen.load.referred import named_texts

    made: list[Row] = []
    for loaded in pipeline.load(selection, reports):
        named = named_texts(loaded.spec) | parts(loaded.spec) if loaded.spec is not None else {}
        made += (
            {"system": loaded.folder.name, "file": row.file, "taken": row.taken, "why": row.reason}
            for row in list_files(loaded.folder, _python(loaded), named)
        )
    return made


def _python(loaded: Loaded) -> list[str]:
    """The files that `python:` names. What is wrong with a file was told when the system was loaded."""
    from monitorgen.diagnostics import Findings
    from monitorgen.load.files import read_file
    from monitorgen.load.system import python_files
    from monitorgen.load.yaml_events import read_yaml

    said: list[tuple[str, dict[str, Raw]]] = []
    for file in loaded.folder.specs:
        data = read_file(loaded.folder.folder, file, Findings())
        root = read_yaml(data, file, Findings()) if data is not None else None
        if root is not None:
            said.append((file, root))
    return list(python_files(loaded.folder.folder, said, Findings()))
