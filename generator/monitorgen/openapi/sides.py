"""One side of a comparison: a document as its reader sees it, every reference followed where it stands."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.openapi.discriminator import Discriminators
from monitorgen.openapi.grammar import KINDS, METHODS, V30, V32, component_kind
from monitorgen.openapi.tree import reference_of, unescaped

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.openapi.references import Documents, Scope, Target


class View(Struct, frozen=True):
    """A value, where it stands, and the scope in which its references are read."""

    node: Json
    at: Origin
    scope: Scope = ()

    def inner(self, key: str | int, node: Json) -> View:
        """What stands in this value."""
        return View(node, self.at.at(key), self.scope)

    def without(self, key: str) -> View:
        """A map less one of its keys."""
        return View({name: value for name, value in _map(self.node).items() if name != key}, self.at, self.scope)

    def entries(self) -> dict[str, View]:
        """What is in a map, or in a list by its numbers; nothing is in anything else."""
        if isinstance(self.node, Mapping):
            return {key: self.inner(key, value) for key, value in self.node.items()}
        if isinstance(self.node, Sequence) and not isinstance(self.node, str):
            return {str(number): self.inner(number, value) for number, value in enumerate(self.node)}
        return {}


@dataclass(slots=True)
class Side:
    """A document and what it refers to. `prefix` stands before its paths on the other side."""

    documents: Documents
    prefix: str = ""
    implied: bool = True
    root: View = field(init=False)
    discriminators: Discriminators = field(init=False)
    _tops: dict[str, dict[str, View]] = field(default_factory=dict)
    _links: dict[tuple[str, Origin], tuple[str, str] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        start = self.documents.root()
        self.root = View(start.node, start.at)
        self.discriminators = Discriminators(self.documents, self.implied)

    def version(self, view: View) -> int:
        """The version of the format in which a value is written."""
        return self.documents.version(view.at.file)

    def top(self, where: str) -> dict[str, View]:
        """The path items of the document: `paths` or `webhooks`."""
        if where not in self._tops:
            whole = self.root.entries().get(where)
            items = self.through(whole).entries() if whole is not None else {}
            self._tops[where] = {name: view for name, view in items.items() if where != "paths" or name[:2] != "x-"}
        return self._tops[where]

    def through(self, view: View) -> View:
        """A value behind the references that stand in its place."""
        seen = {view.at}
        while (ref := reference_of(view.node)) is not None:
            view = self._follow(ref, view)
            if view.at in seen:
                raise Refused(Diagnostic("MG194", f"{ref} leads back to itself", view.at))
            seen.add(view.at)
        return view

    def resolved(self, kind: str, view: View) -> View:
        """An object behind its reference, with what stands beside the reference in place of what it says itself."""
        ref = reference_of(view.node)
        if ref is None:
            return view
        target = self.resolved(kind, self._follow(ref, view))
        own = {key: value for key, value in _map(view.node).items() if key in KINDS[kind].inherits}
        if not own or self.version(view) == V30:
            return target
        return View({**_map(target.node), **own}, target.at, target.scope)

    def item(self, view: View) -> dict[str, View]:
        """The fields of a path item and of what it refers to."""
        own = view.entries()
        if (ref := reference_of(view.node)) is None:
            return own
        del own["$ref"]
        return {**self.item(self._follow(ref, view)), **own}

    def operations(self, view: View) -> dict[str, View]:
        """The operations of a path item by their methods."""
        fields = self.item(view)
        found = {method: self.through(fields[method]) for method in METHODS if method in fields}
        if self.version(view) >= V32 and "additionalOperations" in fields:
            others = fields["additionalOperations"].entries()
            found |= {method.lower(): self.through(each) for method, each in others.items()}
        return found

    def included(self, view: View) -> Json:
        """A plain value with what it refers to, where the format has no references: documents in many files do so."""
        if (ref := reference_of(view.node)) is not None and len(_map(view.node)) == 1:
            try:
                return self.included(self._follow(ref, view))
            except (Refused, RecursionError):
                return view.node
        if isinstance(view.node, Mapping):
            return {key: self.included(each) for key, each in view.entries().items()}
        if isinstance(view.node, Sequence) and not isinstance(view.node, str):
            return [self.included(each) for each in view.entries().values()]
        return view.node

    def behind(self, view: View) -> View:
        """A value behind the references in its place; itself, if something stands beside one or it leads nowhere."""
        if len(_map(view.node)) != 1:
            return view
        try:
            return self.through(view)
        except Refused:
            return view

    def component(self, view: View) -> str | None:
        """The kind of the component that a value refers to; None if it refers to none."""
        ref = reference_of(view.node)
        if ref is None:
            return None
        try:
            return component_kind(self._follow(ref, view).at.path)
        except Refused:
            return None

    def schema_end(self, view: View) -> View:
        """A schema behind references that say nothing themselves, in the scope of its own resource."""
        seen: set[tuple[Origin, Scope]] = set()
        while isinstance(schema := view.node, Mapping):
            if "$id" in schema and self.version(view) > V30:
                view = View(schema, view.at, self.documents.within(view.at, view.scope))
            ref, dynamic = reference_of(schema), schema.get("$dynamicRef")
            alone = len(schema) == 1 or self.version(view) == V30
            if (view.at, view.scope) in seen or not alone or (ref is None and not isinstance(dynamic, str)):
                return view
            seen.add((view.at, view.scope))
            view = self._follow(ref, view) if ref is not None else self._dynamic(str(dynamic), view)
        return view

    def all_of(self, view: View) -> list[View]:
        """All schemas that a value has to fit beside what this one says of it itself."""
        parts: list[View] = []
        schema = _map(view.node)
        if (ref := reference_of(schema)) is not None:
            parts.append(self._follow(ref, view))
        if isinstance(dynamic := schema.get("$dynamicRef"), str):
            parts.append(self._dynamic(dynamic, view))
        return [*parts, *view.inner("allOf", schema.get("allOf", ())).entries().values()]

    def tag(self, name: Json) -> View:
        """What a tag says, under the name that its owner gave it."""
        for number, each in enumerate(_list(_map(self.root.node).get("tags"))):
            tag = _map(each)
            if tag.get("name") == name:
                shown = {key: value for key, value in tag.items() if key not in ("parent", "x-displayName")}
                made = {**shown, "name": tag.get("x-displayName", name)}
                if "parent" in tag:
                    made["parent"] = self.tag(tag["parent"]).node
                return View(made, self.root.at.at("tags", number))
        return View({"name": name}, self.root.at)

    def attached(self, view: View) -> Json:
        """The file of an example, from the system's folder; a URI is itself."""
        said = view.node
        if not isinstance(said, str) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", said) or not self.implied:
            return said
        return posixpath.normpath(posixpath.join(posixpath.dirname(view.at.file), said))

    def linked(self, key: str, view: View) -> tuple[str, str] | None:
        """The path, with its prefix, and the method of the operation that a link leads to."""
        said = str(view.node)
        if key == "operationId":
            return self._by_id(said)
        uri, _, fragment = said.partition("#")
        parts = [unescaped(unquote(part)) for part in fragment.split("/")[1:]]
        if not uri and len(parts) >= 3 and parts[0] in ("paths", "webhooks"):
            before = self.prefix.rstrip("/") if parts[0] == "paths" else ""
            return before + parts[1], parts[-1]
        return self._by_place(self.through(self._follow(said, view)).at)

    def _by_id(self, said: str) -> tuple[str, str] | None:
        return next((place for place, view in self._all() if _map(view.node).get("operationId") == said), None)

    def _by_place(self, at: Origin) -> tuple[str, str] | None:
        return next((place for place, view in self._all() if view.at == at), None)

    def _all(self) -> list[tuple[tuple[str, str], View]]:
        return [
            (((self.prefix.rstrip("/") if where == "paths" else "") + name, method), view)
            for where in ("paths", "webhooks")
            for name, item in self.top(where).items()
            for method, view in self.operations(item).items()
        ]

    def _follow(self, ref: str, view: View) -> View:
        target = self.documents.follow(ref, view.at, view.scope)
        return View(target.node, target.at, target.scope)

    def _dynamic(self, ref: str, view: View) -> View:
        target = self.documents.follow_dynamic(ref, view.at, view.scope)
        return View(target.node, target.at, target.scope)


