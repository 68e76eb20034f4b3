"""One source as a bundle of pieces: its operations, each with all that it inherits, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ParamSpec
from urllib.parse import unquote

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.openapi.grammar import KINDS, METHODS, V30, V31, V32, Holds, field_of
from monitorgen.openapi.pieces import Bundle, Definition, Operation, Part, Requirement, ToOperation, ToTag
from monitorgen.openapi.references import Documents, Target, dialect_fits
from monitorgen.openapi.tree import as_list, as_map, as_text, reference_of, unescaped
from monitorgen.openapi.walk import Walk, bad_key, good_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Level
    from monitorgen.document import Json
    from monitorgen.openapi.pieces import Where
    from monitorgen.openapi.references import Scope
    from monitorgen.openapi.tree import Files, Source

P = ParamSpec("P")

_VARIABLE = re.compile(r"\{[^{}]*\}")


def bundle(source: Source, files: Files, findings: Findings) -> Bundle | None:
    """The pieces of a source; what is wrong in it goes to the findings (MG190 to MG199), None where nothing is left."""
    documents = Documents(files, source.file, source.origin)
    try:
        return _Bundler(source, documents, findings).bundle()
    except Refused as refused:
        findings.add(refused.diagnostic)
        return None


def said_internal(operation: Json, item: Json) -> bool | None:
    """What an operation and its path item say of being internal: either of them can make it so."""
    if operation is True or item is True:
        return True
    return False if operation is False or item is False else None


def template(path: str) -> str:
    """A path without the names of its variables: two that agree in it are the same path."""
    return _VARIABLE.sub("{}", path)


class _Here(Struct, frozen=True):
    """The path item that is walked: `path` is its own with the prefix, `local` without."""

    where: Where
    path: str
    local: str


class _Bundler(Walk):
    """The walk from the top of a document: paths, webhooks, operations, and what the components hold beside them."""

    def __init__(self, source: Source, documents: Documents, findings: Findings) -> None:
        super().__init__(documents, source.service, findings)
        self.source = source
        self.start = documents.root()
        self.root = as_map(self.start.node, self.start.at, "an OpenAPI document")
        self.made = Bundle(source, V31)
        self._here = _Here("paths", "", "")
        self._dropped = False
        self._templates: dict[str, dict[str, Origin]] = {}

    def bundle(self) -> Bundle:
        made, at = self.made, self.start.at
        self._head()
        for path, item in self._map("paths").items():
            if not path.startswith("x-"):
                self._guarded(self._path, path, item, at.at("paths", path))
        for name, item in self._map("webhooks").items():
            self._guarded(self._webhook, name, item, at.at("webhooks", name))
        self._components()
        made.definitions = self.finish()
        for link in self.links:
            self._guarded(self._link, link)
        made.attachments = self.attachments
        made.version = max(V31, self.documents.newest())
        return made

    def thing(self, name: str, node: Json, at: Origin, scope: Scope) -> Part:
        """As any walk does; a path item outside of `paths` is one of a callback."""
        if name != "PathItem":
            return super().thing(name, node, at, scope)
        if isinstance(node, Mapping) and set(node) == {"$ref"} and (ref := reference_of(node)) is not None:
            return self._reference(KINDS["PathItem"], node, ref, at, scope)
        before, self._here = self._here, _Here("callbacks", str(at.path[-1]), "")
        try:
            return self._item(node, at, scope)
        finally:
            self._here = before

    def _guarded(self, step: Callable[P, None], *given: P.args, **named: P.kwargs) -> None:
        try:
            step(*given, **named)
        except Refused as refused:
            self.findings.add(refused.diagnostic)

    def _map(self, key: str) -> Mapping[str, Json]:
        node, at = self.root.get(key, {}), self.start.at.at(key)
        if (ref := reference_of(node)) is not None:
            node = self._include(node, ref, at, ()).node
        return as_map(node, at, key)

    def _head(self) -> None:
        version = self.documents.version(self.start.at.file)
        for key in self.root:
            if not key.startswith("x-") and field_of(KINDS["OpenApi"], key, version) is None:
                self.findings.add(bad_key(KINDS["OpenApi"], key, self.start.at, version))
        dialect = self.root.get("jsonSchemaDialect")
        if isinstance(dialect, str) and not dialect_fits(dialect):
            at = self.start.at.at("jsonSchemaDialect")
            raise Refused(Diagnostic("MG197", f"the dialect {dialect} is not that of OpenAPI 3.1", at))
        about = {
            key: value for key, value in self.root.items() if key.startswith("x-") or key in ("info", "externalDocs")
        }
        self.made.about = self.fields(KINDS["OpenApi"], about, self.start.at, ())
        for number, tag in enumerate(as_list(self.root.get("tags", []), self.start.at.at("tags"), "tags")):
            self._guarded(self._tag, tag, self.start.at.at("tags", number))
        if "security" in self.root:
            self._guarded(self._root_security, self.root["security"], self.start.at.at("security"))

    def _tag(self, node: Json, at: Origin) -> None:
        made = self.thing("Tag", node, at, ())
        assert isinstance(made, dict)
        name = as_text(as_map(node, at, "a tag").get("name"), at, "the name of a tag")
        if isinstance(parent := made.get("parent"), str):
            made["parent"] = ToTag(self.service, parent)
        self.made.tags[name] = made

    def _path(self, path: str, item: Json, at: Origin) -> None:
        if not path.startswith("/"):
            raise Refused(Diagnostic("MG193", f"the path {path!r} must begin with /", at, part="key"))
        whole = self.source.prefix.rstrip("/") + path
        before = len(self.made.operations)
        self._top(_Here("paths", whole, path), item, at, self.made.paths)
        self.made.path_places[whole] = at
        methods = {each.method for each in self.made.operations[before:] if each.where == "paths"}
        self._tell_twins(path, self._templates.setdefault(template(whole), {}), methods, at)

    def _tell_twins(self, path: str, known: dict[str, Origin], methods: set[str], at: Origin) -> None:
        """Paths that differ in the names of variables alone are one: public APIs share its methods out over them."""
        both = sorted(known.keys() & methods)
        first = known[both[0]] if both else next(iter(known.values()), None)
        if first is not None and methods:
            message = f"{path} is there twice"
            hint = "" if both else f"{first.path[-1]} is the same path: many tools know one of them only"
            related = (Related(first, "the first one"),)
            level: Level = "error" if both else "warning"
            self.findings.add(Diagnostic("MG195", message, at, level=level, part="key", hint=hint, related=related))
        known.update(dict.fromkeys(methods - known.keys(), at))

    def _webhook(self, name: str, item: Json, at: Origin) -> None:
        self._top(_Here("webhooks", name, name), item, at, self.made.webhooks)

    def _top(self, here: _Here, item: Json, at: Origin, into: dict[str, Part]) -> None:
        """A path item of the document itself; it is left out with the last of its operations."""
        self._here = here
        before, dropped = len(self.made.operations), self._dropped
        self._dropped = False
        made = self._item(item, at, ())
        if len(self.made.operations) > before or not self._dropped:
            into[here.path] = made
        self._dropped = self._dropped or dropped

    def _item(self, node: Json, at: Origin, scope: Scope) -> dict[str, Part]:
        fields = _flat(self.documents, Target(node, at, scope), frozenset())
        said = fields.get("servers")
        version = self.documents.version(at.file)
        internal = fields["x-internal"].node if "x-internal" in fields else None
        made: dict[str, Part] = {}
        for key, target in fields.items():
            kind = KINDS["PathItem"]
            if key in METHODS and field_of(kind, key, version) is not None:
                made |= self._kept(key, key, target, said, internal)
            elif key == "additionalOperations" and version >= V32:
                others = as_map(target.node, target.at, key)
                inner: dict[str, Part] = {}
                for method, each in others.items():
                    place = Target(each, target.at.at(method), target.scope)
                    inner |= self._kept(method, method.lower(), place, said, internal)
                made[key] = inner
            elif key != "servers":
                above = Origin(target.at.file, target.at.path[:-1])
                made |= self.fields(kind, {key: target.node}, above, target.scope)
        return made

    def _kept(self, key: str, method: str, target: Target, servers: Target | None, internal: Json) -> dict[str, Part]:
        """An operation under its key, nothing if it does not go out."""
        while (ref := reference_of(target.node)) is not None:
            target = self._include(target.node, ref, target.at, target.scope)
        node = as_map(target.node, target.at, "an operation")
        if self._here.where != "callbacks":
            said = said_internal(node.get("x-internal"), internal)
            if self._here.where == "webhooks":
                said = said is True  # it is called, and no gateway stands before it
            tags = as_list(node.get("tags", []), target.at.at("tags"), "tags")
            if not self.source.filter.keeps(self._here.local, self._here.path, tags=tags, said=said):
                self._dropped = True
                return {}
        operation = Operation(self.service, self._here.where, self._here.path, method, target.at)
        self.made.operations.append(operation)
        return {key: self._operation(node, target, operation, servers)}

    def _operation(
        self, node: Mapping[str, Json], target: Target, operation: Operation, servers: Target | None
    ) -> dict[str, Part]:
        at = target.at
        made = self.fields(KINDS["Operation"], node, at, target.scope, skip="tags operationId security servers")
        if "operationId" in node:
            operation.id = as_text(node["operationId"], at.at("operationId"), "an operationId")
            made["operationId"] = ToOperation("id", operation.id, at, operation)
        tags = [as_text(tag, at.at("tags"), "a tag") for tag in as_list(node.get("tags", []), at.at("tags"), "tags")]
        self.made.untagged |= not tags
        self.made.used.update(dict.fromkeys(tags))
        made["tags"] = [ToTag(self.service, tag) for tag in tags] or [ToTag(self.service, None)]
        if "security" in node:
            made["security"] = self._security(node["security"], at.at("security"))
        elif "security" in self.root:
            made["security"] = self._security(self.root["security"], self.start.at.at("security"))
        above = servers
        if above is None and "servers" in self.root and self._here.where == "paths":
            above = Target(self.root["servers"], self.start.at.at("servers"))
        if "servers" in node:
            above = Target(node["servers"], at.at("servers"))
        if above is not None:
            made["servers"] = self.held(Holds("Server", "many"), above.node, above.at, ())
        return made

    def _root_security(self, node: Json, at: Origin) -> None:
        """Look at what the document asks for even where every operation asks for something else."""
        self._security(node, at)

    def _security(self, node: Json, at: Origin) -> list[Part]:
        made: list[Part] = []
        for number, each in enumerate(as_list(node, at, "security")):
            here = at.at(number)
            schemes = as_map(each, here, "a security requirement").items()
            made.append(Requirement(tuple((self._scheme(name, here.at(name)), scopes) for name, scopes in schemes)))
        return made

    def _scheme(self, name: str, at: Origin) -> Definition:
        """The scheme that a requirement names: of the first document, of the file that says it, in 3.2 a reference."""
        for file in dict.fromkeys((self.source.file, at.file)):
            schemes = schemes_in(self.documents.node(Origin(file)))
            if name in schemes:
                return self._defined_scheme(name, Origin(file, ("components", "securitySchemes", name)))
        if self.documents.version(at.file) >= V32 and ("#" in name or "/" in name):
            return self.define("SecurityScheme", self.documents.follow(name, at))
        known = ", ".join(schemes_in(self.start.node)) or "none"
        message = f"no security scheme {name!r} is defined"
        raise Refused(Diagnostic("MG196", message, at, part="key", hint=f"components.securitySchemes has {known}"))

    def _defined_scheme(self, name: str, at: Origin) -> Definition:
        """A scheme under the name that requirements give it, with what it says itself behind references."""
        target = Target(self.documents.node(at), at)
        seen = {at}
        while (ref := reference_of(target.node)) is not None and isinstance(target.node, Mapping):
            if len(target.node) > 1 and self.documents.version(target.at.file) > V30:
                break  # it says something beside the reference
            target = self.documents.follow(ref, target.at)
            if target.at in seen:
                raise Refused(Diagnostic("MG194", f"{ref} leads back to itself", at))
            seen.add(target.at)
        return self.define("SecurityScheme", target, name)

    def _components(self) -> None:
        """What the components hold beside what is referred to; of a filtered source only the latter goes out."""
        components, at = self._map("components"), self.start.at.at("components")
        version = self.documents.version(at.file)
        for section in components:
            if not section.startswith("x-") and field_of(KINDS["Components"], section, version) is None:
                self.findings.add(bad_key(KINDS["Components"], section, at, version))
        for name, held in KINDS["Components"].fields.items():
            assert isinstance(held, Holds)
            entries = components.get(name, {})
            here = at.at(name)
            if (ref := reference_of(entries)) is not None:
                target = self._include(entries, ref, here, ())
                entries, here = target.node, target.at
            for each, node in as_map(entries, here, name).items():
                self._guarded(good_name, each, here.at(each))
                if self._dropped or held.kind == "PathItem":
                    continue
                if held.kind == "SecurityScheme":
                    self._guarded(self._defined, each, here.at(each))
                else:
                    self.define(held.kind, Target(node, here.at(each)))

    def _defined(self, name: str, at: Origin) -> None:
        """Have a scheme among the pieces, asked for or not."""
        self._defined_scheme(name, at)

    def _link(self, link: ToOperation) -> None:
        """Find the operation that a link leads to, among those that go out."""
        if link.form == "id":
            found = [each for each in self.made.operations if each.id == link.said]
        else:
            found = self._by_reference(link)
        if not found:
            message = f"the link leads to {link.said!r}, which is no operation of this API that goes out"
            raise Refused(Diagnostic("MG199", message, link.at))
        link.operation = found[0]

    def _by_reference(self, link: ToOperation) -> list[Operation]:
        uri, _, fragment = link.said.partition("#")
        parts = [unescaped(unquote(part)) for part in fragment.split("/")[1:]]
        if not uri and link.at.file == self.source.file and len(parts) == 3 and parts[0] in ("paths", "webhooks"):
            where, path, method = parts
            whole = self.source.prefix.rstrip("/") + path if where == "paths" else path
            return [one for one in self.made.operations if (one.where, one.path, one.method) == (where, whole, method)]
        target = self.documents.follow(link.said, link.at)
        while (ref := reference_of(target.node)) is not None:
            target = self.documents.follow(ref, target.at)
        return [each for each in self.made.operations if each.at == target.at]


def _flat(documents: Documents, target: Target, seen: frozenset[Origin]) -> dict[str, Target]:
    """The fields of a path item and of what its `$ref` leads to. Raises `Refused` where both say the same (MG193)."""
    node = as_map(target.node, target.at, "a path item")
    own = {
        key: Target(value, target.at.at(key), target.scope)
        for key, value in node.items()
        if key != "$ref" or reference_of(node) is None
    }
    ref = reference_of(node)
    if ref is None:
        return own
    if target.at in seen:
        raise Refused(Diagnostic("MG194", f"{ref} leads back to itself", target.at))
    further = _flat(documents, documents.follow(ref, target.at, target.scope), seen | {target.at})
    if both := sorted(own.keys() & further.keys()):
        related = (Related(further[both[0]].at, "what the reference leads to says it too"),)
        message = f"{both[0]} is said twice: here and by {ref}"
        raise Refused(Diagnostic("MG193", message, own[both[0]].at, part="key", related=related))
    return {**further, **own}


def schemes_in(tree: Json) -> Mapping[str, Json]:
    """The security schemes of a document, none of a file that is no document."""
    components = tree.get("components") if isinstance(tree, Mapping) else None
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    return schemes if isinstance(schemes, Mapping) else {}
