"""What is wrong in a document is told at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings, Origin
from monitorgen.openapi.equality import differences
from monitorgen.openapi.merge import aggregate
from monitorgen.openapi.tree import Source
from tests.openapi.pages import HEAD, Known, documents, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json

OK = "responses: {default: {description: ok}}"


def schema(text: str, components: str = "{}") -> str:
    return f"""
paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{a/b: {{schema: {text}}}}}}}}}}}}}}}
components: {components}
"""


AT = ("paths", "/a", "get", "responses", "200", "content", "a/b", "schema")

CASES = {
    "a remote reference": (schema("{$ref: 'https://example.org/a.json'}"), "MG190", AT),
    "a file outside of the folder": (schema("{$ref: '../../a.json'}"), "MG190", AT),
    "a file that is not there": (schema("{$ref: nowhere.yaml}"), "MG174", AT),
    "a pointer to nothing": (schema("{$ref: '#/components/schemas/A'}"), "MG191", AT),
    "a pointer to another kind": (
        schema("{$ref: '#/components/responses/A'}", "{responses: {A: {description: a}}}"),
        "MG191",
        AT,
    ),
    "an anchor that nothing has": (schema("{$ref: '#here'}"), "MG191", AT),
    "schemas that are only each other": (
        schema("{}", "{schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"),
        "MG194",
        ("components", "schemas", "A"),
    ),
    "a response that is itself": (
        "components: {responses: {A: {$ref: '#/components/responses/A'}}}",
        "MG194",
        ("components", "responses", "A"),
    ),
    "an operation that includes itself": (
        "paths: {/a: {get: {$ref: '#/paths/~1a/get'}}}",
        "MG194",
        ("paths", "/a", "get"),
    ),
    "a key that is misspelt": (
        f"paths: {{/a: {{get: {{summery: no, {OK}}}}}}}",
        "MG193",
        ("paths", "/a", "get", "summery"),
    ),
    "a method that came later": (f"paths: {{/a: {{query: {{{OK}}}}}}}", "MG193", ("paths", "/a", "query")),
    "a key of the document": ("path: {}", "MG193", ("path",)),
    "a name that no reference spells": (
        "components: {schemas: {'a b': {}}}",
        "MG193",
        ("components", "schemas", "a b"),
    ),
    "a path without a slash": (f"paths: {{a: {{get: {{{OK}}}}}}}", "MG193", ("paths", "a")),
    "a path that differs in its variable": (
        f"paths: {{'/a/{{x}}': {{get: {{{OK}}}}}, '/a/{{y}}': {{put: {{{OK}}}, get: {{{OK}}}}}}}",
        "MG195",
        ("paths", "/a/{y}"),
    ),
    "a scheme that nobody defined": (
        f"paths: {{/a: {{get: {{security: [{{key: []}}], {OK}}}}}}}",
        "MG196",
        ("paths", "/a", "get", "security", 0, "key"),
    ),
    "a scheme of the document that nobody defined": ("security: [{key: []}]", "MG196", ("security", 0, "key")),
    "a list where a map must be": ("paths: []", "MG197", ("paths",)),
    "an older format": ("openapi: '2.0'", "MG197", ("openapi",)),
    "another dialect": (schema("{$schema: 'http://json-schema.org/draft-04/schema#'}"), "MG197", (*AT, "$schema")),
    "a mapping to nothing": (
        schema("{oneOf: [{}], discriminator: {propertyName: k, mapping: {a: Nobody}}}"),
        "MG198",
        (*AT, "discriminator", "mapping", "a"),
    ),
    "a link to nothing": (
        "paths: {/a: {get: {responses: {default: {description: ok, links: {n: {operationId: none}}}}}}}",
        "MG199",
        ("paths", "/a", "get", "responses", "default", "links", "n", "operationId"),
    ),
    "a keyword that 3.0 does not have": (
        "openapi: 3.0.0\n" + schema("{const: 1}"),
        "MG193",
        (*AT, "const"),
    ),
    "fields beside the reference of a path": (
        f"""
paths: {{/a: {{$ref: '#/components/pathItems/I', get: {{{OK}}}}}}}
components: {{pathItems: {{I: {{get: {{{OK}}}}}}}}}
""",
        "MG193",
        ("paths", "/a", "get"),
    ),
}


@pytest.mark.parametrize(("text", "code", "path"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told_at_its_place(text: str, code: str, path: tuple[str | int, ...]) -> None:
    found = merged(documents(text))
    assert (found[0].code, found[0].where) == (code, Origin("shop/api.yaml", path))
    assert {each.code for each in found} == {code}


def test_methods_of_one_path_that_are_shared_out_over_two_names_are_kept_with_a_warning() -> None:
    tree = whole(documents(f"paths: {{'/a/{{x}}': {{get: {{{OK}}}}}, '/a/{{y}}': {{put: {{{OK}}}}}}}"), "x")
    findings, known = Findings(), Known({"shop.yaml": tree})
    sources = [Source("shop", "shop.yaml")]
    made = aggregate(sources, known, HEAD, findings)
    [found] = findings
    assert (found.code, found.level, found.where) == ("MG195", "warning", Origin("shop.yaml", ("paths", "/a/{y}")))
    assert [related.where for related in found.related] == [Origin("shop.yaml", ("paths", "/a/{x}"))]
    assert made is not None
    assert differences(sources, known, made.document) == []


def test_a_path_of_two_services_is_told_with_both_places() -> None:
    tree = whole(documents(f"paths: {{/a: {{get: {{{OK}}}}}}}"), "x")
    findings = Findings()
    sources = [Source("auth", "auth.yaml"), Source("shop", "shop.yaml")]
    assert aggregate(sources, Known({"auth.yaml": tree, "shop.yaml": tree}), HEAD, findings) is None
    [found] = findings
    assert (found.code, found.where) == ("MG195", Origin("shop.yaml", ("paths", "/a")))
    assert [related.where for related in found.related] == [Origin("auth.yaml", ("paths", "/a"))]


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = schema("{anyOf: [{$ref: '#/a'}, {$ref: '#/components/schemas/A'}]}", "{schemas: {A: {$ref: '#/b'}}}")
    found = merged(documents(text + "security: [{key: []}]"))
    assert {each.code for each in found} == {"MG191", "MG196"}


def test_a_source_that_does_not_exist_is_told_where_it_is_named() -> None:
    findings = Findings()
    place = Origin("spec.yaml", ("services", "shop", "openapi", "file"))
    assert aggregate([Source("shop", "shop.yaml", origin=place)], Known({}), HEAD, findings) is None
    assert [(each.code, each.where) for each in findings] == [("MG174", place)]


def merged(document: Mapping[str, Json]) -> list[Diagnostic]:
    findings = Findings()
    tree: dict[str, Json] = whole(document, "shop")
    assert aggregate([Source("shop", "shop/api.yaml")], Known({"shop/api.yaml": tree}), HEAD, findings) is None
    return list(findings)
