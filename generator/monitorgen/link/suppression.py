"""Warnings that a spec silences with a reason, and the levels that it gives to checks.

`ignore: {MG502: reason}` holds for warnings in the entry where it stands and below; errors can't be silenced. `checks:`
of the root raises a warning to an error, or turns it off, for everybody.
"""

from __future__ import annotations

from operator import eq
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.codes import all_codes
from monitorgen.diagnostics import Diagnostic, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.diagnostics import Level, Path
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec


class Silence(Struct, frozen=True):
    """An `ignore:` of one code; it holds for everything below `origin`."""

    code: str
    origin: Origin
    reason: str

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it silences this finding."""
        where = diagnostic.where
        if diagnostic.code != self.code or diagnostic.level == "error" or not isinstance(where, Origin):
            return False
        return where.file == self.origin.file and where.path[: len(self.origin.path)] == self.origin.path


def suppressed(findings: Iterable[Diagnostic], spec: Spec, *, complete: bool) -> Iterator[Diagnostic]:
    """The findings that are left, with the levels that the spec gives them.

    `complete` says that every environment was looked at, so that an `ignore` that silenced nothing can be told.
    """
    silences = list(_silences(spec))
    levels = {code: str(written.node) for code, written in spec.collections["checks"].items()}
    used: set[Silence] = set()
    for diagnostic in findings:
        covering = [silence for silence in silences if silence.covers(diagnostic)]
        if covering:
            used.update(covering)
        elif (level := _level(diagnostic, levels)) is not None:
            yield replace(diagnostic, level=level)
    if complete:
        for silence in silences:
            if silence not in used:
                message = f"nothing here is found by {silence.code}, so that ignoring it says nothing"
                where = silence.origin.at("ignore", silence.code)
                yield Diagnostic("MG501", message, where, part="key", level="warning", hint="drop the line")
    yield from _faulty(silences, spec)


def _level(diagnostic: Diagnostic, levels: dict[str, str]) -> Level | None:
    level = levels.get(diagnostic.code)
    if level == "off" and diagnostic.level != "error":
        return None
    return "error" if level == "error" else diagnostic.level


def _faulty(silences: list[Silence], spec: Spec) -> Iterator[Diagnostic]:
    for silence in silences:
        if not silence.reason.strip():
            where = silence.origin.at("ignore", silence.code)
            yield Diagnostic("MG502", f"ignoring {silence.code} needs a reason", where, hint="write because: ...")
    for code, written in spec.collections["checks"].items():
        if code not in all_codes():
            near = max(sorted(all_codes()), key=lambda known: _alike(known, code))
            hint = f"did you mean {near}?" if _alike(near, code) > 2 else "`monitorgen explain --all` lists them"
            yield Diagnostic("MG503", f"{code!r} is no code of a check", written.origin, part="key", hint=hint)


def _alike(code: str, other: str) -> int:
    """How many characters stand at the same place: codes have one length, and `MG51O` is MG510."""
    return sum(map(eq, code, other))


def _silences(spec: Spec) -> Iterator[Silence]:
    for entries in spec.collections.values():
        for written in entries.values():
            yield from _within(written.node, written.origin, ())
            for patch in written.patches:
                yield from _within(patch.node, patch.origin, ())


def _within(node: Raw, origin: Origin, path: Path) -> Iterator[Silence]:
    """The silences of a node that stands at `path` of what was written at `origin`."""
    if not isinstance(node, dict):
        return
    ignored = node.get("ignore")
    if isinstance(ignored, dict):
        for code, said in ignored.items():
            reason = said.get("because", "") if isinstance(said, dict) else said
            yield Silence(code, origin.at(*path), str(reason))
    for key, value in node.items():
        if isinstance(value, dict) and key != "ignore":
            yield from _within(value, origin, (*path, key))
