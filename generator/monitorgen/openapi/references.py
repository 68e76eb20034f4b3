"""What a reference means: the files of one source, and where a reference in one of them leads.

A reference is a relative path, a JSON pointer, an anchor or a URI that some `$id` or `$self` of the documents bears;
it is never fetched. JSON Schema's dynamic references are followed by a *scope*: what each dynamic anchor means is
decided by the outermost schema resource that was entered, so a place with its scope is what a reference leads to.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urljoin

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.openapi.grammar import V30, V31, V32
from monitorgen.openapi.tree import as_map, as_text, step, unescaped

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.openapi.tree import Files

Scope: TypeAlias = "tuple[tuple[str, Origin], ...]"

_VERSION = re.compile(r"3\.([012])(?:\.[0-9]+)?(?:-.*)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_ON_THE_WEB = re.compile(r"https?://([^/?#]+)([^?#]*)(\?[^#]*)?")
VENDORED = "vendored"
"""The folder of a system that holds copies of documents on the web, by host and path."""
_DIALECTS = ("https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema")


class Target(Struct, frozen=True):
    """Where a reference leads: a node, the place it stands at, the scope in which it is read."""

    node: Json
    at: Origin
    scope: Scope = ()


class _Resource(Struct):
    """A schema resource: what has a `$id`, or a whole file. Its anchors, by name."""

    at: Origin
    uri: str
    anchors: dict[str, Origin] = field(default_factory=dict)
    dynamic: dict[str, Origin] = field(default_factory=dict)


class Documents(Struct):
    """The files of one source, read when they are first referred to."""

    files: Files
    entry: str
    asked: Origin | None = None
    _trees: dict[str, Json] = field(default_factory=dict)
    _versions: dict[str, int] = field(default_factory=dict)
    _resources: dict[str, dict[tuple[str | int, ...], _Resource]] = field(default_factory=dict)
    _uris: dict[str, _Resource] = field(default_factory=dict)

    def root(self) -> Target:
        """The document that the source begins with."""
        return self._whole(self.entry, self.asked or Origin(self.entry))

    def version(self, file: str) -> int:
        """30, 31 or 32; of a file that does not say it that of the first one."""
        return self._versions[file]

    def newest(self) -> int:
        """The newest version that one of the files read so far says."""
        return max(self._versions.values())

    def follow(self, ref: str, at: Origin, scope: Scope = ()) -> Target:
        """Where a reference in the object `at` leads. Raises `Refused` (MG190, MG191, what reading says)."""
        uri, _, fragment = ref.partition("#")
        resource = self._resource(uri, at, ref)
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            place = resource.anchors.get(fragment)
            if place is None:
                raise Refused(Diagnostic("MG191", f"{ref} leads nowhere: no anchor {fragment!r}", at))
            return Target(self.node(place), place, self._entered(resource, scope))
        place, node = resource.at, self.node(resource.at)
        for part in fragment.split("/")[1:]:
            found = step(node, unescaped(part))
            if found is None:
                message = f"{ref} leads nowhere: there is no {unescaped(part)!r} at that place"
                raise Refused(Diagnostic("MG191", message, at, hint=_near(node, unescaped(part))))
            node, taken = found
            place = place.at(taken)
        return Target(node, place, self._entered(resource, scope))

    def follow_dynamic(self, ref: str, at: Origin, scope: Scope) -> Target:
        """Where a `$dynamicRef` leads: where a `$ref` would, unless an outer resource has the anchor as well."""
        here = self.within(at, scope)
        first = self.follow(ref, at, here)
        name = ref.partition("#")[2]
        if isinstance(first.node, Mapping) and first.node.get("$dynamicAnchor") == name:
            place = dict(here).get(name, first.at)
            return Target(self.node(place), place, self.within(place, here))
        return first

    def within(self, at: Origin, scope: Scope) -> Scope:
        """The scope inside of the resource around a place."""
        return self._entered(self._around(at), scope)

    def node(self, at: Origin) -> Json:
        """What stands at a place that is known to be there."""
        node = self._trees[at.file]
        for part in at.path:
            found = step(node, str(part))
            assert found is not None, at
            node = found[0]
        return node

    def _whole(self, file: str, asked: Origin) -> Target:
        if file not in self._trees:
            tree = self.files(file, asked)
            self._trees[file] = tree
            self._versions[file] = self._said_version(tree, file)
            self._index(tree, file)
        return Target(self._trees[file], Origin(file))

    def _said_version(self, tree: Json, file: str) -> int:
        at = Origin(file)
        said = as_map(tree, at, "an OpenAPI document").get("openapi") if file == self.entry else None
        if file != self.entry and isinstance(tree, Mapping):
            said = tree.get("openapi")
        if said is None and file != self.entry:
            return self._versions[self.entry]
        if said is None:
            hint = "`swagger: '2.0'` is the format before: convert it first"
            raise Refused(Diagnostic("MG197", "no `openapi:` says the version of the document", at, hint=hint))
        match = _VERSION.fullmatch(as_text(said, at.at("openapi"), "the version"))
        if match is None:
            message = f"OpenAPI {said} is not read: 3.0, 3.1 and 3.2 are"
            raise Refused(Diagnostic("MG197", message, at.at("openapi")))
        return {"0": V30, "1": V31, "2": V32}[match[1]]

    def _index(self, tree: Json, file: str) -> None:
        """Note what in a file bears a name of its own: `$id`, `$self`, `$anchor`, `$dynamicAnchor`."""
        own = tree.get("$self") if isinstance(tree, Mapping) else None
        whole = _Resource(Origin(file), own if isinstance(own, str) else "")
        found = self._resources[file] = {(): whole}
        if self._versions[file] == V30:
            return
        if whole.uri:
            self._uris.setdefault(whole.uri, whole)
        self._names(tree, Origin(file), whole, found)

    def _names(self, node: Json, at: Origin, around: _Resource, found: dict[tuple[str | int, ...], _Resource]) -> None:
        if isinstance(node, Mapping):
            here = node.get("$id")
            if isinstance(here, str) and not here.startswith("#"):
                around = found[at.path] = _Resource(at, urljoin(around.uri, here).rstrip("#"))
                self._uris.setdefault(around.uri, around)
            if isinstance(name := node.get("$anchor"), str):
                around.anchors.setdefault(name, at)
            if isinstance(name := node.get("$dynamicAnchor"), str):
                around.anchors.setdefault(name, at)
                around.dynamic.setdefault(name, at)
        for key, value in _inner(node):
            self._names(value, at.at(key), around, found)

    def _around(self, at: Origin) -> _Resource:
        known = self._resources[at.file]
        if len(known) > 1:
            for length in range(len(at.path), 0, -1):
                if (found := known.get(at.path[:length])) is not None:
                    return found
        return known[()]

    def _resource(self, uri: str, at: Origin, ref: str) -> _Resource:
        around = self._around(at)
        if not uri:
            return around
        absolute = urljoin(around.uri, uri) if around.uri else uri
        for known in (absolute, uri):
            if known in self._uris:
                return self._uris[known]
        if _SCHEME.match(uri):
            return self._vendored(absolute if _SCHEME.match(absolute) else uri, at, ref)
        path = unquote(uri)
        if path.startswith("/") or "\\" in path or "?" in path:
            raise Refused(Diagnostic("MG190", f"{ref} is not relative to the file that says it", at))
        file = posixpath.normpath(posixpath.join(posixpath.dirname(at.file), path))
        if file.startswith("../") or file == "..":
            raise Refused(Diagnostic("MG190", f"{ref} leads out of the system's folder", at))
        self._whole(file, at)
        return self._resources[file][()]

    def _vendored(self, uri: str, at: Origin, ref: str) -> _Resource:
        """The copy of what is at a URL, which `monitorgen api vendor` puts into the folder; nothing is fetched."""
        file = vendored_file(uri)
        if file is not None:
            try:
                self._whole(file, Origin("", at.path))
            except Refused as refused:
                if refused.diagnostic.code != "MG174":
                    raise
            else:
                return self._resources[file][()]
        hint = f"`monitorgen api vendor {uri}` puts a copy into the folder"
        raise Refused(Diagnostic("MG190", f"{ref} is not in this folder, and nothing is fetched", at, hint=hint))

    def _entered(self, resource: _Resource, scope: Scope) -> Scope:
        """The scope once a resource is entered: what came before it decides, what is new is added."""
        if not resource.dynamic:
            return scope
        return tuple(sorted({**resource.dynamic, **dict(scope)}.items(), key=lambda item: item[0]))


def vendored_file(uri: str) -> str | None:
    """Where the copy of a document on the web lies, from the system's folder; None for what is on no web server."""
    match = _ON_THE_WEB.fullmatch(uri)
    if match is None or ".." in match[2].split("/"):
        return None
    host, path = match[1].lower(), match[2].lstrip("/") or "index"
    named = re.sub(r"[^A-Za-z0-9._/-]", "_", f"{path}{'_' + match[3][1:] if match[3] else ''}")
    return posixpath.normpath(f"{VENDORED}/{re.sub(r'[^a-z0-9.-]', '_', host)}/{named}")


def dialect_fits(said: str) -> bool:
    """Whether a schema dialect is that of OpenAPI 3.1 or JSON Schema 2020-12."""
    return said.startswith(_DIALECTS)


def _inner(node: Json) -> list[tuple[str | int, Json]]:
    """The maps and lists in a node."""
    if isinstance(node, str) or not isinstance(node, Mapping | Sequence):
        return []
    entries: list[tuple[str | int, Json]] = list(node.items() if isinstance(node, Mapping) else enumerate(node))
    return [(key, value) for key, value in entries if isinstance(value, Mapping | list)]


def _near(node: Json, part: str) -> str:
    import difflib

    near = difflib.get_close_matches(part, list(node) if isinstance(node, Mapping) else [], 1)
    return f"did you mean {near[0]}?" if near else ""
