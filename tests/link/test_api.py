"""APIs of units: documents and endpoints, what of them goes out, and the one document that they make."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from monitorgen import pipeline
from monitorgen.diagnostics import Origin
from tests.openapi.valid import assert_valid

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.plan.api import ApiSource
    from tests.link.made import Linked, Made

USERS = """\
openapi: 3.0.3
info: {title: Users, version: '3'}
servers: [{url: https://users.example.org}]
paths:
  /users:
    get: {summary: All, tags: [people], responses: {'200': {$ref: 'parts/shared.yaml#/Users'}}}
    post: {tags: [admin], x-internal: true, responses: {'201': {description: made}}}
  /old: {get: {tags: [admin], deprecated: true, responses: {'200': {description: ok}}}}
"""
SHARED = """\
Users: {description: ok, content: {application/json: {schema: {type: array, items: {type: string, nullable: true}}}}}
"""
FILES = {"openapi/users.yaml": USERS, "openapi/parts/shared.yaml": SHARED}
NOT_SCRAPED = "port: 80, scrape: none, alerts: {TargetDown: none}"


def document(made: Made, environment: str = "production") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.files[f"shop/{environment}/openapi/openapi.json"])
    assert_valid(found)
    return found


def said(folder: Path, unit: str) -> ApiSource:
    """What a unit says of its API in the first environment of the first spec of a test."""
    (loaded,) = pipeline.load(selection := pipeline.Selection(folder / "specs-1"), [])
    fragments = {fragment.unit: fragment for _, fragment in next(pipeline.link(loaded, selection)).units()}
    api = fragments[unit].api
    assert api is not None
    return api


def operations(made: Made, environment: str = "production") -> list[str]:
    paths = document(made, environment)["paths"]
    return sorted(f"{method.upper()} {path}" for path, item in paths.items() for method in item)


def test_a_document_in_several_files_becomes_the_aggregate(linked: Linked, tmp_path: Path) -> None:
    made = linked(
        f"services: {{users: {{{NOT_SCRAPED}, openapi: {{file: openapi/users.yaml, prefix: /api}}}}}}", files=FILES
    )
    assert made.errors == []
    assert operations(made) == ["GET /api/old", "GET /api/users"]
    found = document(made)
    assert found["info"] == {"title": "shop", "version": "1.0.0"}
    assert found["paths"]["/api/users"]["get"]["servers"] == [{"url": "https://users.example.org"}]
    api = said(tmp_path, "users")
    assert [(each.method, each.path, each.internal, each.deprecated) for each in api.operations] == [
        ("GET", "/api/users", False, False),
        ("POST", "/api/users", True, False),
        ("GET", "/api/old", False, True),
    ]
    assert api.operations[0].origin == Origin("openapi/users.yaml", ("paths", "/users", "get"))


def test_only_operations_with_one_of_the_tags_go_out(linked: Linked) -> None:
    made = linked(
        f"services: {{users: {{{NOT_SCRAPED}, openapi: {{file: openapi/users.yaml, tags: [people]}}}}}}", files=FILES
    )
    assert operations(made) == ["GET /users"]


def test_endpoints_stand_beside_a_document(linked: Linked) -> None:
    made = linked(
        f"""
api: {{auth: bearer, schemas: {{User: {{id: uuid, name: string}}}}}}
services:
  users:
    {NOT_SCRAPED.replace(", ", chr(10) + "    ")}
    openapi: openapi/users.yaml
    endpoints:
      GET /users/{{id}}: {{summary: One, returns: User}}
      POST /login: {{auth: none, body: {{name: string, password: password}}, returns: {{200: User, 401: none}}}}
""",
        files=FILES,
    )
    assert made.errors == []
    assert operations(made) == ["GET /old", "GET /users", "GET /users/{id}", "POST /login"]
    found = document(made)
    assert found["paths"]["/users/{id}"]["get"]["security"] == [{"bearer": []}]
    assert found["paths"]["/login"]["post"]["security"] == []
    assert set(found["components"]["schemas"]) == {"User"}
    assert found["x-services"]["users"]["info"]["title"] == "Users"
    sources = json.loads(made.files["shop/production/openapi/sources.json"])
    assert sources["services"]["users"]["files"] == [
        "openapi/parts/shared.yaml",
        "openapi/users.yaml",
        "system.yaml",
    ]
    assert "routes" not in sources["services"]["users"]
    assert sources["parts"]["#/paths/~1login/post"] == "users system.yaml#/services/users/endpoints/POST ~1login"


def test_without_an_api_there_is_no_document(linked: Linked) -> None:
    made = linked("services: {web: {port: 80}}")
    assert not [file for file in made.files if "openapi" in file]


def test_with_a_gateway_operations_outside_of_its_routes_are_internal(linked: Linked, tmp_path: Path) -> None:
    made = linked(
        """
services:
  gateway:
    port: 80
    routes: [/api/*, /about]
    endpoints: {GET /about: About, GET /metrics: Metrics, GET /health: {summary: Is it well?, internal: false}}
  users:
    port: 81
    routes: [/api/users/*]
    endpoints:
      GET /api/users/{id}: A user
      GET /api: The top, which the route does not lead to
      GET /metrics: Metrics
      DELETE /api/users/{id}: {summary: Remove, internal: true}
"""
    )
    assert made.errors == []
    assert operations(made) == ["GET /about", "GET /api/users/{id}", "GET /health"]
    api = said(tmp_path, "gateway")
    assert api.routes == ("/api/*", "/about")
    assert {each.path: each.internal for each in api.operations} == {
        "/about": False,
        "/metrics": True,
        "/health": False,
    }


def test_a_unit_of_which_something_is_internal_has_a_document_of_its_own(linked: Linked) -> None:
    made = linked(
        """
services:
  a: {port: 80, title: The first, routes: [/a/*], endpoints: {GET /a/x: X, GET /health: Is it well?}}
  b: {port: 81, endpoints: {GET /health: {summary: Is it well?, internal: true}}}
  c: {port: 82, lifecycle: planned, endpoints: {GET /a/x: X}}
  e: {port: 83, endpoints: {GET /a/y: Y}}
"""
    )
    assert made.errors == []
    assert operations(made) == ["GET /a/x", "GET /a/y"]
    assert "shop/production/openapi/services/e.json" not in made.files
    alone = {unit: json.loads(made.files[f"shop/production/openapi/services/{unit}.json"]) for unit in ("a", "b", "c")}
    assert {unit: [*each["paths"]] for unit, each in alone.items()} == {
        "a": ["/a/x", "/health"],
        "b": ["/health"],
        "c": ["/a/x"],
    }
    assert alone["a"]["info"]["title"] == "The first"


def test_a_fault_of_what_is_internal_is_told_too(linked: Linked) -> None:
    made = linked(
        "services: {users: {port: 80, openapi: openapi/users.yaml}}",
        files={**FILES, "openapi/users.yaml": USERS.replace("description: made", "descripton: made")},
    )
    where = made.finding("MG193").where
    assert where == Origin("openapi/users.yaml", ("paths", "/users", "post", "responses", "201", "descripton"))


def test_an_environment_has_its_own_servers_endpoints_and_routes(linked: Linked) -> None:
    made = linked(
        """
environments:
  production: {}
  staging: {api: {title: Try it, servers: {Here: 'https://{environment}.example.org/{system}'}}}
api: {title: Shop, version: '2', servers: {Here: https://api.example.org}}
services:
  users:
    port: 81
    endpoints:
      GET /a: {summary: A, only: [staging]}
      GET /b: B
      GET /c: C
    environments: {staging: {endpoints: {GET /c: none}, routes: [/b]}}
"""
    )
    assert made.errors == []
    assert operations(made) == ["GET /b", "GET /c"]
    assert operations(made, "staging") == ["GET /b"]
    assert document(made)["info"] == {"title": "Shop", "version": "2"}
    assert document(made, "staging")["servers"] == [{"url": "https://staging.example.org/shop", "description": "Here"}]


def test_what_is_only_planned_is_shown_and_does_not_go_out(linked: Linked, tmp_path: Path) -> None:
    made = linked(
        """
services:
  old: {port: 80, endpoints: {GET /a: A}}
  new: {port: 81, lifecycle: planned, endpoints: {GET /a: A}}
"""
    )
    assert made.errors == []
    assert [each.path for each in said(tmp_path, "new").operations] == ["/a"]
    assert list(document(made)["x-services"]) == ["old"]


def test_an_example_in_a_file_goes_along(linked: Linked) -> None:
    text = """\
openapi: 3.1.0
info: {title: Users, version: '3'}
paths:
  /a:
    get:
      responses:
        '200': {description: ok, content: {application/json: {examples: {one: {externalValue: examples/one.json}}}}}
"""
    files = {"openapi/users.yaml": text, "openapi/examples/one.json": '{"a": 1}'}
    made = linked("services: {users: {port: 80, openapi: openapi/users.yaml}}", files=files)
    examples = document(made)["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["examples"]
    assert made.files[f"shop/production/openapi/{examples['one']['externalValue']}"] == '{"a": 1}'


def test_faults_are_told_where_they_are(linked: Linked) -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: U, version: '1'}\npaths: {/a: {get: {responses: {'200': {$ref: gone.yaml}}}}}\n"
    )
    made = linked(
        """
api: {security: {key: {type: apiKey, in: header, nam: X-Key}}, schemas: {User: {id: uid}}}
services:
  users:
    port: 80
    openapi: openapi/users.yaml
    endpoints:
      GET /b: {auth: nobody}
      GET /c/{id}: {auth: key, returns: [Usr]}
      GET /c/{name}: C
      GET /d: {auth: key}
  others: {port: 81, openapi: {prefix: /api}}
""",
        files={"openapi/users.yaml": text},
    )
    places = {(each.code, each.where.file, each.where.path) for each in made.findings if isinstance(each.where, Origin)}
    assert sorted(places, key=str) == [
        ("MG174", "openapi/users.yaml", ("paths", "/a", "get", "responses", "200")),
        ("MG193", "system.yaml", ("api", "security", "key", "nam")),
        ("MG195", "system.yaml", ("services", "users", "endpoints", "GET /c/{name}")),
        ("MG196", "system.yaml", ("services", "users", "endpoints", "GET /b", "auth")),
        ("MG260", "system.yaml", ("api", "schemas", "User", "id")),
        ("MG260", "system.yaml", ("services", "users", "endpoints", "GET /c/{id}", "returns", 0)),
        ("MG261", "system.yaml", ("services", "others", "openapi")),
    ]


def test_two_services_with_one_path_are_told_where_both_say_it(linked: Linked) -> None:
    made = linked("services: {a: {port: 80, endpoints: {GET /x: X}}, b: {port: 81, endpoints: {'POST /x': X}}}")
    found = made.finding("MG195")
    assert found.where == Origin("system.yaml", ("services", "b", "endpoints", "POST /x"))
    assert [each.where for each in found.related] == [Origin("system.yaml", ("services", "a", "endpoints", "GET /x"))]


def test_a_route_to_two_services_is_told(linked: Linked) -> None:
    made = linked("services: {a: {port: 80, routes: [/x/*]}, b: {port: 81, routes: [/y/*, /x/*]}}")
    assert made.finding("MG262").where == Origin("system.yaml", ("services", "b", "routes", 1))
