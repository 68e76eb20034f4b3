"""The proof that an aggregate is the same API as its sources: each operation of both sides, compared.

Both documents are read as anybody would read them, references followed; nothing of how the aggregate came about is
used, and what 3.0 says is brought to a form of its own (`facts`), not upgraded. Schemas may refer to themselves: two
places that are being compared already are taken to be the same, which is right unless a difference is found
elsewhere (bisimulation), so nothing is unrolled and every pair of places is looked at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Origin, Refused
from monitorgen.openapi.facts import facts, same_data
from monitorgen.openapi.grammar import KINDS, METHODS, Holds
from monitorgen.openapi.merge import BY_SERVICE
from monitorgen.openapi.references import Documents, Target
from monitorgen.openapi.sides import Side, View, requirements, schema_targets
from monitorgen.openapi.tree import reference_of

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.openapi.grammar import Held
    from monitorgen.openapi.tree import Files, Source

_ENOUGH = 20
"""How many differences of one operation are told."""


class Difference(Struct, frozen=True):
    """What an operation of a service says otherwise in the aggregate: `trail` leads to it from the operation."""

    service: str
    method: str
    path: str
    trail: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.service} {self.method.upper()} {self.path}{' ' if self.trail else ''}{self.trail}: {self.message}"
        )


def differences(sources: Sequence[Source], files: Files, aggregate: Mapping[str, Json]) -> list[Difference]:
    """In what an aggregate is not the same API as its sources: nothing if it is. `files` reads the sources."""

    def made(file: str, asked: Origin) -> Json:
        del file, asked
        return aggregate

    right = Side(Documents(made, "aggregate"), implied=False)
    found: list[Difference] = []
    expected: set[tuple[str, str, str]] = set()
    hooks = right.top("webhooks")
    for source in sources:
        left = Side(Documents(files, source.file, source.origin), prefix=source.prefix)
        comparison = _Comparison(source, left, right)
        for where in ("paths", "webhooks"):
            for name, item in left.top(where).items():
                whole = source.prefix.rstrip("/") + name if where == "paths" else name
                if where == "webhooks" and (own := f"{source.service}_{name}") in hooks and own not in left.top(where):
                    whole = own
                expected |= {(where, whole, method) for method in comparison.item(where, name, whole, item)}
        found += comparison.found
    for where in ("paths", "webhooks"):
        for name, item in right.top(where).items():
            extra = [method for method in right.operations(item) if (where, name, method) not in expected]
            found += [Difference("", method, name, "", "is in no source") for method in extra]
    return found


class _Comparison(Struct):
    """One source beside the aggregate."""

    source: Source
    left: Side
    right: Side
    found: list[Difference] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _now: tuple[str, str] = ("", "")
    _count: int = 0
    _todo: deque[tuple[View, View, tuple[str, str], str]] = field(default_factory=deque)

    def item(self, where: str, local: str, whole: str, node: View) -> list[str]:
        """Compare a path item of the source with that of the aggregate; the methods that have to be there."""
        methods = self.left.operations(node)
        fields = self.left.item(node)
        above = fields["x-internal"].node if "x-internal" in fields else None
        kept = {
            method: view
            for method, view in methods.items()
            if self.source.filter.keeps(
                local,
                whole,
                tags=_list(_map(view.node).get("tags")),
                said=_said(where, (_map(view.node).get("x-internal"), above)),
            )
        }
        other = self.right.top(where).get(whole)
        if other is None:
            if kept or not methods:
                self._begin("", whole)
                self._tell("", "is missing")
            return list(kept)
        others = self.right.operations(other)
        for method, view in kept.items():
            self._begin(method, whole)
            if method not in others:
                self._tell("", "is missing")
            else:
                self._operation(view, others[method], self._servers(where, view, node, self.left), where, other)
        self._begin("", whole)
        self._item_fields(fields, self.right.item(other), "")
        while self._todo:
            one, two, (method, path), trail = self._todo.popleft()
            self._begin(method, path)
            self._object("Schema", one, two, trail)
        return list(kept)

    def _begin(self, method: str, path: str) -> None:
        self._now, self._count = (method, path), 0

    def _tell(self, trail: str, message: str) -> None:
        self._count += 1
        if self._count <= _ENOUGH:
            self.found.append(Difference(self.source.service, *self._now, trail, message))

    def _servers(self, where: str, operation: View, item: View, side: Side) -> View | None:
        """The servers of an operation: its own, its path item's, the document's."""
        own = _map(operation.node).get("servers")
        if own is not None:
            return View(own, operation.at.at("servers"))
        fields = side.item(item)
        if "servers" in fields:
            return fields["servers"]
        root = _map(side.root.node).get("servers")
        return View(root, side.root.at.at("servers")) if root is not None and where == "paths" else None

    def _item_fields(self, left: Mapping[str, View], right: Mapping[str, View], trail: str) -> None:
        skipped = {*METHODS, "additionalOperations", "servers"}
        for key in sorted((left.keys() | right.keys()) - skipped):
            if key not in left or key not in right:
                self._tell(f"{trail}/{key}", "only one side has it")
            else:
                held = KINDS["PathItem"].fields.get(key, "plain")
                self._held(held, left[key], right[key], f"{trail}/{key}")

    def _operation(self, left: View, right: View, servers: View | None, where: str, other: View) -> None:
        self._security(left, right)
        theirs = self._servers(where, right, other, self.right)
        if servers is None and theirs is not None and theirs.at.path == ("servers",):
            theirs = None  # the aggregate's own servers are for those that say none
        if servers is not None and theirs is not None:
            self._held(Holds("Server", "many"), servers, theirs, "/servers")
        elif servers is not None or theirs is not None:
            self._tell("/servers", "only one side has them")
        self._tags(left, right)
        if ("operationId" in _map(left.node)) != ("operationId" in _map(right.node)):
            self._tell("/operationId", "only one side has it")
        skip = {"security", "servers", "tags", "operationId"}
        self._fields("Operation", left, right, "", skip)

    def _security(self, left: View, right: View) -> None:
        try:
            mine, theirs = requirements(self.left, left), requirements(self.right, right)
        except Refused as refused:
            self._tell("/security", refused.diagnostic.message)
            return
        if (mine is None) != (theirs is None) or len(mine or ()) != len(theirs or ()):
            self._tell("/security", "the requirements are others")
            return
        for number, (one, two) in enumerate(zip(mine or (), theirs or (), strict=True)):
            if len(one) != len(two):
                self._tell(f"/security/{number}", "the schemes are others")
                continue
            for (name, (scheme, scopes)), (other, others) in zip(one.items(), two.values(), strict=True):
                trail = f"/security/{number}/{name}"
                if not same_data(scopes, others):
                    self._tell(trail, "the scopes are others")
                self._object("SecurityScheme", scheme, other, trail)

    def _tags(self, left: View, right: View) -> None:
        mine = [self.left.tag(tag) for tag in _list(_map(left.node).get("tags"))]
        every = [self.right.tag(tag) for tag in _list(_map(right.node).get("tags"))]
        theirs = [tag for tag in every if BY_SERVICE not in _map(tag.node)]
        if len(mine) != len(theirs):
            self._tell("/tags", "the tags are others")
            return
        for number, (one, two) in enumerate(zip(mine, theirs, strict=True)):
            self._fields("Tag", one, two, f"/tags/{number}", set())

    def _held(self, held: Held, left: View, right: View, trail: str) -> None:
        if isinstance(held, str):
            one, two = left.node, right.node
            if held == "plain":
                one, two = self.left.included(left), self.right.included(right)
            if not same_data(one, two):
                self._tell(trail, "the values differ")
            return
        if held.form == "one":
            self._object(held.kind, left, right, trail)
            return
        left, right = self.left.through(left), self.right.through(right)
        mine, theirs = left.entries(), right.entries()
        if mine.keys() != theirs.keys() or isinstance(left.node, Mapping) != isinstance(right.node, Mapping):
            self._tell(trail, "the entries are others")
            return
        for key, view in mine.items():
            self._object(held.kind, view, theirs[key], f"{trail}/{key}")

    def _object(self, kind: str, left: View, right: View, trail: str) -> None:
        pair = kind, left.at, left.scope, right.at
        if pair in self._seen:
            return
        self._seen.add(pair)
        try:
            if kind == "Schema":
                self._schema(left, right, trail)
            elif kind == "PathItem":
                self._callback(left, right, trail)
            elif reference_of(left.node) is not None or reference_of(right.node) is not None:
                self._fields(kind, self.left.resolved(kind, left), self.right.resolved(kind, right), trail, set())
            else:
                self._fields(kind, left, right, trail, set())
        except Refused as refused:
            self._tell(trail, refused.diagnostic.message)

    def _fields(self, name: str, left: View, right: View, trail: str, skip: set[str]) -> None:
        kind, mine, theirs = KINDS[name], left.entries(), right.entries()
        for key in sorted((mine.keys() | theirs.keys()) - skip):
            here = f"{trail}/{key}"
            if key not in mine or key not in theirs:
                self._tell(here, "only one side has it")
            elif name == "Link" and key in ("operationId", "operationRef"):
                one, two = self.left.linked(key, mine[key]), self.right.linked(key, theirs[key])
                if one is None or one != two:
                    self._tell(here, f"leads to {two}, not to {one}")
            elif name == "Example" and key == "externalValue":
                if self.left.attached(mine[key]) != theirs[key].node:
                    self._tell(here, "leads to another file")
            else:
                self._field(kind.fields.get(key) or kind.rest or "plain", key, mine[key], theirs[key], here)

    def _field(self, held: Held, key: str, left: View, right: View, trail: str) -> None:
        if key.startswith("x-"):
            self._extension(left, right, trail)
        else:
            self._held(held, left, right, trail)

    def _extension(self, left: View, right: View, trail: str) -> None:
        """What an extension says: references to components are compared as such, others by what they lead to."""
        kind, one, two = self.left.component(left), reference_of(left.node), reference_of(right.node)
        if kind != self.right.component(right):
            self._tell(trail, "leads elsewhere")
            return
        if kind is not None:
            self._object(kind, View({"$ref": one}, left.at, left.scope), View({"$ref": two}, right.at, ()), trail)
            left, right = left.without("$ref"), right.without("$ref")
        elif one != two:
            left, right = self.left.behind(left), self.right.behind(right)
        mine, theirs = left.entries(), right.entries()
        if mine and mine.keys() == theirs.keys() and isinstance(left.node, Mapping) == isinstance(right.node, Mapping):
            for key, view in mine.items():
                self._extension(view, theirs[key], f"{trail}/{key}")
        elif not same_data(left.node, right.node):
            self._tell(trail, "the values differ")

    def _callback(self, left: View, right: View, trail: str) -> None:
        self._item_fields(self.left.item(left), self.right.item(right), trail)
        mine, theirs = self.left.operations(left), self.right.operations(right)
        if mine.keys() != theirs.keys():
            self._tell(trail, "the methods are others")
            return
        for method, view in mine.items():
            servers = self._servers("callbacks", view, left, self.left)
            self._operation(view, theirs[method], servers, "callbacks", right)

    def _schema(self, left: View, right: View, trail: str) -> None:
        ends = self.left.schema_end(left), self.right.schema_end(right)
        if any((end.at, end.scope) != (view.at, view.scope) for end, view in zip(ends, (left, right), strict=True)):
            # Schemas lead from one to the next without end; how deep Python can go must not matter.
            self._todo.append((*ends, self._now, trail))
            return
        if isinstance(left.node, bool) or isinstance(right.node, bool):
            if left.node is not right.node:
                self._tell(trail, "the schemas differ")
            return
        one = facts(_map(left.node), self.left.version(left))
        two = facts(_map(right.node), self.right.version(right))
        for key in sorted(one.keys() | two.keys()):
            here = f"{trail}/{key}"
            if key == "discriminator":
                self._discriminator(left, right, here)
            elif key == "allOf":
                self._all_of(left, right, here)
            elif key not in one or key not in two:
                self._tell(here, "only one side has it")
            else:
                first, second = left.inner(key, one[key]), right.inner(key, two[key])
                self._field(KINDS["Schema"].fields.get(key) or "data", key, first, second, here)

    def _all_of(self, left: View, right: View, trail: str) -> None:
        """`$ref`, `$dynamicRef` and `allOf` say the same: the value has to fit all of them."""
        mine, theirs = self.left.all_of(left), self.right.all_of(right)
        if len(mine) != len(theirs):
            self._tell(trail, "the parts are others")
            return
        for number, (one, two) in enumerate(zip(mine, theirs, strict=True)):
            self._todo.append((one, two, self._now, f"{trail}/{number}"))

    def _discriminator(self, left: View, right: View, trail: str) -> None:
        one, two = _map(left.node).get("discriminator"), _map(right.node).get("discriminator")
        if one is None or two is None:
            self._tell(trail, "only one side has it")
            return
        first, second = View(one, left.at.at("discriminator")), View(two, right.at.at("discriminator"))
        self._fields("Discriminator", first, second, trail, {"mapping", "defaultMapping"})
        mine, theirs = schema_targets(self.left, left), schema_targets(self.right, right)
        if mine.keys() != theirs.keys():
            self._tell(trail, f"the values are {sorted(theirs)}, not {sorted(mine)}")
            return
        for value, target in mine.items():
            self._todo.append((_view(target), _view(theirs[value]), self._now, f"{trail}/{value}"))


def _said(where: str, words: tuple[Json, Json]) -> bool | None:
    """What is said of being internal; of a webhook silence says no."""
    if any(word is True for word in words):
        return True
    return None if where == "paths" and not any(word is False for word in words) else False


def _view(target: Target) -> View:
    return View(target.node, target.at, target.scope)


def _map(node: Json) -> Mapping[str, Json]:
    return node if isinstance(node, Mapping) else {}


def _list(node: Json) -> Sequence[Json]:
    return node if isinstance(node, Sequence) and not isinstance(node, str) else ()
