"""All files of a system to one `Spec`: collections joined by name, settings said once, patches put where they belong.

Three passes. The files are *read through*: every entry is expanded and drafted under its name, and what the root's
`environments:` says is kept aside. Then that is *handed out* to the drafts that it patches. At last all is *checked*:
types, names of environments, patches that contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load import answers, root_answers, typed
from monitorgen.load.conflicts import check_patches
from monitorgen.load.expand import Mention, attempt, check_name
from monitorgen.raw import NONE, Raw
from monitorgen.spec.scalars import ENVIRONMENT as ENVIRONMENT_NAME
from monitorgen.spec.shape import Choice, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import COLLECTIONS, Environment, System
from monitorgen.spec.written import EnvironmentDeclaration, Patch, Spec, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SYSTEM = model_of(System)
ENVIRONMENT = model_of(Environment)

ONE_NAMESPACE = ("services", "infrastructure")
RESERVED = {
    "system": "it is what everything else of the system belongs to",
    "none": "it is the word for nothing",
    "host": "it is the word for the host's own network",
}

# What exists without a declaration, so that it can be tuned, dropped and patched; in `_FREE` any name can.
_BUILT_IN: dict[str, frozenset[str]] = {
    "alerts": frozenset({"TargetDown"}),
    "inhibit": frozenset({"higher-severity", "down"}),
}
_FREE = frozenset({"labels", "checks", "stack", "dashboards"})
# A channel that is `none` is off for everybody; which dashboards are made without asking is known when it is linked.
_DROPPABLE = frozenset({"channels", "dashboards"})
_SAID_ONCE = frozenset({"monitorgen", "system", "python"})


class _Part(NamedTuple):
    """A named thing of a root collection, or a setting (`collection` empty), as it stands in one file."""

    collection: str
    name: str
    shape: Shape
    raw: Raw
    origin: Origin


class _Draft(Struct):
    """A named thing or a setting on its way; `sound` is False for what is only patched, or so wrong that it is told.

    `readable` says that every scalar of it and of its patches is what its field wants: there are no types to check.
    `names_files` says that one may be the name of a file.
    """

    shape: Shape
    node: Raw
    origin: Origin
    patches: list[Patch]
    sound: bool = True
    readable: bool = True
    names_files: bool = False


def _is_inherited(part: _Part) -> bool:
    """Whether an entry of the root is there without being declared, so that `none` can drop it."""
    return part.name in _BUILT_IN.get(part.collection, ())


def gather(
    name: str, files: Iterable[tuple[str, dict[str, Raw]]], types: Iterable[str], findings: Findings, *, complete: bool
) -> Spec:
    """The spec of the system `name` from the raw nodes of its files; of any use only if nothing was found.

    `types` are the names of the built-in types. `complete` says that all files could be read: else what one of them
    may have declared is not missed.
    """
    gathering = _Gathering(name, _BUILT_IN | {"types": frozenset(types)}, findings)
    for file, root in files:
        gathering.read_through(file, root)
    if complete:
        gathering.hand_out()
    gathering.check(complete=complete)
    return gathering.spec()


class _Gathering(Struct):
    name: str
    built_in: dict[str, frozenset[str]]
    findings: Findings
    drafts: dict[str, dict[str, _Draft]] = field(default_factory=lambda: {name: {} for name in ("", *COLLECTIONS)})
    environments: dict[str, EnvironmentDeclaration] = field(default_factory=dict)
    roots: list[tuple[str, dict[str, Raw], Origin]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    misshapen: bool = False
    severities: Origin | None = None
    said: Origin | None = None

    # -- reading through ------------------------------------------------------------------------------------------

    def read_through(self, file: str, root: dict[str, Raw]) -> None:
        """Draft what one file says."""
        top = Origin(file)
        for part in self._parts(root, SYSTEM, top):
            if part.name in _SAID_ONCE and not part.collection:
                self._say_once(part)
            else:
                self._draft(part)
        if "environments" in root:
            self._declare(root["environments"], top.at("environments"))

    def _parts(self, root: dict[str, Raw], model_shape: ModelOf, top: Origin) -> Iterator[_Part]:
        """What stands in the root of a file, or of an environment; what has no place there is told."""
        for key, raw in root.items():
            shape = model_shape.fields.get(key)
            origin = top.at(key)
            if key in COLLECTIONS and shape is not None:
                yield from self._named(key, raw, shape, origin)
            elif key == "environments" and top.path:
                self.findings.add(answers.nested_environments(str(top.path[-1]), origin))
            elif shape is not None:
                yield _Part("", key, shape, raw, origin)
            elif key != "environments" and not key.startswith("x-"):
                self.findings.add(answers.unknown_key(key, model_shape, origin))

    def _named(self, collection: str, raw: Raw, shape: Shape, origin: Origin) -> Iterator[_Part]:
        if not isinstance(raw, dict):
            attempt(raw, shape, origin, self.findings, droppable=False)
            return
        if collection == "severities" and origin.layer == "base":
            if self.severities is not None:
                self.findings.add(root_answers.severities_apart(origin, self.severities))
            self.severities = self.severities or origin
        for name, value in raw.items():
            at = origin.at(name)
            if isinstance(shape, MapOf):
                if check_name(name, shape.key, at, self.findings) and self._is_free(collection, name, at):
                    yield _Part(collection, name, shape.item, value, at)
            elif isinstance(shape, ModelOf):
                if name in shape.fields:
                    yield _Part(collection, name, shape.fields[name], value, at)
                elif not name.startswith("x-"):
                    self.findings.add(answers.unknown_key(name, shape, at))

    def _is_free(self, collection: str, name: str, origin: Origin) -> bool:
        system, host = name == "system" and collection in ONE_NAMESPACE, name == "host" and collection == "networks"
        if name == "none" or system or host:
            self.findings.add(root_answers.reserved(name, RESERVED[name], origin))
            return False
        return True

    def _say_once(self, part: _Part) -> None:
        if part.name != "system":
            return
        made = attempt(part.raw, part.shape, part.origin, self.findings)
        if made.node is not None and not made.readable:
            typed.check({"system": made.node}, SYSTEM, Origin(part.origin.file), self.findings)
        self.said = self.said or part.origin

    def _draft(self, part: _Part) -> None:
        first = self._first(part.collection, part.name)
        if first is not None:
            collection, draft = first
            self.findings.add(
                root_answers.declared_twice(part.collection, part.name, part.origin, draft.origin, collection)
                if part.collection
                else root_answers.said_twice(part.name, part.origin, draft.origin)
            )
        droppable = part.collection not in ("", "stack")
        made = attempt(part.raw, part.shape, part.origin, self.findings, droppable=droppable, mentions=self.mentions)
        if made.node is NONE and droppable and part.collection not in _DROPPABLE and not _is_inherited(part):
            self.findings.add(root_answers.nothing_to_drop(part.collection, part.name, part.origin))
        if first is None:
            node, sound = ({}, False) if made.node is None else (made.node, True)
            self.drafts[part.collection][part.name] = _Draft(
                part.shape, node, part.origin, list(made.patches), sound, made.readable, made.names_files
            )

    def _first(self, collection: str, name: str) -> tuple[str, _Draft] | None:
        """Where a name was declared before, in this collection or one that shares its names."""
        for other in ONE_NAMESPACE if collection in ONE_NAMESPACE else (collection,):
            draft = self.drafts[other].get(name)
            if draft is not None:
                return other, draft
        return None

    def _exists(self, part: _Part) -> bool:
        """Whether something exists without a declaration."""
        return not part.collection or part.collection in _FREE or part.name in self.built_in.get(part.collection, ())

    def _declare(self, raw: Raw, origin: Origin) -> None:
        """The root's `environments:`: declarations, and patches that are kept for `hand_out`."""
        if not isinstance(raw, dict):
            self.misshapen = True
            self.findings.add(root_answers.no_declarations(raw, origin))
            return
        for name, written in raw.items():
            at = Origin(origin.file, (*origin.path, name), f"env:{name}")
            if not check_name(name, ENVIRONMENT_NAME, at, self.findings):
                continue
            if not isinstance(written, dict):
                attempt(written, ENVIRONMENT, at, self.findings)
            root = dict(written) if isinstance(written, dict) else {}
            if "/" not in name:
                regions = self._regions(root.pop("regions", {}), at.at("regions"))
                self._declare_one(EnvironmentDeclaration(name, regions, at))
            self.roots.append((name, root, at))

    def _regions(self, raw: Raw, origin: Origin) -> tuple[str, ...]:
        shape = ENVIRONMENT.fields["regions"]
        node = attempt(raw, shape, origin, self.findings).node
        assert isinstance(shape, MapOf)
        names = node if isinstance(node, dict) else {}
        return tuple(name for name in names if check_name(name, shape.key, origin.at(name), self.findings))

    def _declare_one(self, declaration: EnvironmentDeclaration) -> None:
        first = self.environments.setdefault(declaration.name, declaration)
        if first is not declaration:
            self.findings.add(root_answers.environment_apart(declaration.name, declaration.origin, first.origin))
        if declaration.name == "none":
            self.findings.add(root_answers.reserved("none", RESERVED["none"], declaration.origin))

    # -- handing out ----------------------------------------------------------------------------------------------

    def hand_out(self) -> None:
        """Put what the root's `environments:` says onto the drafts that it speaks of."""
        for environment, root, origin in self.roots:
            for part in self._parts(root, ENVIRONMENT, origin):
                if not part.collection and part.name in (*_SAID_ONCE, "regions"):
                    self.findings.add(root_answers.not_by_environment(part.name, part.origin))
                    continue
                droppable = part.collection not in ("", "stack")
                node, _, readable, names_files = attempt(
                    part.raw, part.shape, part.origin, self.findings,
                    environment=environment, droppable=droppable, mentions=self.mentions,
                )  # fmt: skip
                draft = self.drafts[part.collection].get(part.name)
                if draft is None and self._exists(part):
                    nothing: Raw = {} if _has_fields(part.shape) else NONE
                    draft = _Draft(part.shape, nothing, part.origin, [], sound=False)
                    self.drafts[part.collection][part.name] = draft
                if draft is None:
                    self.findings.add(self._nothing_to_patch(part))
                elif node is not None:
                    draft.patches.append(Patch(environment, (), node, part.origin))
                    draft.readable = draft.readable and readable
                    draft.names_files = draft.names_files or names_files

    def _nothing_to_patch(self, part: _Part) -> Diagnostic:
        elsewhere = next((name for name, drafts in self.drafts.items() if name and part.name in drafts), None)
        names = [*self.drafts[part.collection], *self.built_in.get(part.collection, ())]
        return root_answers.nothing_to_patch(part.collection, part.name, names, elsewhere, part.origin)

    # -- checking -------------------------------------------------------------------------------------------------

    def check(self, *, complete: bool) -> None:
        """Types of everything; names of environments, if all files could be read."""
        for collection, drafts in self.drafts.items():
            for name, draft in drafts.items():
                if not draft.readable:
                    self._check_types(collection, name, draft)
                if len(draft.patches) > 1:
                    check_patches(name, draft.shape, draft.patches, self.findings)
        if not complete:
            return
        if not self.environments:
            if self.misshapen:
                return  # that has been told
            self.findings.add(root_answers.no_environment(self.said or Origin(".")))
            return
        known = {f"{each.name}/{region}" for each in self.environments.values() for region in each.regions}
        known |= self.environments.keys()
        for name, origin in (*self._patched(), *self.mentions):
            if name not in known:
                self.findings.add(root_answers.unknown_environment(name, self.environments, origin))

    def _patched(self) -> Iterator[Mention]:
        """The environments that patches name, each with its place."""
        for name, _, origin in self.roots:
            yield name, origin
        for drafts in self.drafts.values():
            for draft in drafts.values():
                for patch in draft.patches:
                    if patch.origin.path[0] != "environments":
                        yield patch.environment, patch.origin

    def _check_types(self, collection: str, name: str, draft: _Draft) -> None:
        shape = draft.shape
        if isinstance(shape, ModelOf):
            if draft.sound:
                typed.check(draft.node, shape, draft.origin, self.findings)
            for patch in draft.patches:
                inner = typed.shape_at(shape, patch.at)
                assert isinstance(inner, ModelOf)
                typed.check(patch.node, inner, patch.origin, self.findings)
            return
        # What is no map has no model of its own: it is looked at in a root that holds nothing else.
        said = [(draft.node, draft.origin)] if draft.sound else []
        for node, origin in (*said, *((patch.node, patch.origin) for patch in draft.patches)):
            root: Raw = {collection: {name: node}} if collection else {name: node}
            top = Origin(origin.file, origin.path[: -2 if collection else -1], origin.layer)
            typed.check(root, SYSTEM, top, self.findings)

    def spec(self) -> Spec:
        """What was gathered."""
        written = {
            collection: {name: _written(draft) for name, draft in drafts.items()}
            for collection, drafts in self.drafts.items()
        }
        settings = written.pop("")
        return Spec(self.name, self.said or Origin("."), written, settings, self.environments)


def _written(draft: _Draft) -> Written:
    return Written(draft.node, draft.origin, tuple(draft.patches), draft.names_files)


def _has_fields(shape: Shape) -> bool:
    """Whether a thing that nobody wrote is one without anything said in it: a map, or one that may be `none`."""
    if isinstance(shape, Choice) and "none" in shape.forms:
        shape = shape.forms.get("map", shape)
    return isinstance(shape, ModelOf)
