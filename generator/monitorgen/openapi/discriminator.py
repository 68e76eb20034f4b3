"""What the values of a discriminator mean: what its mapping says, and what the names of schemas say without one.

Renaming a component would change the second silently, so an aggregate has every value in its mapping.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.openapi.tree import as_map, as_text, reference_of

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.openapi.references import Documents, Scope, Target


class Discriminators(Struct):
    """The discriminators of a source. `implied` tells whether names of schemas are values too."""

    documents: Documents
    implied: bool = True
    _children: dict[str, dict[Origin, list[tuple[str, Origin]]]] = field(default_factory=dict)

    def values(self, schema: Mapping[str, Json], at: Origin, scope: Scope) -> dict[str, Target]:
        """What each value selects. Raises `Refused` (MG197, MG198)."""
        here = at.at("discriminator")
        written = as_map(schema["discriminator"], here, "a discriminator")
        found = {
            value: self.target(as_text(said, here.at("mapping", value), "a mapping"), here.at("mapping", value), scope)
            for value, said in as_map(written.get("mapping", {}), here.at("mapping"), "a mapping").items()
        }
        if self.implied:
            mapped = {target.at for target in found.values()}
            for name, target in self._named(schema, at, scope):
                if target.at not in mapped:
                    found.setdefault(name, target)
        return found

    def target(self, said: str, at: Origin, scope: Scope) -> Target:
        """What a mapping says: the name of a schema, or else a reference to one. Raises `Refused` (MG198)."""
        for file in (at.file, self.documents.entry):
            if said in _schemas(self.documents, file):
                return self.documents.follow("#/components/schemas/" + said, Origin(file, at.path, at.layer), scope)
        try:
            return self.documents.follow(said, at, scope)
        except Refused as refused:
            if refused.diagnostic.code == "MG190":
                raise
            hint = "a mapping names a schema of the components or refers to one"
            raise Refused(Diagnostic("MG198", f"no schema {said!r}", at, hint=hint)) from refused

    def _named(self, schema: Mapping[str, Json], at: Origin, scope: Scope) -> list[tuple[str, Target]]:
        """The schemas that may stand for this one, by their own names."""
        listed = [
            (word, number, member)
            for word in ("oneOf", "anyOf")
            for number, member in enumerate(_items(schema.get(word)))
        ]
        if listed:
            targets = [
                self.documents.follow(ref, at.at(word, number), scope)
                for word, number, member in listed
                if (ref := reference_of(member)) is not None
            ]
            return [(name_of(target.at), target) for target in targets]
        return [
            (name, self.documents.follow("#/components/schemas/" + name.replace("~", "~0"), child))
            for name, child in self._descendants(at)
        ]

    def _descendants(self, parent: Origin) -> list[tuple[str, Origin]]:
        """The components that build on a schema with `allOf`, and what builds on them."""
        found: list[tuple[str, Origin]] = []
        seen, todo = {parent}, [parent]
        while todo:
            above = todo.pop(0)
            for file in dict.fromkeys((parent.file, self.documents.entry)):
                for name, child in self._children_in(file).get(above, ()):
                    if child not in seen:
                        seen.add(child)
                        todo.append(child)
                        found.append((name, child))
        return found

    def _children_in(self, file: str) -> dict[Origin, list[tuple[str, Origin]]]:
        if file not in self._children:
            known = self._children[file] = {}
            for name, schema in _schemas(self.documents, file).items():
                at = Origin(file, ("components", "schemas", name))
                for member in _items(schema.get("allOf") if isinstance(schema, Mapping) else None):
                    if (ref := reference_of(member)) is not None:
                        known.setdefault(self.documents.follow(ref, at).at, []).append((name, at))
        return self._children[file]


def name_of(at: Origin) -> str:
    """The name of what stands at a place: its key, or the file's name without its ending."""
    key = next((part for part in reversed(at.path) if isinstance(part, str)), None)
    return key if key is not None else posixpath.basename(at.file).partition(".")[0]


def _items(node: Json) -> list[Json]:
    return list(node) if isinstance(node, list | tuple) else []


def _schemas(documents: Documents, file: str) -> Mapping[str, Json]:
    tree = documents.node(Origin(file))
    components = tree.get("components") if isinstance(tree, Mapping) else None
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    return schemas if isinstance(schemas, Mapping) else {}
