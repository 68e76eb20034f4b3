"""Files whose content a spec shows or takes over: Markdown of a panel, a dashboard that Grafana wrote.

What comes after loading reads no file, so that the text takes the place of the path here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from monitorgen.diagnostics import Diagnostic, Findings, Place, Related
from monitorgen.load.files import Unreadable, read_bytes
from monitorgen.raw import Quoted

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.diagnostics import Origin
    from monitorgen.raw import Raw

MAX_DOCUMENT = 1_000_000
"""Bytes of a file that a dashboard shows or is."""


def text_of(folder: Path, file: str, origin: Origin, findings: Findings) -> str | None:
    """The text of a file below the system's folder, or None and a finding at the place that names it.

    What editors of Windows add, a mark at the start and another end of lines, is no part of it.
    """
    try:
        text = read_bytes(folder / file, MAX_DOCUMENT).decode("utf-8-sig").replace("\r\n", "\n")
    except Unreadable as unreadable:
        findings.add(Diagnostic(unreadable.code, f"{file} {unreadable}", origin, hint=unreadable.hint))
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8: byte {error.start} is none of it"
        findings.add(Diagnostic("MG175", message, origin, hint="save it as UTF-8"))
    else:
        if text.strip():
            return text
        findings.add(Diagnostic("MG175", f"{file} is empty", origin, hint="write what it is to say, or don't name it"))
    return None


def markdown(folder: Path, file: str, origin: Origin, findings: Findings) -> Raw:
    """The Markdown of a file, empty with a finding."""
    return Quoted(text_of(folder, file, origin, findings) or "")


def dashboard(folder: Path, file: str, origin: Origin, findings: Findings) -> Raw:
    """The text of a dashboard's file, checked to be JSON; an empty object with a finding."""
    text = text_of(folder, file, origin, findings)
    if text is None:
        return Quoted("{}")
    named = (Related(origin, "it is named here"),)
    try:
        json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        hint = "export it from Grafana anew; comments and commas before a bracket are no JSON"
        findings.add(Diagnostic("MG175", f"this is no JSON: {error.msg}", place, hint=hint, related=named))
    except (ValueError, RecursionError) as error:
        findings.add(Diagnostic("MG175", f"{file} is no JSON that Grafana reads: {error}", origin))
    else:
        return Quoted(text)
    return Quoted("{}")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
