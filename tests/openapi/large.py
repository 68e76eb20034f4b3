"""A large document, made up: 600 operations of 60 resources, in one file or in a few thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tests.openapi.pages import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json

    Reference = Callable[[int, int], str]

METHODS = ("get", "post", "put", "patch", "delete")
RESOURCES = 60
SCHEMAS_EACH = 25


def in_one_file(service: str) -> dict[str, Json]:
    """All in one document; schemas of a resource refer to each other, to themselves and to those of the next."""
    schemas: dict[str, Json] = {}
    paths: dict[str, Json] = {}
    for number in range(RESOURCES):
        for each in range(SCHEMAS_EACH):
            schemas[f"R{number}S{each}"] = _schema(number, each, service, lambda n, e: f"#/components/schemas/R{n}S{e}")
        for path, item in _items(number, lambda n, e: f"#/components/schemas/R{n}S{e}").items():
            paths[path] = dict(item)
    return whole({**HEAD, "paths": paths, "components": {**SHARED, "schemas": schemas}}, service)


def in_many_files(service: str) -> dict[str, Json]:
    """The files by their paths below the service's folder: one for each schema and for each operation."""
    files: dict[str, Json] = {}
    paths: dict[str, Json] = {}
    for number in range(RESOURCES):
        for each in range(SCHEMAS_EACH):
            files[f"{service}/schemas/r{number}/s{each}.yaml"] = _schema(
                number, each, service, lambda n, e: f"../r{n}/s{e}.yaml"
            )
        for path, item in _items(number, lambda n, e: f"../schemas/r{n}/s{e}.yaml").items():
            spread: dict[str, Json] = {}
            for method, operation in item.items():
                name = f"operations/{operation['operationId']}.yaml"
                files[f"{service}/{name}"] = operation
                spread[method] = {"$ref": name}
            paths[path] = spread
    return {f"{service}/api.yaml": whole({**HEAD, "paths": paths, "components": SHARED}, service), **files}


HEAD: dict[str, Json] = {
    "openapi": "3.0.3",
    "security": [{"key": []}],
    "servers": [{"url": "https://example.org/v1"}],
    "tags": cast("Json", [{"name": f"resource {number}"} for number in range(RESOURCES)]),
}
SHARED: dict[str, Json] = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}


def _schema(number: int, each: int, service: str, to: Reference) -> Json:
    properties: dict[str, Json] = {
        f"field_{index}": {"type": "string", "nullable": True, "description": f"{service} {index}", "example": "x" * 20}
        for index in range(12)
    }
    properties["next"] = {"$ref": to(number, (each + 1) % SCHEMAS_EACH)}
    properties["children"] = {"type": "array", "items": {"$ref": to(number, each)}}
    properties["other"] = {"allOf": [{"$ref": to((number + 1) % RESOURCES, each)}]}
    return {"type": "object", "title": f"{number} {each}", "required": ["field_0"], "properties": properties}


def _items(number: int, to: Reference) -> dict[str, dict[str, dict[str, Json]]]:
    """The two paths of a resource, five operations each."""
    return {
        f"/r{number}{tail}": {method: _operation(number, method, place, to) for method in METHODS}
        for place, tail in enumerate(("", "/{id}"))
    }


def _operation(number: int, method: str, place: int, to: Reference) -> dict[str, Json]:
    schema: Json = {"$ref": to(number, METHODS.index(method) + place * 5)}
    parameters: list[Json] = [{"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}]
    if place:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}})
    made: dict[str, Json] = {
        "operationId": f"{method}_{number}_{place}",
        "tags": [f"resource {number}"],
        "description": "What it does, in some words that take up room. " * 5,
        "parameters": parameters,
        "responses": {
            status: {"description": "ok", "content": {"application/json": {"schema": schema}}}
            for status in ("200", "400", "404", "500")
        },
    }
    if method != "get":
        made["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return made
