"""Endpoints in the words of a spec become a valid document, which is merged like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from monitorgen.diagnostics import Findings, Origin, Refused
from monitorgen.openapi.checks import problems
from monitorgen.openapi.endpoints import Endpoint, document
from monitorgen.openapi.equality import differences
from monitorgen.openapi.merge import aggregate
from monitorgen.openapi.tree import Source
from tests.openapi.pages import HEAD, Known, lookup
from tests.openapi.valid import assert_valid

if TYPE_CHECKING:
    from monitorgen.document import Json

AT = Origin("api.yaml", ("services", "api", "endpoints"))
LOGIN = Endpoint(
    "POST", "/login", AT, "Log in", body={"name": "string", "otp?": "string"}, returns={"200": "Session", "401": None}
)
USER = Endpoint("GET", "/users/{id}", AT, auth="bearer", query={"verbose?": "boolean"}, returns=["Session"])
SCHEMAS = {"Session": {"token": "string", "expires": "integer"}}


def test_endpoints_become_a_valid_document() -> None:
    made = document("api", "1", [LOGIN, USER], {}, SCHEMAS)
    assert_valid(made)
    assert list(problems(made, "api.yaml")) == []
    assert lookup(made, "/paths/~1login/post/requestBody/content/application~1json/schema/required") == ["name"]
    assert lookup(made, "/paths/~1users~1{id}/get/parameters") == [
        {"name": "id", "in": "path", "schema": {"type": "string"}, "required": True},
        {"name": "verbose", "in": "query", "schema": {"type": "boolean"}},
    ]
    assert lookup(made, "/paths/~1users~1{id}/get/security") == [{"bearer": []}]
    assert lookup(made, "/paths/~1login/post/security") == []


def test_they_are_merged_with_documents_in_files() -> None:
    one = document("api", "1", [LOGIN, USER], {}, SCHEMAS)
    two = document("old", "1", [LOGIN], {}, {"Session": {"id": "string"}})
    files, sources = Known({"a": one, "b": two}), [Source("api", "a"), Source("old", "b", "/old")]
    findings = Findings()
    made = aggregate(sources, files, HEAD, findings)
    assert made is not None
    assert list(findings) == []
    assert_valid(made.document)
    assert differences(sources, files, made.document) == []
    assert {"api_Session", "old_Session"} == {*cast("dict[str, Json]", lookup(made.document, "/components/schemas"))}


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        (Endpoint("FETCH", "/a", AT), "MG193"),
        (Endpoint("GET", "/users/:id", AT), "MG193"),
        (Endpoint("GET", "users", AT), "MG193"),
        (Endpoint("POST", "/login", AT), "MG195"),
        (Endpoint("GET", "/a", AT, auth="magic"), "MG196"),
    ],
    ids=["no method", "a colon", "no slash", "twice", "an unknown scheme"],
)
def test_what_means_nothing_is_refused(endpoint: Endpoint, code: str) -> None:
    with pytest.raises(Refused) as refused:
        document("api", "1", [LOGIN, endpoint], {}, SCHEMAS)
    assert refused.value.diagnostic.code == code
