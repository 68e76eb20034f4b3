"""What a build of the output tree speaks for, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Diagnostic


class Scope(Struct, frozen=True):
    """The part of the tree that a build speaks for: all systems or these, in all environments or these.

    `environments` are names as specs have them: `production` with all its regions, `production/eu` for one of them.
    `part` tells of a path below an environment's folder whether it is spoken for, None: all are. Records always are:
    they keep what they said of other files.
    What the build doesn't produce is stale within it, and neither read nor touched outside.
    """

    systems: frozenset[str] | None = None
    environments: frozenset[str] | None = None
    part: Callable[[str], bool] | None = None

    def covers(self, folder: str) -> bool:
        """Whether the folder `<system>/<environment>[.<region>]` is spoken for; no name has a dot."""
        system, _, scope = folder.partition("/")
        in_system = self.systems is None or system in self.systems
        names = {scope.partition(".")[0], scope.replace(".", "/")}
        return in_system and (self.environments is None or not names.isdisjoint(self.environments))

    def takes(self, path: str) -> bool:
        """Whether a file, relative to its environment's folder, is spoken for."""
        return self.part is None or self.part(path)


EVERYTHING = Scope()


class Result(Struct, frozen=True):
    """What a commit did, or would do; paths are relative to the output's root, in the order in which they arrived.

    `edited` and `foreign` are those of `changed` and `removed` that a person changed or made. With an error among the
    `diagnostics` nothing was written. `recovered` tells that an interrupted build was undone first.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    foreign: tuple[str, ...]
    unchanged: int
    diagnostics: tuple[Diagnostic, ...]
    written: bool = False
    recovered: bool = False

    @property
    def clean(self) -> bool:
        """Whether the files that were produced are on disk, to the byte, and no others of monitorgen's."""
        return not (self.added or self.changed or self.removed or self.failed)

    @property
    def failed(self) -> bool:
        """Whether there is an error among the diagnostics."""
        return any(diagnostic.level == "error" for diagnostic in self.diagnostics)

    def outdated(self) -> list[Diagnostic]:
        """For `build --check`: an error for each file that isn't what the specs say, beyond the `diagnostics`."""
        from monitorgen.emit import trouble

        told = {*self.edited, *self.foreign}
        verbs = (("add", self.added), ("change", self.changed), ("remove", self.removed))
        return trouble.outdated([(path, verb) for verb, paths in verbs for path in paths if path not in told])
