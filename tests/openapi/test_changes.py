"""What changed from one document to the next: which change breaks whom, and that nothing is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings

from monitorgen.openapi.compare import Document, changes
from tests.openapi.pages import Known, documents, pages, whole
from tests.openapi.test_random import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.openapi.changes import Change
    from tests.openapi.pages import Page


def diff(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[Change]:
    before, after = Known({"api.yaml": whole(old, "api")}), Known({"api.yaml": whole(new, "api")})
    return changes(Document("api.yaml", before), Document("api.yaml", after))


def operation(text: str) -> Mapping[str, Json]:
    """A document of one operation, `POST /a`, and of the components that stand beside it."""
    said = documents(text)
    components = said.get("components", {})
    return {
        "paths": {
            "/a": {
                "post": {
                    "responses": {"200": {"description": "ok"}},
                    **{k: v for k, v in said.items() if k != "components"},
                }
            }
        },
        "components": components,
    }


def told(old: str, new: str) -> list[str]:
    """The changes of an operation, breaking ones with a `!`."""
    return [
        f"{'!' if each.breaking else ' '} {each.trail}: {each.message}" for each in diff(operation(old), operation(new))
    ]


REQUEST = "requestBody: {content: {application/json: {schema: %s}}}"
RESPONSE = "responses: {'200': {description: ok, content: {application/json: {schema: %s}}}}"


@pytest.mark.parametrize(
    ("old", "new", "message", "request_breaks", "response_breaks"),
    [
        ("{type: string}", "{type: integer}", "its type is integer, it was string", True, True),
        ("{type: number}", "{type: integer}", "its type is integer, it was number", True, False),
        ("{type: string}", "{type: [string, 'null']}", "its type is null or string, it was string", False, True),
        ("{enum: [a, b]}", "{enum: [a]}", 'the value "b" is gone', True, False),
        ("{enum: [a]}", "{enum: [a, b]}", 'the value "b" is new', False, True),
        ("{type: string}", "{type: string, enum: [a]}", 'it is one of "a"', True, False),
        ("{const: 1}", "{enum: [1, 2]}", "the value 2 is new", False, True),
        ("{maxLength: 9}", "{maxLength: 5}", "maxLength is 5, it was 9", True, False),
        ("{minimum: 1}", "{}", "minimum is gone, it was 1", False, True),
        ("{pattern: a}", "{pattern: b}", 'pattern is "b", it was "a"', True, True),
        ("{}", "{format: uuid}", 'format is "uuid", it was none', True, False),
        ("{items: {type: string}}", "{items: {type: integer}}", "its type is integer, it was string", True, True),
        ("{additionalProperties: true}", "{additionalProperties: false}", "nothing fits", True, False),
        ("{oneOf: [{const: 1}]}", "{oneOf: [{const: 1}, {const: 2}]}", "an alternative is new", False, True),
        ("{not: {const: 1}}", "{not: {enum: [1, 2]}}", "the value 2 is new", True, False),
        ("{default: 1}", "{default: 2}", "default is 2, it was 1", False, False),
    ],
)  # fmt: skip
def test_a_schema_breaks_whom_it_does(
    old: str,
    new: str,
    message: str,
    request_breaks: bool,
    response_breaks: bool,
) -> None:
    for form, breaks in ((REQUEST, request_breaks), (RESPONSE, response_breaks)):
        found = told(form % old, form % new)
        assert [each[0] == "!" for each in found] == [breaks]
        assert found[0].endswith(f": {message}")


@pytest.mark.parametrize(
    ("old", "new", "request_says", "response_says"),
    [
        ("{properties: {a: {}}}", "{properties: {a: {}, b: {}}}", ["  /b: is new"], ["  /b: is new"]),
        ("{properties: {a: {}}}", "{}", ["! /a: is gone"], ["! /a: is gone"]),
        ("{properties: {a: {}}}", "{properties: {a: {}, b: {}}, required: [b]}",
         ["! /b: is new and has to be there"], ["  /b: is new and has to be there"]),
        ("{properties: {a: {}}}", "{properties: {a: {}}, required: [a]}",
         ["! /a: has to be there"], ["  /a: has to be there"]),
        ("{properties: {a: {}}, required: [a]}", "{properties: {a: {}}}",
         ["  /a: may be left out"], ["! /a: may be left out"]),
        ("{}", "{properties: {a: {readOnly: true}}, required: [a]}", [], ["  /a: is new and has to be there"]),
        ("{}", "{properties: {a: {writeOnly: true}}, required: [a]}", ["! /a: is new and has to be there"], []),
    ],
)  # fmt: skip
def test_a_property_breaks_whom_it_does(old: str, new: str, request_says: list[str], response_says: list[str]) -> None:
    def short(found: list[str]) -> list[str]:
        return [each[:2] + each[each.index("/json ") + 6 :] for each in found]

    assert short(told(REQUEST % old, REQUEST % new)) == request_says
    assert short(told(RESPONSE % old, RESPONSE % new)) == response_says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{}", "parameters: [{name: p, in: query, schema: {}}]", ["  query p: is new"]),
        ("{}", "parameters: [{name: p, in: query, required: true, schema: {}}]",
         ["! query p: is new and has to be sent"]),
        ("parameters: [{name: P, in: header, schema: {}}]", "{}", ["! header p: is gone"]),
        ("parameters: [{name: p, in: query, schema: {type: string}}]",
         "parameters: [{name: p, in: query, schema: {type: integer}, deprecated: true}]",
         ["  query p: is deprecated", "! query p: its type is integer, it was string"]),
        ("parameters: [{name: p, in: query, schema: {type: array}}]",
         "parameters: [{name: p, in: query, explode: false, schema: {type: array}}]",
         ["! query p: explode is false, it was true"]),
        ("{}", "requestBody: {content: {a/b: {}}}", ["  request: is new"]),
        ("{}", "requestBody: {required: true, content: {a/b: {}}}", ["! request: is new and has to be sent"]),
        ("requestBody: {content: {a/b: {}, c/d: {}}}", "requestBody: {content: {a/b: {}}}", ["! request c/d: is gone"]),
        ("responses: {'200': {description: ok}, '404': {description: no}}", "responses: {'200': {description: ok}}",
         ["  response 404: is gone"]),
        ("responses: {'200': {description: ok}}", "responses: {'201': {description: ok}}",
         ["! response 200: is gone", "  response 201: is new"]),
        ("responses: {'200': {description: ok, headers: {X-A: {required: true, schema: {}}}}}",
         "responses: {'200': {description: ok, headers: {x-a: {schema: {}}}}}",
         ["! response 200 header x-a: may be left out"]),
        ("{}", "deprecated: true", ["  : is deprecated"]),
        ("operationId: a", "operationId: b", ["  operationId: is b, it was a"]),
        ("servers: [{url: /a}]", "servers: [{url: /b}]", ["  servers: /b is new", "! servers: /a is gone"]),
        ("summary: a, tags: [x]".replace(", ", "\n"), "description: b", []),
    ],
)  # fmt: skip
def test_an_operation_tells_what_changed(old: str, new: str, says: list[str]) -> None:
    assert sorted(told(old, new)) == sorted(says)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("security: []", "security: [{key: []}]", ["! nothing is not enough any more"]),
        ("security: [{key: []}]", "security: []", ["  nothing is enough now"]),
        ("security: [{key: []}]", "security: [{key: []}, {o: [read]}]", ["  o (read) is enough now"]),
        ("security: [{o: [read]}]", "security: [{o: [read, write]}]",
         ["! o (read) is not enough any more"]),
        ("security: [{o: [read, write]}]", "security: [{o: [read]}]", ["  o (read) is enough now"]),
        ("security: [{key: [], o: []}]", "security: [{key: []}]", ["  key is enough now"]),
        ("security: [{key: []}]", "security: [{same: []}]", []),
    ],
)  # fmt: skip
def test_whoever_was_let_in_has_to_be_let_in(old: str, new: str, says: list[str]) -> None:
    schemes = """
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    same: {type: http, scheme: Bearer, description: by another name}
    o: {type: oauth2, flows: {}}
