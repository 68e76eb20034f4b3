"""Two versions of an API: what changed in each operation, and which of it breaks who calls it.

Operations are the same if their paths are, whatever variables are called. Texts, tags and examples are no changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.openapi.bundle import template
from monitorgen.openapi.changes import Change, Direction, Effect, breaks, flipped
from monitorgen.openapi.references import Documents
from monitorgen.openapi.schema_changes import Key, SchemaChanges
from monitorgen.openapi.sides import Side, View, requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.openapi.tree import Files

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_Scheme = tuple[str, ...]
_Asked = list[tuple[str, dict[_Scheme, frozenset[str]]]]


class Document(Struct, frozen=True):
    """A document to compare: the file it begins in, and how that and those it refers to are read."""

    file: str
    files: Files


def changes(old: Document, new: Document) -> list[Change]:
    """What changed, sorted by operation; raises `Refused` for a document that cannot be followed (MG190 to MG197)."""
    return _Comparison(Side(Documents(old.files, old.file)), Side(Documents(new.files, new.file))).changes()


class _Operation(Struct, frozen=True):
    """An operation with the path item that it stands in; `direction` is that of what is sent to it."""

    path: str
    method: str
    view: View
    item: Mapping[str, View]
    direction: Direction


@dataclass(slots=True)
class _Comparison:
    old: Side
    new: Side
    schemas: SchemaChanges = field(init=False)
    _made: list[Change] = field(default_factory=list)
    _called: set[tuple[Origin, Origin]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.schemas = SchemaChanges(self.old, self.new)

    def changes(self) -> list[Change]:
        mine, theirs = _operations(self.old), _operations(self.new)
        both = [(key, mine[key], theirs[key]) for key in mine if key in theirs]
        looked = []
        for _, old, new in both:
            self._called.clear()
            looked.append((new, list(self._operation(old, new))))
        for one in (mine[key] for key in mine if key not in theirs):
            self._tell(one, "", "is gone", breaking=True)
        for one in (theirs[key] for key in theirs if key not in mine):
            self._tell(one, "", "is new", breaking=False)
        for one, pairs in looked:
            for trail, key in pairs:
                for step, message, effect, direction in self.schemas.found(key):
                    self._tell(one, f"{trail}{' ' if step else ''}{step}", message, breaking=breaks(effect, direction))
        return sorted(set(self._made))

    def _tell(self, one: _Operation, trail: str, message: str, *, breaking: bool) -> None:
        self._made.append(Change(one.path, one.method.upper(), trail, message, breaking))

    def _operation(self, old: _Operation, new: _Operation, before: str = "") -> Iterator[tuple[str, Key]]:
        """Tell what changed in an operation itself; the pairs of schemas that are still to be asked."""
        if not before:
            self._security(old, new)
        self._servers(old, new)
        one, two = _map(old.view.node), _map(new.view.node)
        if (one.get("deprecated") is True) != (two.get("deprecated") is True):
            message = "is deprecated" if two.get("deprecated") is True else "is no more deprecated"
            self._tell(new, before, message, breaking=False)
        if not before and one.get("operationId") != two.get("operationId"):
            was, now = one.get("operationId", "none"), two.get("operationId", "none")
            self._tell(new, "operationId", f"is {now}, it was {was}", breaking=False)
        yield from self._parameters(old, new, before)
        yield from self._body(old, new, before)
        yield from self._responses(old, new, before)
        yield from self._callbacks(old, new, before)

    # -- what is sent --------------------------------------------------------------------------------------------------

    def _parameters(self, old: _Operation, new: _Operation, before: str) -> Iterator[tuple[str, Key]]:
        mine, theirs = _parameters(self.old, old), _parameters(self.new, new)
        for key in [*mine, *(key for key in theirs if key not in mine)]:
            trail = f"{before}{key[0]} {key[1]}"
            if key not in theirs:
                self._effect(new, trail, "is gone", "removed")
            elif key not in mine:
                required = _flag(theirs[key], "required")
                message = "is new and has to be sent" if required else "is new"
                self._effect(new, trail, message, "narrower" if required else "added")
            else:
                yield from self._parameter(new, trail, mine[key], theirs[key], new.direction)

    def _parameter(
        self, new: _Operation, trail: str, one: View, two: View, direction: Direction
    ) -> Iterator[tuple[str, Key]]:
        if _flag(one, "required") != _flag(two, "required"):
            more = _flag(two, "required")
            message = "has to be there" if more else "may be left out"
            self._effect(new, trail, message, "narrower" if more else "wider", direction)
        if not _flag(one, "deprecated") and _flag(two, "deprecated"):
            self._effect(new, trail, "is deprecated", "noted")
        for word, usual in (("style", _style(two)), ("explode", _style(two) in ("form", "cookie"))):
            was, now = _map(one.node).get(word, usual), _map(two.node).get(word, usual)
            if was != now:
                self._effect(new, trail, f"{word} is {_text(now)}, it was {_text(was)}", "other", direction)
        yield from self._content(new, trail, one, two, direction)

    def _body(self, old: _Operation, new: _Operation, before: str) -> Iterator[tuple[str, Key]]:
        one = _resolved(self.old, "RequestBody", old.view, "requestBody")
        two = _resolved(self.new, "RequestBody", new.view, "requestBody")
        trail = f"{before}request"
        if one is None or two is None:
            if one is not None:
                self._effect(new, trail, "is gone", "removed")
            elif two is not None:
                required = _flag(two, "required")
                message = "is new and has to be sent" if required else "is new"
                self._effect(new, trail, message, "narrower" if required else "added")
            return
        yield from self._parameter(new, trail, one, two, new.direction)

    def _content(
        self, new: _Operation, trail: str, one: View, two: View, direction: Direction
    ) -> Iterator[tuple[str, Key]]:
        """The schema of a parameter or a header, and those of each type of content."""
        mine, theirs = one.entries(), two.entries()
        if "schema" in mine or "schema" in theirs:
            yield trail, self.schemas.pair(_listed(mine.get("schema")), _listed(theirs.get("schema")), direction)
        kinds, others = _inner(self.old, mine.get("content")), _inner(self.new, theirs.get("content"))
        for kind in [*kinds, *(kind for kind in others if kind not in kinds)]:
            here = f"{trail} {kind}"
            if kind not in others:
                self._effect(new, here, "is gone", "removed")
            elif kind not in kinds:
                self._effect(new, here, "is new", "added")
            else:
                left, right = self.old.through(kinds[kind]).entries(), self.new.through(others[kind]).entries()
                for word in ("schema", "itemSchema"):
                    if word in left or word in right:
                        yield here, self.schemas.pair(_listed(left.get(word)), _listed(right.get(word)), direction)

    # -- what comes back -----------------------------------------------------------------------------------------------

    def _responses(self, old: _Operation, new: _Operation, before: str) -> Iterator[tuple[str, Key]]:
        back = flipped(new.direction)
        mine = _inner(self.old, old.view.entries().get("responses"))
        theirs = _inner(self.new, new.view.entries().get("responses"))
        for status in [*mine, *(status for status in theirs if status not in mine)]:
            if status.startswith("x-"):
                continue
            trail = f"{before}response {status}"
            if status not in theirs:
                # Whoever waits for it gets something else; that an error does not come any more hurts nobody.
                self._effect(new, trail, "is gone", "removed" if status[0] in "123" else "noted")
            elif status not in mine:
                self._effect(new, trail, "is new", "added")
            else:
                one = self.old.resolved("Response", mine[status])
                two = self.new.resolved("Response", theirs[status])
                yield from self._content(new, trail, one, two, back)
                yield from self._headers(new, trail, one, two, back)

    def _headers(self, new: _Operation, trail: str, one: View, two: View, back: Direction) -> Iterator[tuple[str, Key]]:
        mine = {name.lower(): each for name, each in _inner(self.old, one.entries().get("headers")).items()}
        theirs = {name.lower(): each for name, each in _inner(self.new, two.entries().get("headers")).items()}
        for name in [*mine, *(name for name in theirs if name not in mine)]:
            here = f"{trail} header {name}"
            if name not in theirs:
                self._effect(new, here, "is gone", "removed")
            elif name not in mine:
                self._effect(new, here, "is new", "added")
            else:
                left, right = self.old.resolved("Header", mine[name]), self.new.resolved("Header", theirs[name])
                yield from self._parameter(new, here, left, right, back)

    def _callbacks(self, old: _Operation, new: _Operation, before: str) -> Iterator[tuple[str, Key]]:
        """Who calls the operation is called back: what is sent there is what comes back here."""
        mine, theirs = _called_back(self.old, old), _called_back(self.new, new)
        for key in [*mine, *(key for key in theirs if key not in mine)]:
            trail = f"{before}callback {' '.join(key)}"
            if key not in theirs:
                self._effect(new, trail, "is gone", "removed")
            elif key not in mine:
                self._effect(new, trail, "is new", "added")
            elif (called := (mine[key].view.at, theirs[key].view.at)) not in self._called:
                self._called.add(called)  # a callback may call itself
                one, two = (replace(each, direction=flipped(new.direction)) for each in (mine[key], theirs[key]))
                yield from self._operation(one, replace(two, path=new.path, method=new.method), f"{trail} ")

    def _effect(
        self, new: _Operation, trail: str, message: str, effect: Effect, direction: Direction | None = None
    ) -> None:
        self._tell(new, trail, message, breaking=breaks(effect, direction or new.direction))

    # -- who may call, and where ---------------------------------------------------------------------------------------

    def _security(self, old: _Operation, new: _Operation) -> None:
        """Whoever was let in has to be let in still, with what he brings."""
        mine, theirs = _asked(self.old, old.view), _asked(self.new, new.view)
        for name, brought in mine:
            if not any(_lets_in(asked, brought) for _, asked in theirs):
                self._tell(new, "security", f"{name} is not enough any more", breaking=True)
        for name, asked in theirs:
            if not any(_lets_in(other, asked) for _, other in mine):
                self._tell(new, "security", f"{name} is enough now", breaking=False)

    def _servers(self, old: _Operation, new: _Operation) -> None:
        mine, theirs = _servers(self.old, old), _servers(self.new, new)
        for url in mine:
            if url not in theirs:
                self._tell(new, "servers", f"{url} is gone", breaking=True)
        for url in theirs:
            if url not in mine:
                self._tell(new, "servers", f"{url} is new", breaking=False)


def _operations(side: Side) -> dict[tuple[str, str, str], _Operation]:
    found: dict[tuple[str, str, str], _Operation] = {}
    for where, direction in (("paths", "request"), ("webhooks", "response")):
        for name, item in side.top(where).items():
            fields = side.item(item)
            for method, view in side.operations(item).items():
                towards: Direction = "request" if direction == "request" else "response"
                found[where, template(name), method] = _Operation(name, method, view, fields, towards)
    return found


def _parameters(side: Side, operation: _Operation) -> dict[tuple[str, str], View]:
    """The parameters by place and name, those of the operation over those of its path; variables by their number."""
    numbers = {name: number for number, name in enumerate(_VARIABLE.findall(operation.path))}
    found: dict[tuple[str, str], View] = {}
    for listed in (operation.item.get("parameters"), operation.view.entries().get("parameters")):
        for each in _inner(side, listed).values():
            view = side.resolved("Parameter", each)
            node = _map(view.node)
            place, name = _text(node.get("in")), _text(node.get("name"))
            if place == "path":
                name = str(numbers.get(name, name))
            found[place, name.lower() if place == "header" else name] = view
    return found


def _called_back(side: Side, operation: _Operation) -> dict[tuple[str, str, str], _Operation]:
    found: dict[tuple[str, str, str], _Operation] = {}
    for name, each in _inner(side, operation.view.entries().get("callbacks")).items():
        for expression, item in side.through(each).entries().items():
            if not expression.startswith("x-"):
                fields = side.item(item)
                for method, view in side.operations(item).items():
                    key = name, expression, method
                    found[key] = _Operation(operation.path, method, view, fields, operation.direction)
    return found


def _asked(side: Side, operation: View) -> _Asked:
    """The alternatives of who may call: what each is called, and its schemes by what they are, with their scopes."""
    found: _Asked = []
    for each in requirements(side, operation) or [{}]:
        schemes: dict[_Scheme, frozenset[str]] = {}
        for scheme, scopes in each.values():
            node = _map(side.resolved("SecurityScheme", scheme).node)
            words = tuple(
                _text(node.get(word)).lower() for word in ("type", "scheme", "in", "name", "openIdConnectUrl")
            )
            listed = scopes if isinstance(scopes, Sequence) and not isinstance(scopes, str) else ()
            schemes[words] = schemes.get(words, frozenset()) | frozenset(map(str, listed))
        named = (f"{name} ({', '.join(map(str, scopes))})" if scopes else name for name, scopes in _scopes(each))
        found.append((" with ".join(named) or "nothing", schemes))
    return found or [("nothing", {})]


def _scopes(asked: Mapping[str, tuple[View, Json]]) -> Iterator[tuple[str, Sequence[Json]]]:
    for name, (_, scopes) in asked.items():
        yield name, scopes if isinstance(scopes, Sequence) and not isinstance(scopes, str) else ()


def _lets_in(asked: Mapping[_Scheme, frozenset[str]], brought: Mapping[_Scheme, frozenset[str]]) -> bool:
    return all(scheme in brought and scopes <= brought[scheme] for scheme, scopes in asked.items())


def _servers(side: Side, operation: _Operation) -> list[str]:
    own = operation.view.entries().get("servers") or operation.item.get("servers") or side.root.entries().get("servers")
    return [_text(_map(each.node).get("url")) for each in _inner(side, own).values()]


def _style(parameter: View) -> str:
    """How a parameter is written if it does not say it."""
    return "form" if _map(parameter.node).get("in") in ("query", "cookie") else "simple"


def _resolved(side: Side, kind: str, view: View, word: str) -> View | None:
    inner = view.entries().get(word)
    return side.resolved(kind, inner) if inner is not None else None


def _inner(side: Side, view: View | None) -> dict[str, View]:
    return side.through(view).entries() if view is not None else {}


def _listed(view: View | None) -> list[View]:
    return [view] if view is not None else []


def _flag(view: View, word: str) -> bool:
    return _map(view.node).get(word) is True


def _map(node: Json) -> Mapping[str, Json]:
    return node if isinstance(node, Mapping) else {}


def _text(node: Json) -> str:
    if isinstance(node, bool):
        return str(node).lower()
    return "" if node is None else str(node)
