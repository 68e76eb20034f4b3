"""One system: its files read, its Python specs run, and all of it joined to a `Spec`; what is wrong is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Findings, Origin, Refused
from monitorgen.load.api_files import ApiFiles
from monitorgen.load.builtin import type_names
from monitorgen.load.documents import with_documents
from monitorgen.load.expand import expand
from monitorgen.load.files import read_file
from monitorgen.load.gather import SYSTEM, gather
from monitorgen.load.paths import resolve
from monitorgen.load.referred import with_texts
from monitorgen.load.yaml_events import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.load.discover import SystemFolder
    from monitorgen.load.sources import Sources
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec


def load_system(
    system: SystemFolder,
    findings: Findings,
    *,
    python: bool = True,
    time_limit: float = 10.0,
    sources: Sources | None = None,
) -> Spec | None:
    """What the files of a system say, or None with every finding of all of them; findings name files relative to it.

    `python` allows to run the Python specs that `python:` names, each for at most `time_limit` seconds. Where values of
    theirs were written is told to `sources`, so that findings can show it.
    """
    found = Findings()
    files: list[tuple[str, dict[str, Raw]]] = []
    for file in system.specs:
        data = read_file(system.folder, file, found)
        root = read_yaml(data, file, found) if data is not None else None
        if root is not None:
            files.append((file, root))
    complete = len(files) == len(system.specs)
    if named := python_files(system.folder, files, found):
        from monitorgen.load.python import run_specs

        results = run_specs(system, named, found, allowed=python, time_limit=time_limit, sources=sources)
        complete = complete and len(results) == len(named)
        files += results
    spec = gather(system.name, files, type_names(), found, complete=complete)
    if not found.failed:
        spec = with_documents(spec, system.folder, found)
    if not found.failed:
        spec = with_texts(spec, system.folder, found)
    findings.extend(found)
    return None if found.failed else replace(spec, api_files=ApiFiles(system.folder))


def python_files(folder: Path, files: list[tuple[str, dict[str, Raw]]], findings: Findings) -> dict[str, Origin]:
    """The Python specs that the files of a system name, each with the place that names it first."""
    named: dict[str, Origin] = {}
    for file, root in files:
        if "python" not in root:
            continue
        origin = Origin(file, ("python",))
        node, _ = expand(root["python"], SYSTEM.fields["python"], origin, findings)
        for index, path in enumerate(node if isinstance(node, list) else ()):
            if isinstance(path, str):
                try:
                    named.setdefault(resolve(folder, origin.at(index), path), origin.at(index))
                except Refused as refused:
                    findings.add(refused.diagnostic)
    return named
