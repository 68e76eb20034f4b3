"""Endpoints in the words of a spec, `POST /login: {auth, query, body, returns}`, as an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.openapi.bundle import template
from monitorgen.openapi.grammar import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from monitorgen.document import Json

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_COLON = re.compile(r"/:[A-Za-z_]")
_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
_WORD = re.compile(r"[^\s|]+")
_TYPES = ("string", "integer", "number", "boolean", "object")
_FORMATS = ("date-time", "date", "time", "duration", "email", "uri", "uuid", "password", "binary")
NOTHING = "none"
"""The word for what has no content."""

DECLARED: Mapping[str, Json] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
}
"""Schemes that need no declaration."""


class Endpoint(Struct, frozen=True):
    """One endpoint. `query` and fields of `body` and `returns` map a name to a type: `{page: integer, tags: [string]}`.

    `auth` names a scheme, said at `auth_at`; None says that nobody asks. `returns` is what comes with 200, or a map by
    status. `internal` is None where the routes decide.
    """

    method: str
    path: str
    origin: Origin
    summary: str = ""
    description: str = ""
    auth: str | None = None
    auth_at: Origin | None = None
    query: Mapping[str, Json] = field(default_factory=dict)
    body: Json = None
    returns: Json = None
    internal: bool | None = None


class Known(Struct, frozen=True):
    """What endpoints may refer to by name: security schemes, and types with the place that declares them."""

    schemes: Mapping[str, Json] = field(default_factory=dict)
    schemas: Mapping[str, Json] = field(default_factory=dict)
    schemas_at: Origin = field(default_factory=lambda: Origin(""))

    def scheme(self, name: str, at: Origin) -> Json:
        """A security scheme. Raises `Refused` (MG196)."""
        schemes = {**DECLARED, **self.schemes}
        if name in schemes:
            return schemes[name]
        hint = f"known are {', '.join(sorted(schemes))}; declare others in `api: {{security: {{...}}}}`"
        raise Refused(Diagnostic("MG196", f"no security scheme {name!r} is defined", at, hint=hint))

    def type(self, node: Json, at: Origin) -> Json:
        """A type as a schema: a word, `[item]` for a list, a map of fields, of which `name?` may be left out.

        Raises `Refused` (MG260) at the place of what is no type.
        """
        if isinstance(node, Mapping):
            return self._object(node, at)
        if isinstance(node, list):
            if len(node) == 1:
                return {"type": "array", "items": self.type(node[0], at.at(0))}
            hint = "write [string]; one of several words is `a | b`, an object {name: string, age: integer}"
            raise Refused(Diagnostic("MG260", "a list has the one type of all its items", at, hint=hint))
        if not isinstance(node, str):
            raise Refused(Diagnostic("MG260", f"{_shown(node)} is no type", at, hint=_USUAL))
        if node in self.schemas:
            return {"$ref": f"#/components/schemas/{node}"}
        if node in _TYPES:
            return {"type": node}
        if node in _FORMATS:
            return {"type": "string", "format": node}
        if "|" in node:
            return {"type": "string", "enum": self._words(node, at)}
        if node == "any":
            return {}
        raise Refused(Diagnostic("MG260", f"{node!r} is no type", at, hint=self._near(node)))

    def _object(self, node: Mapping[str, Json], at: Origin) -> Json:
        fields = {name.removesuffix("?"): self.type(inner, at.at(name)) for name, inner in node.items()}
        if len(fields) < len(node):
            twice = next(name for name in node if f"{name}?" in node)
            message = f"the field {twice!r} is there twice"
            raise Refused(Diagnostic("MG260", message, at.at(f"{twice}?"), part="key"))
        required: list[Json] = [name for name in node if not name.endswith("?")]
        return {"type": "object", "properties": fields, **({"required": required} if required else {})}

    def _words(self, text: str, at: Origin) -> list[Json]:
        words = [word.strip() for word in text.split("|")]
        if not all(_WORD.fullmatch(word) for word in words) or len(set(words)) < len(words):
            hint = "write each word once: quick | standard | deep"
            raise Refused(Diagnostic("MG260", f"{text!r} is no choice of words", at, hint=hint))
        return list(words)

    def _near(self, word: str) -> str:
        import difflib

        near = difflib.get_close_matches(word, (*self.schemas, *_TYPES, *_FORMATS, "any"), 1)
        return f"did you mean {near[0]}?" if near else _USUAL


_USUAL = f"{', '.join(_TYPES)}, any, a format ({', '.join(_FORMATS[:5])}, ...) or a name of `api.schemas`"


def document(
    service: str, version: str, endpoints: Sequence[Endpoint], known: Known, findings: Findings
) -> dict[str, Json]:
    """A valid document of 3.1 with all endpoints that can be; the others are told (MG193, MG195, MG196, MG260)."""
    paths: dict[str, dict[str, Json]] = {}
    first: dict[str, Endpoint] = {}
    schemes: dict[str, Json] = {}
    for each in endpoints:
        try:
            _check(each, first)
            if each.auth is not None:
                schemes[each.auth] = known.scheme(each.auth, each.auth_at or each.origin)
            paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, known)
        except Refused as refused:
            findings.add(refused.diagnostic)
    components: dict[str, Json] = {}
    if schemas := _schemas(known, findings):
        components["schemas"] = schemas
    if schemes:
        components["securitySchemes"] = dict(sorted(schemes.items()))
    made: dict[str, Json] = {"openapi": "3.1.1", "info": {"title": service, "version": version}, "paths": paths}
    return {**made, "components": components} if components else made


def _schemas(known: Known, findings: Findings) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for name, node in known.schemas.items():
        try:
            made[name] = known.type(node, known.schemas_at.at(name))
        except Refused as refused:
            findings.add(refused.diagnostic)
    return made


def _check(each: Endpoint, first: dict[str, Endpoint]) -> None:
    """Refuse a method or a path that is none (MG193), and an endpoint that is there already (MG195)."""
    if each.method.lower() not in METHODS[:-1]:
        raise Refused(Diagnostic("MG193", f"{each.method} is no method of HTTP", each.origin, part="key"))
    if not each.path.startswith("/") or _COLON.search(each.path):
        hint = "a path begins with / and has its variables in braces: /users/{id}"
        raise Refused(Diagnostic("MG193", f"{each.path!r} is no path", each.origin, part="key", hint=hint))
    same = first.setdefault(template(each.path), each)
    if same.path != each.path:
        message = f"{each.path} is the same path as {same.path}"
        related = (Related(same.origin, "the first one"),)
        hint = "give the variable one name"
        raise Refused(Diagnostic("MG195", message, each.origin, part="key", hint=hint, related=related))
    variables = _VARIABLE.findall(each.path)
    if len({*variables}) < len(variables):
        raise Refused(Diagnostic("MG193", f"{each.path} has a variable twice", each.origin, part="key"))
    again = first.setdefault(f"{each.method.upper()} {each.path}", each)
    if again is not each:
        message = f"{each.method} {each.path} is there twice"
        raise Refused(Diagnostic("MG195", message, each.origin, part="key", related=(Related(again.origin, "first"),)))


def _operation(each: Endpoint, known: Known) -> Json:
    made: dict[str, Json] = {}
    if each.summary:
        made["summary"] = each.summary
    if each.description:
        made["description"] = each.description
    if each.internal is not None:
        made["x-internal"] = each.internal
    parameters: list[Json] = [
        {"name": name, "in": "path", "schema": {"type": "string"}, "required": True}
        for name in _VARIABLE.findall(each.path)
    ]
    parameters += [
        _parameter(name, known.type(node, each.origin.at("query", name))) for name, node in each.query.items()
    ]
    if parameters:
        made["parameters"] = parameters
    if each.body not in (None, NOTHING):
        made["requestBody"] = {"required": True, "content": _content(known.type(each.body, each.origin.at("body")))}
    made["responses"] = _responses(each.returns, known.type, each.origin.at("returns"))
    return {**made, "security": [] if each.auth is None else [{each.auth: []}]}


def _parameter(name: str, schema: Json) -> Json:
    """A parameter of the query; its name with a `?` may be left out."""
    made: dict[str, Json] = {"name": name.removesuffix("?"), "in": "query", "schema": schema}
    return made if name.endswith("?") else {**made, "required": True}


def _responses(returns: Json, schema: Callable[[Json, Origin], Json], at: Origin) -> Json:
    if isinstance(returns, Mapping) and returns and all(map(_STATUS.fullmatch, returns)):
        return {
            status: _response(None if node in (None, NOTHING) else schema(node, at.at(status)))
            for status, node in returns.items()
        }
    if isinstance(returns, Mapping):
        _check_fields(returns, at)
    if returns is None:
        return {"default": {"description": "Not described"}}
    if returns == NOTHING:
        return {"204": _response(None)}
    return {"200": _response(schema(returns, at))}


def _check_fields(returns: Iterable[str], at: Origin) -> None:
    """Refuse numbers among names of fields: statuses were meant."""
    numbers = [name for name in returns if name.isdecimal()]
    if numbers:
        wrong = next((each for each in numbers if not _STATUS.fullmatch(each)), None)
        message = f"{wrong!r} is no status" if wrong else f"the status {numbers[0]!r} stands beside names of fields"
        hint = "a status is 100 to 599, a class of them 4XX, all others `default`"
        raise Refused(Diagnostic("MG260", message, at.at(wrong or numbers[0]), part="key", hint=hint))


def _response(schema: Json) -> Json:
    if schema is None:
        return {"description": "No content"}
    return {"description": "The answer", "content": _content(schema)}


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _shown(node: Json) -> str:
    if node is None:
        return "null"
    return str(node).lower() if isinstance(node, bool) else str(node)
