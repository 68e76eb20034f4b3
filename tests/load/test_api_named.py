"""Which files are parts of OpenAPI documents: those that entries name, and all that these refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings
from monitorgen.load.api_named import named_documents, parts, references
from monitorgen.load.discover import find_systems
from monitorgen.load.system import load_system

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.spec.written import Spec

SPEC = """\
monitorgen: v1
system: shop
environments: {production: {}, staging: {}}
types: {old: {openapi: openapi/old.yaml}}
services:
  users: {port: 80, openapi: openapi/users.yaml, environments: {staging: {openapi: openapi/next.json}}}
  orders: {port: 81, openapi: {file: openapi/users.yaml}}
  other: {port: 82}
"""
FILES = {
    "openapi/users.yaml": "[{$ref: 'parts/a.yaml#/x'}, {$ref: '#/a'}, {$ref: gone.yaml}, {$ref: '../../out.yaml'}]\n",
    "openapi/parts/a.yaml": "x: {$ref: ../users.yaml}\ny: [{$ref: 'b.json'}, {$ref: 'https://example.org/t/u.yaml#/v'}]\n",
    "openapi/parts/b.json": '{"$ref": {"no": "reference"}}',
    "openapi/next.json": "{",
    "openapi/old.yaml": "",
    "openapi/nobody.yaml": "",
    "vendored/example.org/t/u.yaml": "v: {$ref: w.yaml}\n",
    "vendored/example.org/t/w.yaml": "",
}


def loaded(folder: Path) -> Spec:
    for name, text in {"s.yaml": SPEC, **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    findings = Findings()
    (system,) = find_systems(folder, findings)
    spec = load_system(system, findings)
    assert [str(each) for each in findings] == []
    assert spec is not None
    return spec


def test_documents_are_named_by_entries_types_and_patches(tmp_path: Path) -> None:
    assert named_documents(loaded(tmp_path)) == {
        "openapi/users.yaml": "s.yaml: openapi",
        "openapi/next.json": "s.yaml: openapi",
        "openapi/old.yaml": "s.yaml: openapi",
    }


def test_parts_are_followed_round_circles_and_into_copies_of_the_web(tmp_path: Path) -> None:
    assert parts(loaded(tmp_path)) == {
        "openapi/users.yaml": "s.yaml: openapi",
        "openapi/next.json": "s.yaml: openapi",
        "openapi/old.yaml": "s.yaml: openapi",
        "openapi/parts/a.yaml": "openapi/users.yaml: $ref",
        "openapi/parts/b.json": "openapi/parts/a.yaml: $ref",
        "vendored/example.org/t/u.yaml": "openapi/parts/a.yaml: $ref",
        "vendored/example.org/t/w.yaml": "vendored/example.org/t/u.yaml: $ref",
    }


def test_only_texts_are_references() -> None:
    assert sorted(references({"$ref": "a", "b": [{"$ref": {"$ref": "c"}}, "d"], "e": {"$ref": 1}})) == ["a", "c"]
