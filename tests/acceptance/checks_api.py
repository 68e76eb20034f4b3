"""What items about APIs have to look like in the output: operations, schemas, sources, routes, documented endpoints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.support.built import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.built import Built
    from tests.support.items import Item

_ROW = re.compile(r"^\| `([A-Z]+ /[^`]*)` \|", re.MULTILINE)


def openapi(built: Built, item: Item) -> None:
    """In the API of its service, and in that of the system if it is called from outside: security, types, tags."""
    method, path = item.says["operation"].split()
    _judge(_own(built, item)["paths"][path][method.lower()], item)
    whole = read(built.folder / "openapi" / "openapi.json")
    found = whole["paths"].get(path, {}).get(method.lower())
    (group,) = [each["tags"] for each in whole["x-tagGroups"] if each["name"] == item.says["of"]]
    if item.says.get("internal"):
        assert found is None or not {*found["tags"]} & {*group}
        return
    assert {*found["tags"]} <= {*group}
    _judge(found, item)
    assert whole["info"]["title"]
    assert whole["components"]["securitySchemes"]["bearerAuth"]["scheme"] == "bearer"


def _own(built: Built, item: Item) -> Any:
    """The document of a service, the aggregate where all of it is there."""
    file = built.folder / "openapi" / "services" / f"{item.says['of']}.json"
    assert file.is_file() or not item.says.get("internal")
    return read(file if file.is_file() else built.folder / "openapi" / "openapi.json")


def _judge(operation: dict[str, Any], item: Item) -> None:
    assert operation["summary"]
    assert operation["security"] == ([] if item.says.get("auth") == "none" else [{"bearerAuth": []}])
    assert all(isinstance(status, str) for status in operation["responses"])
    if body := item.says.get("body"):
        assert _named(operation["requestBody"]) == {body}
    for status, name in item.says.get("returns", {}).items():
        assert _named(operation["responses"][str(status)]) == {name}


def _named(node: object) -> set[str]:
    """The schemas that something refers to."""
    return {ref.removeprefix("#/components/schemas/") for ref in _references(node)}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(ref := node.get("$ref"), str):
            yield ref
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def schema(built: Built, item: Item) -> None:
    """Under its own name, with its fields."""
    found = read(built.folder / "openapi" / "openapi.json")["components"]["schemas"][item.says["schema"]]
    assert found["type"] == "object"
    assert {*found.get("properties", ())} == {*item.says.get("fields", ())}
    assert {*found.get("required", ())} == {*item.says.get("required", ())}
    assert _named(found) == {*item.says.get("names", ())}


def openapi_source(built: Built, item: Item) -> None:
    """Named among the sources, with every path of it in the aggregate as it is: none doubled, none left out."""
    sources = read(built.folder / "openapi" / "sources.json")
    said = sources["services"][item.says["of"]]
    assert item.says["file"] in said["files"]
    assert said["url"] == item.says["url"]
    whole, own = read(built.folder / "openapi" / "openapi.json"), read(built.specs / built.system / item.says["file"])
    assert own["paths"]
    for path, operations in own["paths"].items():
        assert whole["paths"][path].keys() == operations.keys()
        for method in operations:
            pointer = f"#/paths/{path.replace('/', '~1')}/{method}"
            assert sources["parts"][pointer] == f"{item.says['of']} {item.says['file']}{pointer}"


def gateway_route(built: Built, item: Item) -> None:
    """Leads to its service, on its page too; what no route leads to stays inside."""
    services = read(built.folder / "openapi" / "sources.json")["services"]
    routes = {route: name for name, said in services.items() for route in said.get("routes", ())}
    assert routes[item.says["route"]] == item.says["to"]
    page = (built.folder / "docs" / "services" / f"{item.says['to']}.md").read_text()
    assert f"`{item.says['route']}`" in page
    whole = read(built.folder / "openapi" / "openapi.json")
    for path, operations in whole["paths"].items():
        led = any(path.startswith(route.removesuffix("*")) for route in routes)
        assert led or all(operation["x-internal"] is False for operation in operations.values())


def doc_endpoint(built: Built, item: Item) -> None:
    """On its service's page, and in its API with the fields that the document lists."""
    method, path = item.says["operation"].split()
    page = (built.folder / "docs" / "services" / f"{item.says['of']}.md").read_text()
    assert item.says["operation"] in _ROW.findall(page)
    own = _own(built, item)
    operation = own["paths"][path][method.lower()]
    assert operation["security"] == [{"bearerAuth": []}]
    asked = {each["name"] for each in operation.get("parameters", ())}
    assert asked == {*re.findall(r"\{(\w+)\}", path), *item.says.get("query", ())}
    for word, where in (("body", operation.get("requestBody")), ("returns", _answer(operation))):
        if fields := item.says.get(word):
            assert {*fields} <= _fields(where, own)


def _answer(operation: dict[str, Any]) -> object:
    return next(response for status, response in operation["responses"].items() if status.startswith("2"))


def _fields(node: Any, document: dict[str, Any]) -> set[str]:
    """The fields of an object or of the items of a list, references followed."""
    (content,) = node["content"].values()
    found = _followed(content["schema"], document)
    if found["type"] == "array":
        found = _followed(found["items"], document)
    return {*found["properties"]}


def _followed(node: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = document["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    return node