"""
    found = told(old + schemes, new + schemes)
    assert sorted(each.replace(" security:", "", 1) for each in found) == sorted(says)


def test_operations_come_and_go_and_variables_are_renamed() -> None:
    one: Mapping[str, Json] = documents("paths: {'/a/{id}': {get: {}}, /b: {get: {}}}")
    two: Mapping[str, Json] = documents("paths: {'/a/{user}': {get: {}}, /c: {get: {}}}")
    assert [(each.method, each.path, each.message, each.breaking) for each in diff(one, two)] == [
        ("GET", "/b", "is gone", True),
        ("GET", "/c", "is new", False),
    ]


def test_a_callback_and_a_webhook_go_the_other_way() -> None:
    text = "%s: {x: {post: {requestBody: {content: {a/b: {schema: %s}}}, responses: {'200': {description: ok}}}}}"
    for top in ("webhooks", "paths"):
        one, two = (
            documents(text.replace("x:", "/x:" if top == "paths" else "x:") % (top, schema))
            for schema in ("{enum: [1]}", "{enum: [1, 2]}")
        )
        assert [each.breaking for each in diff(one, two)] == [top == "webhooks"]
    callback = "callbacks: {done: {'{$request.body#/url}': {post: {requestBody: {content: {a/b: {schema: %s}}}}}}}"
    (found,) = diff(operation(callback % "{enum: [1]}"), operation(callback % "{enum: [1, 2]}"))
    assert found.breaking
    assert found.trail == "callback done {$request.body#/url} post request a/b"


def test_another_division_into_schemas_is_no_change() -> None:
    one = (
        REQUEST % "{type: object, required: [a], properties: {a: {type: string}, b: {$ref: '#/components/schemas/B'}}}"
    )
    two = REQUEST % "{$ref: '#/components/schemas/Whole'}"
    parts = """
