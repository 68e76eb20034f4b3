"""Ownership: which team a file belongs to, and so the entries in it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Refused, Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.link.root import Root
    from monitorgen.spec.notification import Team


class Ownership(Struct):
    """The teams of a scope and their globs."""

    root: Root
    teams: Mapping[str, Team]
    _globs: list[tuple[str, int, re.Pattern[str]]] = field(default_factory=list)
    _files: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._globs = [
            (name, index, _compiled(glob))
            for name, team in self.teams.items()
            for index, glob in enumerate(team.owns or ())
        ]

    def owner(self, file: str) -> str | None:
        """The team whose glob matches the file; raises `Refused` if two teams' do."""
        if file not in self._files:
            matching = [(name, index) for name, index, glob in self._globs if glob.fullmatch(file)]
            names = dict.fromkeys(name for name, _ in matching)
            if len(names) > 1:
                places = [self.root.where("teams", name, "owns", index) for name, index in matching]
                message = f"{file} is owned by {' and '.join(names)}"
                related = tuple(Related(place, "and by this glob") for place in places[1:])
                hint = "narrow one of the globs"
                raise Refused(Diagnostic("MG230", message, places[0], hint=hint, related=related))
            self._files[file] = next(iter(names), None)
        return self._files[file]

    def idle(self) -> Iterator[Diagnostic]:
        """MG234: globs that match no file and are nearly the path of some; others may be there before their files."""
        written = (entry for collection in self.root.spec.collections.values() for entry in collection.values())
        files = sorted({entry.origin.file for entry in written})
        for name, index, glob in self._globs:
            if any(map(glob.fullmatch, files)):
                continue
            text = (self.teams[name].owns or [])[index]
            meant = _meant(text, files)
            if meant is not None:
                message = f"{text!r} matches no file, so that team {name} owns nothing by it"
                hint = f"globs are relative to the system's folder: did you mean {meant}?"
                where = self.root.where("teams", name, "owns", index)
                yield Diagnostic("MG234", message, where, hint=hint, level="warning")

    def team(self, said: str | None, where: Origin, entry: Origin, what: str, *, required: bool = True) -> str | None:
        """The team of an entry: the owner of its file, else the one it says; raises `Refused`."""
        if said is not None and said not in self.teams:
            if said in self.root.names("teams"):
                related = (Related(self.root.where("teams", said), "it is dropped here"),)
                message = f"the team {said!r} does not exist in this environment"
                hint = "say another `team:` there, in the entry's `environments:`"
                raise Refused(Diagnostic("MG231", message, where, hint=hint, related=related))
            near = get_close_matches(said, list(self.teams), 1)
            hint = f"did you mean {near[0]}?" if near else "declare it in `teams:`"
            raise Refused(Diagnostic("MG231", f"there is no team {said!r}", where, hint=hint))
        owner = self.owner(entry.file)
        if owner is not None:
            if said is not None and said != owner and where.file == entry.file:
                message = f"{what} says team {said}, but {entry.file} belongs to {owner}"
                raise Refused(Diagnostic("MG232", message, where, hint="move it, or drop `team:`"))
            return owner
        if said is None and self.teams and required:
            hint = f"write `team:` with one of: {', '.join(self.teams)}; or own its file with `owns:`"
            raise Refused(Diagnostic("MG233", f"{what} has no team", entry, hint=hint, part="key"))
        return said


def _meant(glob: str, files: list[str]) -> str | None:
    """What may have been meant by a glob that matches nothing: its end, or another spelling of its first folder."""
    first, *rest = glob.split("/")
    folders = sorted({file.partition("/")[0] for file in files if "/" in file})
    near = get_close_matches(first, folders, 1)
    tries = ["/".join(rest[start:]) for start in range(len(rest))] + ["/".join((*near, *rest)) for _ in near]
    named = (each for each in tries if each.strip("*/"))
    return next((each for each in named if any(map(_compiled(each).fullmatch, files))), None)


def _compiled(glob: str) -> re.Pattern[str]:
    """A glob on `/`-separated paths: `*` stays within a part, `**` does not."""
    text = ""
    for part in re.split(r"(\*\*/?|\*|\?)", glob):
        text += {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}.get(part) or re.escape(part)
    return re.compile(text)
