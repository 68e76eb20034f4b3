"""Endpoints in the words of a spec, `POST /login: {auth, query, body, returns}`, as an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.openapi.grammar import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.document import Json

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_COLON = re.compile(r"/:[A-Za-z_]")
_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

DECLARED: Mapping[str, Json] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
}
"""Schemes that need no declaration."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. `query` and fields of `body` and `returns` map a name to a type: `{page: integer, tags: [string]}`.

    `auth` names a scheme; None says that nobody asks. `returns` is what comes with 200, or a map by status.
    """

    method: str
    path: str
    origin: Origin
    summary: str = ""
    auth: str | None = None
    query: Mapping[str, Json] = field(default_factory=dict)
    body: Json = None
    returns: Json = None
    internal: bool = False
    tags: tuple[str, ...] = ()


def document(
    service: str, version: str, endpoints: Sequence[Endpoint], schemes: Mapping[str, Json], schemas: Mapping[str, Json]
) -> dict[str, Json]:
    """A valid document of 3.1; types may name `schemas`. Raises `Refused` (MG193, MG195, MG196)."""
    paths: dict[str, dict[str, Json]] = {}
    first: dict[str, str] = {}
    for each in endpoints:
        if each.method.lower() not in METHODS[:-1]:
            raise Refused(Diagnostic("MG193", f"{each.method} is no method of HTTP", each.origin, part="key"))
        if not each.path.startswith("/") or _COLON.search(each.path):
            hint = "a path begins with / and has its variables in braces: /users/{id}"
            raise Refused(Diagnostic("MG193", f"{each.path!r} is no path", each.origin, part="key", hint=hint))
        same = first.setdefault(_VARIABLE.sub("{}", each.path), each.path)
        if same != each.path or each.method.lower() in paths.get(each.path, {}):
            message = f"{each.method} {each.path} is there twice, as {same}"
            raise Refused(Diagnostic("MG195", message, each.origin, part="key"))
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemes, schemas)
    known = {**DECLARED, **schemes}
    used = sorted({each.auth for each in endpoints if each.auth is not None})
    components: dict[str, Json] = {}
    if schemas:
        components["schemas"] = {name: _schema(node, schemas) for name, node in schemas.items()}
    if used:
        components["securitySchemes"] = {name: known[name] for name in used}
    made: dict[str, Json] = {"openapi": "3.1.1", "info": {"title": service, "version": version}, "paths": paths}
    return {**made, "components": components} if components else made


def _operation(each: Endpoint, schemes: Mapping[str, Json], schemas: Mapping[str, Json]) -> Json:
    made: dict[str, Json] = {}
    if each.summary:
        made["summary"] = each.summary
    if each.tags:
        made["tags"] = list(each.tags)
    if each.internal:
        made["x-internal"] = True
    parameters = [_parameter(name, "path", "string", schemas) for name in _VARIABLE.findall(each.path)]
    parameters += [_parameter(name, "query", node, schemas) for name, node in each.query.items()]
    if parameters:
        made["parameters"] = parameters
    if each.body is not None:
        made["requestBody"] = {"required": True, "content": _content(each.body, schemas)}
    made["responses"] = _responses(each.returns, schemas)
    if each.auth is None:
        return {**made, "security": []}
    if each.auth not in schemes and each.auth not in DECLARED:
        hint = f"known are {', '.join(sorted({**DECLARED, **schemes}))}"
        raise Refused(Diagnostic("MG196", f"no security scheme {each.auth!r}", each.origin.at("auth"), hint=hint))
    return {**made, "security": [{each.auth: []}]}


def _parameter(name: str, where: str, node: Json, schemas: Mapping[str, Json]) -> Json:
    """A parameter; a query's name with a `?` may be left out."""
    optional = where == "query" and name.endswith("?")
    plain = name.removesuffix("?") if where == "query" else name
    made: dict[str, Json] = {"name": plain, "in": where, "schema": _schema(node, schemas)}
    return made if optional else {**made, "required": True}


def _responses(returns: Json, schemas: Mapping[str, Json]) -> Json:
    if isinstance(returns, Mapping) and returns and all(re.fullmatch(r"[1-5](\d\d|XX)", key) for key in returns):
        return {status: _response(node, schemas) for status, node in returns.items()}
    return {"204" if returns is None else "200": _response(returns, schemas)}


def _response(node: Json, schemas: Mapping[str, Json]) -> Json:
    if node is None:
        return {"description": "Nothing"}
    return {"description": "What is asked for", "content": _content(node, schemas)}


def _content(node: Json, schemas: Mapping[str, Json]) -> Json:
    return {"application/json": {"schema": _schema(node, schemas)}}


def _schema(node: Json, schemas: Mapping[str, Json]) -> Json:
    """A type by its name, `[item]` for a list, a map of fields; a field whose name ends in `?` may be left out."""
    if isinstance(node, str):
        if node in schemas:
            return {"$ref": f"#/components/schemas/{node}"}
        return {"type": node} if node in _TYPES else {"type": "string", "description": node}
    if isinstance(node, Mapping):
        fields = {name.removesuffix("?"): _schema(inner, schemas) for name, inner in node.items()}
        required: list[Json] = [name for name in node if not name.endswith("?")]
        return {"type": "object", "properties": fields, **({"required": required} if required else {})}
    if isinstance(node, list) and len(node) == 1:
        return {"type": "array", "items": _schema(node[0], schemas)}
    return {} if node is None else {"const": node}
