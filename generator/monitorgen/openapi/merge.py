"""Several bundles as one document: the aggregate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Related
from monitorgen.openapi.bundle import bundle, template
from monitorgen.openapi.grammar import KINDS, METHODS, V32
from monitorgen.openapi.names import named
from monitorgen.openapi.pieces import Requirement, ToComponent, ToOperation, ToTag
from monitorgen.openapi.tree import escaped

if TYPE_CHECKING:
    from monitorgen.diagnostics import Findings
    from monitorgen.document import Json
    from monitorgen.openapi.pieces import Bundle, Definition, Operation, Part
    from monitorgen.openapi.tree import Files, Source

Pointer: TypeAlias = tuple[str, ...]

BY_SERVICE = "x-monitorgen-service"
"""Marks a tag that is there for operations without one: the name of their service."""


class Head(Struct, frozen=True):
    """What the aggregate says of itself; `servers` are for services that say none."""

    title: str
    version: str
    description: str = ""
    servers: tuple[Mapping[str, Json], ...] = ()


class Aggregate(Struct, frozen=True):
    """The document; where each path, operation and component came from; the files that its examples refer to."""

    document: dict[str, Json]
    provenance: Mapping[Pointer, tuple[str, Origin]]
    attachments: tuple[str, ...] = ()


def aggregate(sources: Sequence[Source], files: Files, head: Head, findings: Findings) -> Aggregate | None:
    """One document that is the same API as all the sources; or None and findings (MG190 to MG199)."""
    assert len({(source.service, source.file) for source in sources}) == len(sources), "a file is read once a service"
    bundles = [made for source in _ordered(sources) if (made := bundle(source, files, findings)) is not None]
    speaking = [each.source.service for each in bundles if each.tags or each.webhooks]
    assert len({*speaking}) == len(speaking), "tags and webhooks are told apart by the service"
    _check_paths(bundles, findings)
    if findings.failed:
        return None
    return _Merge(bundles, head).made()


def _ordered(sources: Sequence[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (source.service, source.file, source.prefix))


def _check_paths(bundles: Sequence[Bundle], findings: Findings) -> None:
    """Tell of paths that two services have: who answers would be chance."""
    first: dict[str, tuple[Bundle, str]] = {}
    for each in bundles:
        for path in each.paths:
            before, known = first.setdefault(template(path), (each, path))
            if before is not each:
                one, two = before.source.service, each.source.service
                message = f"{path} is a path of {one} and of {two}" if one != two else f"{one} has {path} twice"
                related = (Related(before.path_places[known], f"that of {one}" if one != two else "the first one"),)
                hint = "give one of them a prefix" if one != two else "write all methods of a path in one place"
                place = each.path_places[path]
                findings.add(Diagnostic("MG195", message, place, part="key", hint=hint, related=related))


class _Merge(Struct):
    bundles: Sequence[Bundle]
    head: Head
    names: dict[Definition, tuple[Definition, str]] = field(default_factory=dict)
    ids: dict[Operation, str] = field(default_factory=dict)
    tags: dict[tuple[str, str | None], str] = field(default_factory=dict)
    hooks: dict[tuple[str, str], str] = field(default_factory=dict)
    provenance: dict[Pointer, tuple[str, Origin]] = field(default_factory=dict)

    def made(self) -> Aggregate:
        self.names = named(piece for each in self.bundles for piece in each.definitions)
        self.ids = _operation_ids(self.bundles)
        self.tags = _tag_names(self.bundles)
        self.hooks = _unique([(each.source.service, name) for each in self.bundles for name in each.webhooks])
        version = max((each.version for each in self.bundles), default=31)
        document: dict[str, Json] = {"openapi": "3.2.0" if version >= V32 else "3.1.1", "info": self._info()}
        if self.head.servers:
            document["servers"] = list(self.head.servers)
        document["paths"] = {path: self._filled(item) for each in self.bundles for path, item in each.paths.items()}
        if self.hooks:
            document["webhooks"] = {
                self.hooks[each.source.service, name]: self._filled(item)
                for each in self.bundles
                for name, item in each.webhooks.items()
            }
        if components := self._components():
            document["components"] = components
        if tags := self._tags():
            document["tags"] = tags
            document["x-tagGroups"] = self._groups()
        about: dict[str, Json] = {}
        for each in self.bundles:
            about.setdefault(each.source.service, self._about(each))
        document["x-services"] = about
        self._note_operations()
        attachments = tuple(sorted({file for each in self.bundles for file in each.attachments}))
        return Aggregate(document, dict(sorted(self.provenance.items())), attachments)

    def _info(self) -> dict[str, Json]:
        said = {"title": self.head.title, "version": self.head.version, "description": self.head.description}
        return {key: value for key, value in said.items() if value}

    def _about(self, each: Bundle) -> Json:
        about = self._filled(each.about)
        before = {"prefix": each.source.prefix} if each.source.prefix else {}
        return {**before, **about} if isinstance(about, Mapping) else about

    def _components(self) -> dict[str, Json]:
        made: dict[str, dict[str, Json]] = defaultdict(dict)
        for piece, (standing, name) in self.names.items():
            if piece is standing:
                section = KINDS[piece.kind].section
                made[section][name] = self._filled(piece.tree)
                self.provenance["components", section, name] = piece.service, piece.at
        order = [section for section in KINDS["Components"].fields if section in made]
        return {section: dict(sorted(made[section].items())) for section in order}

    def _tags(self) -> list[Json]:
        """The tags in the order of the services, each with the name that it now has and the one it had."""
        made: dict[str, Json] = {}
        for (service, name), final in self.tags.items():
            written = next((e.tags[name] for e in self.bundles if e.source.service == service and name in e.tags), None)
            tag = self._filled(written) if written is not None else {}
            assert isinstance(tag, Mapping)
            more: dict[str, Json] = {}
            if name is None:
                more = {BY_SERVICE: True}
            elif final != name:
                more = {"x-displayName": tag.get("x-displayName", name)}
            known = made.get(final)
            if known is None or len(tag) > len(known if isinstance(known, Mapping) else ()):
                made[final] = {**tag, "name": final, **more}
        return list(made.values())

    def _groups(self) -> list[Json]:
        groups: dict[str, list[str]] = {}
        for (service, _), final in self.tags.items():
            groups.setdefault(service, []).append(final)
        return [{"name": service, "tags": list(dict.fromkeys(tags))} for service, tags in groups.items()]

    def _note_operations(self) -> None:
        for each in self.bundles:
            for path, at in each.path_places.items():
                if path in each.paths:
                    self.provenance["paths", path] = each.source.service, at
            for operation in each.operations:
                if operation.where != "callbacks":
                    self.provenance[self._place(operation)] = operation.service, operation.at

    def _place(self, operation: Operation) -> Pointer:
        """Where an operation stands in the document."""
        path = operation.path
        if operation.where == "webhooks":
            path = self.hooks[operation.service, path]
        steps = (operation.method,) if operation.method in METHODS else ("additionalOperations", operation.method)
        return (operation.where, path, *steps)

    def _filled(self, part: Part) -> Json:
        """A tree with its holes filled."""
        if isinstance(part, Mapping):
            return {key: self._filled(value) for key, value in part.items()}
        if isinstance(part, Sequence) and not isinstance(part, str):
            return [self._filled(item) for item in part]
        if isinstance(part, ToComponent):
            standing, name = self.names[part.definition]
            return f"#/components/{KINDS[standing.kind].section}/{name}"
        if isinstance(part, Requirement):
            return {self.names[scheme][1]: scopes for scheme, scopes in part.schemes}
        if isinstance(part, ToTag):
            return self.tags[part.service, part.name]
        if isinstance(part, ToOperation):
            assert part.operation is not None, part.said
            if part.form == "id":
                return self.ids[part.operation]
            steps = (quote(escaped(step), safe="~!$&'()*+,;=:@") for step in self._place(part.operation))
            return "#/" + "/".join(steps)
        return part


def _operation_ids(bundles: Sequence[Bundle]) -> dict[Operation, str]:
    """An id of its own for each operation that has one: its own if it is the only one, else after its service."""
    operations = [one for each in bundles for one in each.operations if one.id is not None]
    count = Counter(one.id for one in operations)
    taken = {one.id for one in operations if count[one.id] == 1}
    found: dict[Operation, str] = {}
    for one in operations:
        assert one.id is not None
        name, number = one.id, 1
        while count[one.id] > 1 and name in taken | {one.id}:
            name = f"{one.service}_{one.id}" + (f"_{number}" if number > 1 else "")
            number += 1
        taken.add(name)
        found[one] = name
    return found


def _tag_names(bundles: Sequence[Bundle]) -> dict[tuple[str, str | None], str]:
    """The tags of each service by their names there; one that several services have is told apart by the service."""
    used: list[tuple[str, str | None]] = []
    for each in bundles:
        used += [(each.source.service, name) for name in dict.fromkeys((*each.tags, *each.used))]
        if each.untagged:
            used.append((each.source.service, None))
    count = Counter(name for _, name in dict.fromkeys(used))
    found: dict[tuple[str, str | None], str] = {}
    taken = {name for name, times in count.items() if times == 1 and name is not None}
    for service, name in dict.fromkeys(used):
        if name is not None and count[name] == 1:
            found[service, name] = name
            continue
        wanted = f"{service}: {name}" if name is not None else service
        final, number = wanted, 1
        while final in taken:
            number += 1
            final = f"{wanted} ({number})"
        taken.add(final)
        found[service, name] = final
    return found


def _unique(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A name for each (service, name): its own if only one has it, else after its service."""
    count = Counter(name for _, name in keys)
    return {(service, name): name if count[name] == 1 else f"{service}_{name}" for service, name in keys}