components:
  schemas:
    B: {type: integer}
    Base: {type: object, properties: {a: {type: string}}}
    Whole: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [a], properties: {b: {type: integer}}}]}
"""
    assert told(one + parts, two + parts) == []
    assert told(two + parts, one + parts) == []


def test_schemas_that_contain_themselves_are_compared_in_every_operation_that_uses_them() -> None:
    text = """
paths:
  /a: {get: {responses: {'200': {description: ok, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}}}
  /b: {get: {responses: {'200': {description: ok, content: {a/b: {schema: {$ref: '#/components/schemas/B'}}}}}}}
components:
  schemas:
    A: {properties: {b: {$ref: '#/components/schemas/B'}, x: {type: string}}}
    B: {properties: {a: {$ref: '#/components/schemas/A'}}}
"""
    found = diff(documents(text), documents(text.replace("string", "integer")))
    assert [(each.path, each.trail) for each in found] == [
        ("/a", "response 200 a/b /x"),
        ("/b", "response 200 a/b /a/x"),
    ]


def test_versions_of_the_format_are_no_change() -> None:
    old = {
        **operation(REQUEST % "{type: string, nullable: true, minimum: 1, exclusiveMinimum: true}"),
        "openapi": "3.0.3",
    }
    new = {**operation(REQUEST % "{type: [string, 'null'], exclusiveMinimum: 1}"), "openapi": "3.1.0"}
    assert diff(old, new) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.title)
def test_an_aggregate_is_no_change_of_itself(page: Page) -> None:
    made = page.merged().document
    assert diff(made, made) == []


def both(old: Json, new: Json) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """Two documents in which a schema is sent and comes back."""

    def made(schema: Json) -> Mapping[str, Json]:
        content: Json = {"application/json": {"schema": schema}}
        answer: Json = {"200": {"description": "ok", "content": content}}
        named: Json = {name: {"type": "string"} for name in ("A", "B", "C", "auth_A")}
        paths: Json = {"/a": {"post": {"requestBody": {"content": content}, "responses": answer}}}
        return {"paths": paths, "components": {"schemas": named}}

    return made(old), made(new)


local = schemas.filter(lambda schema: ".yaml" not in str(schema))
relaxed = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)


@relaxed
@given(schema=local)
def test_equal_documents_have_no_changes(schema: Json) -> None:
    one, two = both(schema, schema)
    assert diff(one, two) == []


@relaxed
@given(old=local, new=local)
def test_sides_swapped_the_changes_are_those_of_the_other_direction(old: Json, new: Json) -> None:
    """What is narrower one way is wider the other way: a change of what is sent mirrors that of what comes back."""
    one, two = both(old, new)
    forth, back = diff(one, two), diff(two, one)
    assert {place(each) for each in forth} == {place(each) for each in back}
    for kind, other in (("request", "response"), ("response", "request")):
        for trail in {trail for way, trail in map(place, forth) if way == kind}:
            there = [each for each in forth if place(each) == (kind, trail)]
            mirrored = [each for each in back if place(each) == (other, trail)]
            # A property that comes is looked over where one that goes is missed: of these neither way is the other's.
            if not any(each.message.startswith(("is gone", "is new")) for each in (*there, *mirrored)):
                assert sorted(each.breaking for each in there) == sorted(each.breaking for each in mirrored)


def place(change: Change) -> tuple[str, str]:
    """What a change is about: what is sent or what comes back, and where in it."""
    return change.trail.partition(" ")[0], change.trail.partition("application/json")[2].strip()


def test_documents_are_read_as_they_are_asked_for() -> None:
    item: Mapping[str, Json] = {"get": {"responses": {"200": {"description": "ok"}}}}
    files = Known({"api.yaml": whole({"paths": {"/a": {"$ref": "item.yaml"}}}, "api"), "item.yaml": item})
    new = Known({"api.yaml": whole({"paths": {"/a": cast("Json", item)}}, "api")})
    assert changes(Document("api.yaml", files), Document("api.yaml", new)) == []
