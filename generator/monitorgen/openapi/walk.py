"""One source along the grammar: its objects in the words of 3.1, references replaced by what they lead to.

Schemas and everything that references may lead to are here; operations and what is around them in `bundle`.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.openapi.discriminator import Discriminators, name_of
from monitorgen.openapi.grammar import KINDS, PLACES, V30, V32, component_kind, field_of
from monitorgen.openapi.pieces import Definition, Part, ToComponent, ToOperation
from monitorgen.openapi.references import dialect_fits
from monitorgen.openapi.tree import as_list, as_map, as_text, reference_of
from monitorgen.openapi.upgrade import upgraded

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json
    from monitorgen.openapi.grammar import Held, Kind
    from monitorgen.openapi.references import Documents, Scope, Target

_STRUCTURE = frozenset(
    ("components", "schemas", "properties", "items", "schema", "content", "paths", "$defs", "definitions", "responses")
)
_CALLED = {"OpenApi": "a document", "Xml": "an `xml`", "OAuthFlow": "an OAuth flow", "OAuthFlows": "the map of flows"}
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Walk:
    """What is known of a source while it is walked: the pieces so far, and those that are still to be made."""

    def __init__(self, documents: Documents, service: str, findings: Findings) -> None:
        self.documents = documents
        self.service = service
        self.findings = findings
        self.links: list[ToOperation] = []
        self.attachments: set[str] = set()
        self._discriminators = Discriminators(documents)
        self._definitions: dict[tuple[str, Origin, Scope, str], Definition] = {}
        self._todo: deque[tuple[Definition, Target]] = deque()
        self._including: list[Origin] = []

    def define(self, kind: str, target: Target, wish: str = "") -> Definition:
        """The piece that a place becomes; it is made later, so that schemas may refer to themselves.

        `wish` is the name under which it is known, if that is not the one of its place.
        """
        key = kind, target.at, target.scope, wish
        if key not in self._definitions:
            made = Definition(self.service, kind, wish or _wish(target.at), target.at)
            self._definitions[key] = made
            self._todo.append((made, target))
        return self._definitions[key]

    def finish(self) -> list[Definition]:
        """Make all pieces that something refers to, and what they refer to."""
        while self._todo:
            made, target = self._todo.popleft()
            try:
                made.tree = self.thing(made.kind, target.node, target.at, target.scope)
            except Refused as refused:
                self.findings.add(refused.diagnostic)
        return list(self._definitions.values())

    def held(self, held: Held, node: Json, at: Origin, scope: Scope) -> Part:
        """What a field holds."""
        if held == "data":
            return node
        if held == "plain":
            return self._plain(node, at)
        while held.form != "one" and (ref := reference_of(node)) is not None:
            target = self._include(node, ref, at, scope)
            node, at, scope = target.node, target.at, target.scope
        if held.form == "one":
            return self.thing(held.kind, node, at, scope)
        if held.form == "many":
            items = as_list(node, at, f"{at.path[-1]}")
            return [self.thing(held.kind, item, at.at(number), scope) for number, item in enumerate(items)]
        entries = as_map(node, at, f"{at.path[-1]}")
        return {key: self.thing(held.kind, value, at.at(key), scope) for key, value in entries.items()}

    def thing(self, name: str, node: Json, at: Origin, scope: Scope) -> Part:
        """An object of a kind. Raises `Refused` where it is none (MG193, MG197) or a reference leads nowhere."""
        if name == "Schema":
            return self._schema(node, at, scope)
        kind = KINDS[name]
        if (ref := reference_of(node)) is not None:
            version = self.documents.version(at.file)
            if kind.section and (name != "MediaType" or version >= V32):
                return self._reference(kind, as_map(node, at, name), ref, at, scope)
            target = self._include(node, ref, at, scope)
            self._including.append(target.at)
            try:
                return self.thing(name, target.node, target.at, target.scope)
            finally:
                self._including.pop()
        made = self.fields(kind, as_map(node, at, _words(name)), at, scope)
        if name == "Example":
            self._attach(made, at)
        return made

    def fields(self, kind: Kind, node: Mapping[str, Json], at: Origin, scope: Scope, skip: str = "") -> dict[str, Part]:
        """The fields of an object, each along what it holds; those in `skip` are somebody else's."""
        version = self.documents.version(at.file)
        made: dict[str, Part] = {}
        for key, value in node.items():
            if key in skip.split():
                continue
            held = None if key.startswith("x-") else field_of(kind, key, version)
            if held is None and not key.startswith("x-"):
                self.findings.add(bad_key(kind, key, at, version))
            elif held is None:
                made[key] = self._extension(value, at.at(key))
            elif kind.name == "Link" and key in ("operationId", "operationRef"):
                said = as_text(value, at.at(key), key)
                self.links.append(ToOperation("id" if key == "operationId" else "ref", said, at.at(key)))
                made[key] = self.links[-1]
            else:
                made[key] = self.held(held, value, at.at(key), scope)
        return made

    def _reference(self, kind: Kind, node: Mapping[str, Json], ref: str, at: Origin, scope: Scope) -> Part:
        target = self.documents.follow(ref, at, scope)
        made: dict[str, Part] = {"$ref": ToComponent(self.define(kind.name, self._fitting(kind, target, ref, at)))}
        if self.documents.version(at.file) > V30:
            made |= {key: self._plain(value, at.at(key)) for key, value in node.items() if key in kind.inherits}
        return made

    def _fitting(self, kind: Kind, target: Target, ref: str, at: Origin) -> Target:
        path = target.at.path
        if len(path) == 3 and path[0] == "components" and path[1] != kind.section:
            raise Refused(Diagnostic("MG191", f"{ref} is in {path[1]}; here is a place for {kind.section}", at))
        seen, end = {at}, target
        while (further := reference_of(end.node)) is not None and (kind.name != "Schema" or self._bare(end)):
            if end.at in seen:
                raise Refused(Diagnostic("MG194", f"{ref} leads back to itself", at))
            seen.add(end.at)
            end = self.documents.follow(further, end.at, end.scope)
        return target

    def _bare(self, target: Target) -> bool:
        """Whether a schema is nothing but a reference."""
        node = target.node
        return isinstance(node, Mapping) and (len(node) == 1 or self.documents.version(target.at.file) == V30)

    def _include(self, node: Json, ref: str, at: Origin, scope: Scope) -> Target:
        """A reference where the format has none, as documents in many files use them: it is its target, no more."""
        if isinstance(node, Mapping) and len(node) > 1:
            beside = next(key for key in node if key != "$ref")
            raise Refused(Diagnostic("MG193", f"{beside} cannot stand beside this `$ref`", at.at(beside), part="key"))
        target = self.documents.follow(ref, at, scope)
        if target.at in self._including or target.at == at:
            raise Refused(Diagnostic("MG194", f"{ref} includes itself", at))
        return target

    def _plain(self, node: Json, at: Origin) -> Part:
        if isinstance(node, Mapping) and (ref := reference_of(node)) is not None:
            return self._included(node, ref, at, self._plain)
        return _each(node, at, self._plain)

    def _extension(self, node: Json, at: Origin) -> Part:
        """What an extension says: references to components lead there, what stands in files is a part of it.

        Any other reference is its own business.
        """
        if not isinstance(node, Mapping) or (ref := reference_of(node)) is None:
            return _each(node, at, self._extension)
        try:
            target = self.documents.follow(ref, at, ())
            if (kind := component_kind(target.at.path)) is None:
                return self._included(node, ref, at, self._extension)
        except Refused:
            return _each(node, at, self._extension)
        beside = {key: self._extension(value, at.at(key)) for key, value in node.items() if key != "$ref"}
        return {"$ref": ToComponent(self.define(kind, target)), **beside}

    def _included(self, node: Json, ref: str, at: Origin, walk: Callable[[Json, Origin], Part]) -> Part:
        target = self._include(node, ref, at, ())
        self._including.append(target.at)
        try:
            return walk(target.node, target.at)
        finally:
            self._including.pop()

    def _schema(self, node: Json, at: Origin, scope: Scope) -> Part:
        if isinstance(node, bool):
            return node
        version = self.documents.version(at.file)
        schema = as_map(node, at, "a schema")
        ref = reference_of(schema)
        if version == V30:
            if ref is not None:
                return {"$ref": self._to_schema(ref, at, scope)}
            schema = self._of_30(schema, at)
        elif "$id" in schema:
            scope = self.documents.within(at, scope)
        made: dict[str, Part] = {}
        for key, value in schema.items():
            if key in PLACES:
                self._check_dialect(key, value, at)
            elif key == "$ref" and ref is not None:
                made["$ref"] = self._to_schema(ref, at, scope)
            elif key == "discriminator":
                made[key] = self._discriminator(schema, at, scope)
            elif key != "$dynamicRef":
                made[key] = self._of_schema(key, value, at.at(key), scope)
        return self._with_dynamic(schema, made, at, scope) if "$dynamicRef" in schema else made

    def _of_schema(self, key: str, value: Json, at: Origin, scope: Scope) -> Part:
        if key.startswith("x-"):
            return self._extension(value, at)
        held = field_of(KINDS["Schema"], key, V32)
        assert held is not None
        return self.held(held, value, at, scope)

    def _of_30(self, schema: Mapping[str, Json], at: Origin) -> Mapping[str, Json]:
        unknown = [key for key in schema if field_of(KINDS["Schema"], key, V30) is None]
        for key in unknown:
            self.findings.add(bad_key(KINDS["Schema"], key, at, V30))
        return upgraded({key: value for key, value in schema.items() if key not in unknown})

    def _with_dynamic(self, schema: Mapping[str, Json], made: dict[str, Part], at: Origin, scope: Scope) -> Part:
        ref = as_text(schema["$dynamicRef"], at.at("$dynamicRef"), "a reference")
        end = ToComponent(self.define("Schema", self.documents.follow_dynamic(ref, at, scope)))
        if "$ref" not in made:
            return {**made, "$ref": end}
        others = made.get("allOf", [])
        assert isinstance(others, Sequence)
        return {**made, "allOf": [{"$ref": end}, *others]}

    def _to_schema(self, ref: str, at: Origin, scope: Scope) -> ToComponent:
        target = self._fitting(KINDS["Schema"], self.documents.follow(ref, at, scope), ref, at)
        return ToComponent(self.define("Schema", target))

    def _discriminator(self, schema: Mapping[str, Json], at: Origin, scope: Scope) -> Part:
        here = at.at("discriminator")
        written = as_map(schema["discriminator"], here, "a discriminator")
        made = self.fields(KINDS["Discriminator"], written, here, scope, skip="mapping defaultMapping")
        values = self._discriminators.values(schema, at, scope)
        if values:
            made["mapping"] = {value: ToComponent(self.define("Schema", target)) for value, target in values.items()}
        if "defaultMapping" in written:
            said = as_text(written["defaultMapping"], here.at("defaultMapping"), "a mapping")
            target = self._discriminators.target(said, here.at("defaultMapping"), scope)
            made["defaultMapping"] = ToComponent(self.define("Schema", target))
        return made

    def _check_dialect(self, key: str, value: Json, at: Origin) -> None:
        if key == "$schema" and isinstance(value, str) and not dialect_fits(value):
            raise Refused(Diagnostic("MG197", f"the dialect {value} is not that of OpenAPI 3.1", at.at(key)))

    def _attach(self, example: dict[str, Part], at: Origin) -> None:
        """Let an example's file be found from the system's folder, wherever the document ends up."""
        value = example.get("externalValue")
        if isinstance(value, str) and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/", value):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(at.file), value))
            if file.startswith("../"):
                raise Refused(Diagnostic("MG190", f"{value} leads out of the system's folder", at.at("externalValue")))
            example["externalValue"] = file
            self.attachments.add(file)


