"""Which systems there are, and how each file of the specs folder is taken.

Every `*.yaml` or `*.yml` with `monitorgen: v1` at its top is part of a spec, at any depth; other YAML is ignored
unless a spec names it, or foreign if it carries another tool's marker. A system is a folder, told by the one `system:`
that a file in it says:

- `system:` in a file directly in the specs folder makes the whole specs folder one system;
- else each folder directly in the specs folder is a system of its own if a file in it, at any depth, says `system:`.

There are no systems inside systems: a second `system:` in a folder tree is an error, and so is a spec file that lies
in no system. The findings of this module name files relative to the specs folder; those of reading a system name
them relative to the system's folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Place, Related
from monitorgen.load.files import MAX_BYTES, Unreadable, read_start, too_large
from monitorgen.load.marker import Said, read_marks
from monitorgen.load.walk import YAML, Entry, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Taken = Literal["spec", "python", "ignored", "foreign", "named-by"]

VERSIONS = ("v1",)
"""The versions of the language that this monitorgen reads."""
FIRST_LINE = f"monitorgen: {VERSIONS[0]}"


class FileRow(Struct, frozen=True, order=True):
    """How one file was taken, and why; `file` is relative to its system's folder."""

    file: str
    taken: Taken
    reason: str


class SystemFolder(Struct, frozen=True):
    """A system: the name its `system:` gives, its folder, the spec files in it and how its other files were taken.

    `within` is the folder relative to the specs folder, empty for the specs folder itself. `declared` is the place of
    the name. `specs` and `rows` name files relative to `folder`, in order.
    """

    name: str
    folder: Path
    within: str
    declared: Place
    specs: tuple[str, ...]
    rows: tuple[FileRow, ...]


class _Sighting(Struct, frozen=True):
    file: str
    taken: Taken
    reason: str
    system: Said | None = None

    def place(self) -> Place:
        """Where the file says `system:`."""
        return self.system.span.place(self.file) if self.system is not None else Place(self.file, 1, 1)


def find_systems(specs: Path, findings: Findings) -> tuple[SystemFolder, ...]:
    """The systems of a specs folder, sorted by their folders' names (MG100, MG103, MG125 to MG133)."""
    if not specs.is_dir():
        what = "is not a folder" if specs.exists() else "does not exist"
        hint = "name the folder that holds your specs; `monitorgen init` makes one"
        findings.add(Diagnostic("MG125", f"the specs folder {what}", Origin("."), hint=hint))
        return ()
    failed_before = findings.failed
    sightings = _look(specs, findings)
    groups = _groups(sightings)
    systems = tuple(
        _system(specs, within, members, findings)
        for within, members in sorted(groups.items())
        if any(member.system is not None for member in members)
    )
    for within, members in sorted(groups.items()):
        _tell_homeless(within, members, findings)
    _tell_same_names(systems, findings)
    if not systems and findings.failed == failed_before:
        hint = "the top of a system's first file is `monitorgen: v1` and `system: <name>`; `monitorgen init` writes one"
        findings.add(Diagnostic("MG125", "no system in the specs folder", Origin("."), hint=hint))
    return systems


def list_files(
    system: SystemFolder, python: Iterable[str] = (), named: Mapping[str, str] | None = None
) -> tuple[FileRow, ...]:
    """How each file of a system was taken, for `list --files`.

    `python` are the files that `python:` of the system names, `named` maps each other file that a spec refers to, to
    the text that says who does (`services/api.yaml: openapi`).
    """
    rows = {row.file: row for row in system.rows}
    rows |= {file: FileRow(file, "python", "`python:` of the system names it") for file in python}
    for file, by in (named or {}).items():
        if file not in rows or rows[file].taken == "ignored":
            rows[file] = FileRow(file, "named-by", by)
    return tuple(sorted(rows.values()))


def _look(root: Path, findings: Findings) -> list[_Sighting]:
    return [_sight(entry, findings) for entry in walk(root, findings)]


def _sight(entry: Entry, findings: Findings) -> _Sighting:
    if not entry.file.lower().endswith(YAML):
        return _Sighting(entry.file, "ignored", "no `python:` names it")
    try:
        data = read_start(entry.path, MAX_BYTES + 1)
    except Unreadable as unreadable:
        findings.add(unreadable.diagnostic(entry.file))
        return _Sighting(entry.file, "ignored", f"it {unreadable}")
    taken, findings_of_it = _judge(entry.file, data)
    findings.extend(findings_of_it)
    return taken


