"""What the package works on: parsed documents, where they come from, and how a value in one is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Origin, Refused

if TYPE_CHECKING:
    from monitorgen.document import Json


class Files(Protocol):
    """Gives the parsed content of a file by its path, relative to the system's folder, `/` between its parts.

    Keys are texts. Raises `Refused` at `asked` for a file that is missing, outside of the folder or not readable. A
    file that is asked for again is the same object.
    """

    def __call__(self, file: str, asked: Origin, /) -> Json:
        """The content of `file`."""


class Filter(Struct, frozen=True):
    """What of a source goes out: what is not internal, has one of `tags`, is below `paths`.

    An operation says itself whether it is internal (`x-internal`); else it is if a gateway has `routes`, None without
    one, and none of them leads to it. With `internal` such operations go out too.
    """

    tags: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    internal: bool = False
    routes: tuple[str, ...] | None = None

    def hides(self, whole: str, *, said: bool | None) -> bool:
        """Whether an operation is internal; `whole` is its path with the prefix, `said` what it says of itself."""
        if said is not None:
            return said
        return self.routes is not None and not any(leads(route, whole) for route in self.routes)

    def keeps(self, path: str, whole: str, *, tags: Sequence[Json], said: bool | None) -> bool:
        """Whether an operation goes out; `path` is the source's own, `whole` has the prefix."""
        if self.hides(whole, said=said) and not self.internal:
            return False
        if self.tags and not any(tag in self.tags for tag in tags if isinstance(tag, str)):
            return False
        return not self.paths or any(path == top or path.startswith(top.rstrip("/") + "/") for top in self.paths)


def leads(route: str, path: str) -> bool:
    """Whether a gateway's route leads to a path: `/a/*` to all that is below `/a`, any other to itself alone."""
    return path.startswith(route[:-1]) if route.endswith("/*") else path == route


EVERYTHING = Filter()


class Source(Struct, frozen=True):
    """The API of one service: the file it begins in, what stands before its paths, what of it goes out.

    `origin` is the place in the spec that names the file. Of several of one service only one has tags and webhooks.
    """

    service: str
    file: str
    prefix: str = ""
    filter: Filter = EVERYTHING
    origin: Origin | None = None


def as_map(node: Json, at: Origin, what: str) -> Mapping[str, Json]:
    """A node that has to be a map. Raises `Refused` (MG197)."""
    if isinstance(node, Mapping):
        return node
    raise Refused(Diagnostic("MG197", f"{what} must be a map", at))


def as_list(node: Json, at: Origin, what: str) -> Sequence[Json]:
    """A node that has to be a list. Raises `Refused` (MG197)."""
    if isinstance(node, Sequence) and not isinstance(node, str):
        return node
    raise Refused(Diagnostic("MG197", f"{what} must be a list", at))


def as_text(node: Json, at: Origin, what: str) -> str:
    """A node that has to be a text. Raises `Refused` (MG197)."""
    if isinstance(node, str):
        return node
    raise Refused(Diagnostic("MG197", f"{what} must be a text", at))


def reference_of(node: Json) -> str | None:
    """The reference that a node is, if it is one: a property that is called `$ref` is none."""
    ref = node.get("$ref") if isinstance(node, Mapping) else None
    return ref if isinstance(ref, str) else None


def step(node: Json, part: str) -> tuple[Json, str | int] | None:
    """What a part of a JSON pointer leads to, and the step as paths of origins have it; None where nothing is."""
    if isinstance(node, Mapping):
        return (node[part], part) if part in node else None
    if isinstance(node, Sequence) and not isinstance(node, str) and part.isdecimal() and int(part) < len(node):
        return node[int(part)], int(part)
    return None


def escaped(part: str | int) -> str:
    """A step as it stands in a JSON pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """A part of a JSON pointer as the key that it means."""
    return part.replace("~1", "/").replace("~0", "~")