def _each(node: Json, at: Origin, walk: Callable[[Json, Origin], Part]) -> Part:
    """A value made of what becomes of all that is in it."""
    if isinstance(node, Mapping):
        return {key: walk(value, at.at(key)) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [walk(value, at.at(number)) for number, value in enumerate(node)]
    return node


def bad_key(kind: Kind, key: str, at: Origin, version: int) -> Diagnostic:
    """A key that an object of a kind does not have."""
    import difflib

    late = version < V32 and field_of(kind, key, V32) is not None
    near = difflib.get_close_matches(key, list(kind.fields), 1)
    newer = "a newer version of OpenAPI has it: raise `openapi:`" if late else ""
    hint = newer or (f"did you mean {near[0]}?" if near else "keys of your own begin with `x-`")
    message = f"{_words(kind.name)} of OpenAPI 3.{version % 10} has no {key!r}"
    return Diagnostic("MG193", message, at.at(key), part="key", hint=hint)


def good_name(name: str, at: Origin) -> None:
    """Refuse a component's name that references could not spell (MG193)."""
    if not _NAME.fullmatch(name):
        hint = "letters, digits, `.`, `-` and `_`"
        raise Refused(Diagnostic("MG193", f"{name!r} is no name for a component", at, part="key", hint=hint))


def _words(name: str) -> str:
    if name in _CALLED:
        return _CALLED[name]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    if words.endswith("s"):
        return f"the map of {words}"
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def _wish(at: Origin) -> str:
    """The name that a place would have as a component."""
    if len(at.path) == 3 and at.path[0] == "components":
        return str(at.path[2])
    steps = [str(part) for part in at.path if isinstance(part, str) and part not in _STRUCTURE][-3:]
    text = "_".join(steps) or name_of(at)
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("_") or "part"