def _judge(file: str, data: bytes) -> tuple[_Sighting, list[Diagnostic]]:
    """How a YAML file is taken by what stands at its top, and what there is to say of it."""
    marks = read_marks(data)
    if marks.foreign:
        hint = "move its objectives into `slos:`, or the file out of the specs folder"
        message = f"files of {marks.foreign} are not read yet"
        finding = Diagnostic("MG129", message, Origin(file), level="warning", hint=hint)
        return _Sighting(file, "foreign", f"{marks.foreign}, not read yet"), [finding]
    if marks.version is None:
        from monitorgen.load.unmarked import forgotten

        return _Sighting(file, "ignored", f"no `{FIRST_LINE}` at its top"), forgotten(file, data, FIRST_LINE)
    if len(data) > MAX_BYTES:
        return _Sighting(file, "ignored", f"it {too_large()}"), [too_large().diagnostic(file)]
    version = marks.version.text
    if version and version not in VERSIONS:
        reason = f"`monitorgen: {version[:20]}` is not known"
        return _Sighting(file, "ignored", reason, marks.system), [_unknown_version(file, marks.version)]
    return _Sighting(file, "spec", f"`{FIRST_LINE}` at its top", marks.system), []


def _unknown_version(file: str, said: Said) -> Diagnostic:
    known = ", ".join(VERSIONS)
    number = said.text.removeprefix("v")
    hint = f"write `{FIRST_LINE}`"
    if said.text.startswith("v") and number.isdecimal():
        hint = f"{hint}, or install a monitorgen that reads {said.text[:20]}"
    message = f"`{said.text[:40]}` is no version of the language that this monitorgen reads"
    return Diagnostic("MG126", message, said.span.place(file), label=f"known: {known}", hint=hint)


def _groups(sightings: Sequence[_Sighting]) -> dict[str, list[_Sighting]]:
    """The sightings by the folder whose system they are part of, if it is one."""
    if any(sighting.system is not None and "/" not in sighting.file for sighting in sightings):
        return {"": list(sightings)}
    groups: dict[str, list[_Sighting]] = {}
    for sighting in sightings:
        groups.setdefault(sighting.file.partition("/")[0] if "/" in sighting.file else "", []).append(sighting)
    return groups


def _system(specs: Path, within: str, members: Sequence[_Sighting], findings: Findings) -> SystemFolder:
    # A file directly in the folder speaks for it, whatever stands deeper.
    speaking = sorted((member for member in members if member.system), key=lambda member: member.file.count("/"))
    first = speaking[0]
    for other in speaking[1:]:
        message = "a second `system:` in one folder tree"
        hint = "a system is one folder directly in the specs folder; give this one its own, or leave out the line"
        related = (Related(first.place(), "the system of this folder"),)
        findings.add(Diagnostic("MG127", message, other.place(), hint=hint, related=related))
    skip = len(within) + 1 if within else 0
    rows = tuple(FileRow(member.file[skip:], member.taken, member.reason) for member in members)
    name = first.system.text if first.system is not None else ""
    files = tuple(row.file for row in rows if row.taken == "spec")
    return SystemFolder(name, specs / within, within, first.place(), files, rows)


def _tell_homeless(within: str, members: Sequence[_Sighting], findings: Findings) -> None:
    """MG128 for the spec files of a folder in which none says `system:`: one finding, that names them all."""
    homeless = [member for member in members if member.taken == "spec"]
    if not homeless or any(member.system is not None for member in members):
        return
    if within:
        message = f"no file in `{within}/` says `system:`"
        hint = "write `system: <name>` into one of them, or move them into the folder of their system"
    else:
        message = "the file belongs to no system"
        hint = "move it into a system's folder; `system: <name>` here would make the whole specs folder one system"
    related = tuple(Related(Origin(member.file), "and this file") for member in homeless[1:])
    findings.add(Diagnostic("MG128", message, Origin(homeless[0].file), hint=hint, related=related))


def _tell_same_names(systems: Sequence[SystemFolder], findings: Findings) -> None:
    """MG127 for systems that would write into the same folder of out/."""
    first: dict[str, SystemFolder] = {}
    for system in systems:
        if system.name and system.name in first:
            earlier = first[system.name]
            hint = "one of them needs another name: what is written for a system lies in a folder of that name"
            related = (Related(earlier.declared, "the other one"),)
            message = f"two systems are named `{system.name}`"
            findings.add(Diagnostic("MG127", message, system.declared, hint=hint, related=related))
        first.setdefault(system.name, system)
