"""Endpoints in the words of a spec become a valid document, which is merged like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.diagnostics import Findings, Origin
from monitorgen.openapi.checks import problems
from monitorgen.openapi.endpoints import Endpoint, Known, document
from monitorgen.openapi.equality import differences
from monitorgen.openapi.merge import aggregate
from monitorgen.openapi.tree import Source
from tests.openapi import pages
from tests.openapi.pages import HEAD, lookup
from tests.openapi.valid import assert_valid

if TYPE_CHECKING:
    from monitorgen.document import Json

AT = Origin("api.yaml", ("services", "api", "endpoints"))
LOGIN = Endpoint(
    "POST", "/login", AT, "Log in", body={"name": "string", "otp?": "string"}, returns={"200": "Session", "401": "none"}
)
USER = Endpoint("GET", "/users/{id}", AT, auth="bearer", query={"verbose?": "boolean"}, returns=["Session"])
SCHEMAS = {"Session": {"token": "string", "expires": "integer"}}
KNOWN = Known(schemas=SCHEMAS, schemas_at=Origin("api.yaml", ("api", "schemas")))

types: st.SearchStrategy[Json] = st.recursive(
    st.sampled_from(("string", "integer", "any", "uuid", "a | b", "Session")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=1), st.dictionaries(st.sampled_from(("a", "b?", "$ref", "x-c")), inner)
    ),
    max_leaves=5,
)


def made(*endpoints: Endpoint, known: Known = KNOWN) -> dict[str, Json]:
    findings = Findings()
    found = document("api", "1", endpoints, known, findings)
    assert list(findings) == []
    return found


def told(*endpoints: Endpoint, known: Known = KNOWN) -> list[tuple[str, tuple[str | int, ...]]]:
    findings = Findings()
    document("api", "1", endpoints, known, findings)
    return [(each.code, each.where.path) for each in findings if isinstance(each.where, Origin)]


def test_endpoints_become_a_valid_document() -> None:
    found = made(LOGIN, USER)
    assert_valid(found)
    assert list(problems(found, "api.yaml")) == []
    assert lookup(found, "/paths/~1login/post/requestBody/content/application~1json/schema/required") == ["name"]
    assert lookup(found, "/paths/~1login/post/responses/401") == {"description": "No content"}
    assert lookup(found, "/paths/~1users~1{id}/get/parameters") == [
        {"name": "id", "in": "path", "schema": {"type": "string"}, "required": True},
        {"name": "verbose", "in": "query", "schema": {"type": "boolean"}},
    ]
    assert lookup(found, "/paths/~1users~1{id}/get/security") == [{"bearer": []}]
    assert lookup(found, "/paths/~1login/post/security") == []


def test_what_is_not_said_is_not_claimed() -> None:
    found = made(Endpoint("GET", "/a", AT), Endpoint("DELETE", "/a", AT, returns="none"))
    assert lookup(found, "/paths/~1a/get/responses") == {"default": {"description": "Not described"}}
    assert lookup(found, "/paths/~1a/delete/responses") == {"204": {"description": "No content"}}
    assert "x-internal" not in cast("dict[str, Json]", lookup(found, "/paths/~1a/get"))


@given(body=types, returns=types)
def test_any_type_becomes_a_valid_schema(body: Json, returns: Json) -> None:
    assert_valid(made(Endpoint("PUT", "/a", AT, body=body, returns=returns)))


def test_they_are_merged_with_documents_in_files() -> None:
    one = made(LOGIN, USER)
    two = made(LOGIN, known=Known(schemas={"Session": {"id": "string"}}))
    files, sources = pages.Known({"a": one, "b": two}), [Source("api", "a"), Source("old", "b", "/old")]
    findings = Findings()
    merged = aggregate(sources, files, HEAD, findings)
    assert merged is not None
    assert list(findings) == []
    assert_valid(merged.document)
    assert differences(sources, files, merged.document) == []
    assert {"api_Session", "old_Session"} == {*cast("dict[str, Json]", lookup(merged.document, "/components/schemas"))}


def test_a_service_may_have_a_document_and_endpoints() -> None:
    whole: dict[str, Json] = {**made(LOGIN), "tags": [{"name": "people", "description": "Who they are"}]}
    files = pages.Known({"a": whole, "~": made(USER)})
    sources = [Source("api", "a"), Source("api", "~")]
    merged = aggregate(sources, files, HEAD, Findings())
    assert merged is not None
    assert differences(sources, files, merged.document) == []
    assert [*cast("dict[str, Json]", lookup(merged.document, "/paths"))] == ["/login", "/users/{id}"]
    assert lookup(merged.document, "/x-tagGroups") == [{"name": "api", "tags": ["people", "api"]}]


def test_a_path_that_stands_in_both_is_told() -> None:
    findings = Findings()
    files = pages.Known({"a": made(LOGIN), "~": made(LOGIN)})
    assert aggregate([Source("api", "a"), Source("api", "~")], files, HEAD, findings) is None
    assert [(each.code, each.message) for each in findings] == [("MG195", "api has /login twice")]


@pytest.mark.parametrize(
    ("endpoint", "code", "place"),
    [
        (Endpoint("FETCH", "/a", AT), "MG193", ()),
        (Endpoint("GET", "/users/:id", AT), "MG193", ()),
        (Endpoint("GET", "users", AT), "MG193", ()),
        (Endpoint("GET", "/a/{id}/b/{id}", AT), "MG193", ()),
        (Endpoint("POST", "/login", AT), "MG195", ()),
        (Endpoint("GET", "/a", AT, auth="magic"), "MG196", ()),
        (Endpoint("GET", "/a", AT, body="Sesion"), "MG260", ("body",)),
        (Endpoint("GET", "/a", AT, returns={"200": {"a": ["strin"]}}), "MG260", ("returns", "200", "a", 0)),
        (Endpoint("GET", "/a", AT, returns=["string", "integer"]), "MG260", ("returns",)),
        (Endpoint("GET", "/a", AT, returns={"200": "string", "999": "string"}), "MG260", ("returns", "999")),
        (Endpoint("GET", "/a", AT, returns={"200": "string", "name": "string"}), "MG260", ("returns", "200")),
        (Endpoint("GET", "/a", AT, query={"n": 1}), "MG260", ("query", "n")),
        (Endpoint("GET", "/a", AT, query={"n": "a | a"}), "MG260", ("query", "n")),
        (Endpoint("GET", "/a", AT, body={"n": "string", "n?": "string"}), "MG260", ("body", "n?")),
    ],
    ids=lambda value: value.path if isinstance(value, Endpoint) else None,
)
def test_what_means_nothing_is_told(endpoint: Endpoint, code: str, place: tuple[str | int, ...]) -> None:
    assert told(LOGIN, endpoint) == [(code, (*AT.path, *place))]


def test_a_faulty_type_of_the_system_is_told_where_it_is_declared() -> None:
    known = Known(schemas={"A": {"b": "nothing"}}, schemas_at=Origin("s.yaml", ("api", "schemas")))
    assert told(known=known) == [("MG260", ("api", "schemas", "A", "b"))]
