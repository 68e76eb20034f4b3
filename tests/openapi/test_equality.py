"""The proof of equality finds whatever an aggregate says otherwise than its sources."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest

from monitorgen.openapi.equality import differences
from monitorgen.openapi.facts import facts, same_data
from monitorgen.openapi.grammar import V30, V31
from monitorgen.openapi.tree import Source
from tests.openapi.pages import Known, Page, documents, lookup, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json

    Node = dict[str, Json]

TEXT = """
openapi: 3.0.3
security: [{key: [read]}]
servers: [{url: /v1}]
tags: [{name: users, description: People}]
paths:
  /users/{id}:
    summary: A user
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: user
      tags: [users]
      parameters: [{name: full, in: query, schema: {type: boolean, default: false}}]
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
          links: {self: {operationId: user}}
    delete: {security: [], responses: {'204': {description: gone}}}
components:
  schemas:
    User:
      type: object
      nullable: true
      required: [id]
      discriminator: {propertyName: kind, mapping: {guest: Guest}}
      properties: {id: {type: integer, minimum: 0, exclusiveMinimum: true}, friend: {$ref: '#/components/schemas/User'}}
    Guest: {allOf: [{$ref: '#/components/schemas/User'}, {properties: {until: {type: string}}}]}
  securitySchemes: {key: {type: http, scheme: bearer}}
"""
SOURCE = Source("api", "api.yaml", "/api")
PATH = "/paths/~1api~1users~1{id}"
USER = "/components/schemas/User"

PAGE = Page("users", Known({"api.yaml": whole(documents(TEXT), "api")}), (SOURCE,), {})


def node(document: Node, pointer: str) -> Node:
    return cast("Node", lookup(document, pointer))


def put(pointer: str, key: str, value: Json) -> Callable[[Node], object]:
    return lambda document: node(document, pointer).update({key: value})


def drop(pointer: str, key: str) -> Callable[[Node], object]:
    return lambda document: node(document, pointer).pop(key)


def test_an_aggregate_is_the_same_api_as_its_sources() -> None:
    assert differences(PAGE.sources, PAGE.files, PAGE.merged().document) == []


@pytest.mark.parametrize(
    "change",
    [
        drop("/paths", "/api/users/{id}"),
        drop(PATH, "delete"),
        put(PATH, "put", {"responses": {"204": {"description": "more"}}}),
        put("/paths", "/more", {"get": {"responses": {"204": {"description": "more"}}}}),
        put(PATH, "summary", "Another"),
        put(PATH, "parameters", []),
        put(f"{PATH}/get", "description", "more"),
        drop(f"{PATH}/get", "operationId"),
        put(f"{PATH}/get", "tags", ["people"]),
        put("/tags/0", "description", "Nobody"),
        drop(f"{PATH}/get", "security"),
        put(f"{PATH}/get", "security", []),
        put(f"{PATH}/get/security/0", "key", ["write"]),
        put(f"{PATH}/delete", "security", [{"key": []}]),
        put("/components/securitySchemes/key", "scheme", "basic"),
        drop(f"{PATH}/get", "servers"),
        put(f"{PATH}/delete", "servers", [{"url": "/v2"}]),
        put(f"{PATH}/get/parameters/0/schema", "default", 0),
        drop(f"{PATH}/get/responses", "200"),
        put(f"{PATH}/get/responses/200/links/self", "operationId", "nobody"),
        put(USER, "type", "object"),
        put(f"{USER}/properties/id", "exclusiveMinimum", 1),
        put(f"{USER}/properties", "friend", {"type": "object"}),
        drop(USER, "required"),
        drop(f"{USER}/discriminator/mapping", "guest"),
        put(f"{USER}/discriminator/mapping", "guest", USER[1:]),
        put("/components/schemas/Guest", "allOf", [{"$ref": f"#{USER}"}]),
    ],
)
def test_whatever_is_changed_is_found(change: Callable[[Node], object]) -> None:
    document = copy.deepcopy(PAGE.merged().document)
    change(document)
    assert differences(PAGE.sources, PAGE.files, document) != []


def test_a_difference_says_where_it_is() -> None:
    document = copy.deepcopy(PAGE.merged().document)
    put(f"{USER}/properties/id", "type", "string")(document)
    [found] = differences(PAGE.sources, PAGE.files, document)
    trail = "/responses/200/content/application/json/schema/properties/id/type"
    assert str(found) == f"api GET /api/users/{{id}} {trail}: the values differ"


def test_a_schema_of_either_version_states_the_same_facts() -> None:
    old = {"type": "string", "nullable": True, "maximum": 3, "exclusiveMaximum": True, "example": "a"}
    new = {"type": ["null", "string"], "exclusiveMaximum": 3, "examples": ["a"], "$anchor": "here"}
    assert facts(cast("Node", old), V30) == facts(cast("Node", new), V31)
    assert facts({"nullable": True, "enum": ["a"]}, V30) == facts({"enum": ["a"]}, V31)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [(1, Decimal("1.0"), True), (1, True, False), (0, False, False), ("1", 1, False), (None, False, False),
     ([1], [1, 2], False), ({"a": 1}, {"b": 1}, False), ({"a": [None]}, {"a": [None]}, True), ([], {}, False)],
)  # fmt: skip
def test_values_are_the_same_as_json_has_it(one: Json, two: Json, *, same: bool) -> None:
    assert same_data(one, two) is same
    assert same_data(two, one) is same
