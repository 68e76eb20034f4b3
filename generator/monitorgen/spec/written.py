"""A spec as it was written: entries by name, each with its patches and their places; nothing merged yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Path, Refused
from monitorgen.raw import Raw

if TYPE_CHECKING:
    from monitorgen.document import Json


class Patch(Struct, frozen=True):
    """What differs in one environment: `node` is merged into the thing at `at` inside the entry it belongs to.

    `environment` is `staging` or, for one region, `production/us`. `node` is expanded like any other.
    """

    environment: str
    at: Path
    node: Raw
    origin: Origin


class Written(Struct, frozen=True):
    """An entry, a type or a setting: its expanded node without `environments:`, and its patches.

    The patches are those of its own `environments:` blocks, at any depth, then those of the root that reach into it.
    `names_files` is False where nothing of it is a scalar that may be the name of a file.
    """

    node: Raw
    origin: Origin
    patches: tuple[Patch, ...] = ()
    names_files: bool = True


class EnvironmentDeclaration(Struct, frozen=True):
    """An environment of the root, with the names of its regions in the order in which they were written."""

    name: str
    regions: tuple[str, ...]
    origin: Origin


class ApiReader(Protocol):
    """Reads OpenAPI documents: they refer to each other, so that which files there are shows when they are read."""

    def __call__(self, file: str, asked: Origin, /) -> Json:
        """The content of a file below the system's folder. Raises `Refused`."""

    def text(self, file: str, asked: Origin, /) -> str:
        """The text of a file that is shown as it is. Raises `Refused`."""


class _NoFiles:
    """Reads nothing: a spec that came from no folder has no other files."""

    def __call__(self, file: str, asked: Origin, /) -> Json:
        raise Refused(Diagnostic("MG174", f"{file} does not exist", asked))

    def text(self, file: str, asked: Origin, /) -> str:
        raise Refused(Diagnostic("MG174", f"{file} does not exist", asked))


class Spec(Struct, frozen=True):
    """A system: its collections (by collection and name), its other root fields, its environments."""

    name: str
    origin: Origin
    collections: Mapping[str, Mapping[str, Written]]
    settings: Mapping[str, Written]
    environments: Mapping[str, EnvironmentDeclaration]
    documents: Mapping[str, str] = field(default_factory=dict)
    """Texts of owners by file, relative to the system's folder; specs name them."""
    api_files: ApiReader = field(default_factory=_NoFiles)
