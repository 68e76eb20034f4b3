"""Python specs: run, and what they say taken like another file; whatever goes wrong told at the spec's own line."""

from __future__ import annotations

import json
import re
import signal
from typing import TYPE_CHECKING, TypedDict

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Place
from monitorgen.load.confined import MOST_PRINTED, MOST_RESULT, Ran, run_files
from monitorgen.load.inputs import note_run
from monitorgen.load.python_places import PythonPlaces, columns
from monitorgen.load.python_shapes import check_classes
from monitorgen.load.wording import nearest, shown
from monitorgen.load.worker import MEMORY
from monitorgen.spec import python

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.load.discover import SystemFolder
    from monitorgen.load.sources import Sources
    from monitorgen.raw import Raw

Call = tuple[list[str | int], str, list[int]]


class Report(TypedDict, total=False):
    """What the worker says: the node of `spec`, or why there is none."""

    node: dict[str, Raw]
    calls: list[Call]
    faults: list[tuple[list[str | int], str, str]]
    raised: Raised
    defines: str | None


class Raised(TypedDict):
    """An exception: file, line, first column and the one after the last of the place that raised it."""

    kind: str
    message: str
    place: tuple[str, int, int, int] | None


_STACK = re.compile(rb'File "([^"]+)", line (\d+)')
_IMPORT = re.compile(r"cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'")
_MOST_TOLD = 200
_HINTS = {
    "ModuleNotFoundError": "a spec can import the standard library, monitorgen and modules of its own folder",
    "MemoryError": f"a spec may take {MEMORY >> 30} GiB",
}


def run_specs(
    system: SystemFolder,
    named: Mapping[str, Origin],
    findings: Findings,
    *,
    allowed: bool,
    time_limit: float,
    sources: Sources | None = None,
) -> list[tuple[str, dict[str, Raw]]]:
    """What each of the `named` files says in its `spec`, as the root of a file; those that say nothing are told.

    `named` gives with each file, relative to the system's folder, the place that names it. They run side by side,
    each in its own process and for at most `time_limit` seconds. Places of values are told to `sources`.
    """
    if not allowed:
        for file, origin in named.items():
            message = f"{file} is not run: Python specs are refused by --no-python"
            findings.add(Diagnostic("MG180", message, origin, hint="leave out the option if you trust these specs"))
        return []
    folder = system.folder
    runs = run_files(folder, named, time_limit)
    said: list[tuple[str, dict[str, Raw]]] = []
    for (file, origin), ran in zip(named.items(), runs, strict=True):
        note_run(folder, file, ran)
        if ran.printed and ran.ending != "loud":
            findings.add(_prints(file, ran))
        if ran.ending != "done":
            findings.add(_unfinished(folder, file, origin, ran, time_limit))
            continue
        try:
            report: Report = json.loads(ran.result)
        except ValueError:
            # The spec wrote into a descriptor that isn't its own.
            message = f"{file} spoils what it is to say"
            findings.add(Diagnostic("MG183", message, origin, hint="leave descriptors alone that it didn't open"))
            continue
        root = _root(folder, file, report, findings, sources)
        if root is not None:
            said.append((file, _part_of(system.name, file, root, findings)))
    return said


def _part_of(system: str, file: str, root: dict[str, Raw], findings: Findings) -> dict[str, Raw]:
    """The root without what only the file that names the spec may say."""
    name = root.get("system", system)
    if name != system:
        message = f"this is part of system {system!r}, not {name!r:.80}"
        hint = "leave `system` out here: the file that names this one says it"
        findings.add(Diagnostic("MG161", message, Origin(file, ("system",)), hint=hint))
    if "python" in root:
        message = "a Python spec can't name others"
        hint = "name them in the YAML file that says `system:`"
        findings.add(Diagnostic("MG189", message, Origin(file, ("python",)), part="key", hint=hint))
    return {key: value for key, value in root.items() if key not in ("system", "python", "monitorgen")}