def requirements(side: Side, operation: View) -> list[dict[str, tuple[View, Json]]] | None:
    """The security of an operation, its own or the document's, each scheme with its scopes. Raises `Refused`."""
    own = _map(operation.node)
    where = operation if "security" in own else side.root
    security = _map(where.node).get("security")
    if security is None:
        return None
    return [
        {name: (_scheme(side, name, where.at), scopes) for name, scopes in _map(each).items()}
        for each in _list(security)
    ]


def _scheme(side: Side, name: str, at: Origin) -> View:
    for tree, file in ((side.root.node, side.root.at.file), (side.documents.node(Origin(at.file)), at.file)):
        schemes = _map(_map(_map(tree).get("components")).get("securitySchemes"))
        if name in schemes:
            return View(schemes[name], Origin(file, ("components", "securitySchemes", name)))
    target = side.documents.follow(name, at)
    return View(target.node, target.at)


def schema_targets(side: Side, schema: View) -> dict[str, Target]:
    """What each value of a schema's discriminator selects, and under an empty value what any other does."""
    node = _map(schema.node)
    found = side.discriminators.values(node, schema.at, schema.scope)
    default = _map(node.get("discriminator")).get("defaultMapping")
    if isinstance(default, str):
        found[""] = side.discriminators.target(default, schema.at, schema.scope)
    return found


def _map(node: Json) -> Mapping[str, Json]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Json) -> Sequence[Json]:
    return node if isinstance(node, Sequence) and not isinstance(node, str) else ()