def _root(
    folder: Path, file: str, report: Report, findings: Findings, sources: Sources | None
) -> dict[str, Raw] | None:
    if "raised" in report:
        findings.add(_raised(folder, file, report["raised"]))
        return None
    if "defines" in report:
        kind = report["defines"]
        message = f"{file} defines no `spec`" if kind is None else f"`spec` is a {kind}, not a Spec"
        hint = "write `spec = Spec(...)` at the top of the module"
        findings.add(Diagnostic("MG184", message, Origin(file), hint=hint))
        return None
    calls = report.get("calls", [])
    if sources is not None:
        sources.find_with(file, PythonPlaces(folder / file, calls).find)
    for path, message, hint in report["faults"]:
        findings.add(Diagnostic("MG186", message, Origin(file, tuple(path)), hint=hint))
    if "node" not in report:
        return None
    root = report["node"]
    check_classes(file, calls, findings)
    return root


def _prints(file: str, ran: Ran) -> Diagnostic:
    hint = "a spec is read, not watched: leave the output out"
    return Diagnostic("MG185", f"{file} prints {_printed(ran)}", Origin(file), level="warning", hint=hint)


def _printed(ran: Ran) -> str:
    return shown(ran.printed.decode(errors="backslashreplace").strip())


def _raised(folder: Path, file: str, raised: Raised) -> Diagnostic:
    where: Origin | Place = Origin(file)
    if raised["place"] is not None:
        path, line, first, last = raised["place"]
        where = _place(folder, path, line, first, last)
    kind = raised["kind"]
    text = (raised["message"].strip().splitlines() or [""])[0][:_MOST_TOLD]
    if kind == "SystemExit":
        return Diagnostic("MG183", f"{file} ends itself by exit({text})", where, hint="let the module end")
    if kind in ("SyntaxError", "IndentationError", "TabError"):
        return Diagnostic("MG181", f"{file} is not Python: {text}", where)
    text, hint = _import_told(text) if kind == "ImportError" else (text, _HINTS.get(kind, ""))
    return Diagnostic("MG181", f"{file} raises {kind}: {text}" if text else f"{file} raises {kind}", where, hint=hint)


def _import_told(text: str) -> tuple[str, str]:
    """The message of a failed import without the folder of this machine, and the word that was probably meant."""
    match = _IMPORT.match(text)
    if match is None:
        return text, ""
    near = nearest(match[1], python.WORDS) if match[2] == "monitorgen" else None
    return match[0], f"did you mean {near}?" if near else ""


def _place(folder: Path, path: str, line: int, first: int, last: int) -> Place:
    """A place in a module of the folder, from the columns in bytes that Python counts; below 0 it knows none."""
    name = path.removeprefix(f"{folder.absolute()}/")
    column, end = columns(folder / name, max(line, 1), max(first, 0), max(last, 0))
    return Place(name, max(line, 1), column, end)


def _unfinished(folder: Path, file: str, origin: Origin, ran: Ran, time_limit: float) -> Diagnostic:
    if ran.ending == "late":
        where: Origin | Place = Origin(file)
        for path, line in _STACK.findall(ran.stack):
            if path.decode(errors="replace").startswith(f"{folder.absolute()}/"):
                where = _place(folder, path.decode(), int(line), 0, 0)
                break
        message = f"{file} did not end within {time_limit:g} seconds"
        return Diagnostic("MG182", message, where, hint="a spec only describes; --python-timeout gives it longer")
    if ran.ending == "loud":
        message = f"{file} was stopped: it printed more than {MOST_PRINTED // 1_000_000} MB, {_printed(ran)}"
        return Diagnostic("MG187", message, Origin(file), hint="a spec is read, not watched: leave the output out")
    if ran.ending == "huge":
        message = f"{file} says more than {MOST_RESULT // 1_000_000} MB"
        return Diagnostic("MG187", message, Origin(file), hint="split it; is something in it many times?")
    how = f"was killed by {_signal_name(-ran.status)}" if ran.status < 0 else f"ended with status {ran.status}"
    return Diagnostic("MG183", f"{file} {how} before its `spec` could be read", origin, hint="let the module end")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
