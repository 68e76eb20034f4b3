"""Diagnostics as SARIF, judged by its schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from monitorgen import codes, render
from monitorgen.diagnostics import Diagnostic, Origin, Place
from tests.render.files import FULL, Files

SCHEMA = Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json"


@cache
def validator() -> jsonschema.Draft4Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def run(*found: Diagnostic) -> dict[str, object]:
    """The one run of a valid log."""
    document = json.loads(render.render(found, Files({}), "sarif"))
    validator().validate(document)
    (only,) = document["runs"]
    assert isinstance(only, dict)
    return only


def results(*found: Diagnostic) -> list[dict[str, object]]:
    made = run(*found)["results"]
    assert isinstance(made, list)
    return made


def test_a_result_has_its_place_and_the_places_beside_it() -> None:
    (result,) = results(FULL)
    assert result.pop("partialFingerprints")
    artifact = {"uri": "specs/a.yaml", "uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": "MG112",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "`port` is written twice (again)\nhint: keep one\nin staging"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": {"startLine": 7, "startColumn": 5, "endColumn": 9},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "first"},
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": {"startLine": 6, "startColumn": 5, "endColumn": 9},
                },
            },
            {
                "id": 2,
                "message": {"text": "there"},
                "physicalLocation": {"artifactLocation": {**artifact, "uri": "specs/b.yaml"}},
            },
        ],
    }


def test_a_rule_explains_its_code() -> None:
    warning = Diagnostic("MG510", "w", None, level="warning")
    tool = run(FULL, warning, FULL)["tool"]
    assert isinstance(tool, dict)
    rules = tool["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["MG112", "MG510"]
    code = codes.get("MG112")
    assert rules[0]["shortDescription"]["text"] == code.title
    assert rules[0]["help"]["markdown"] == codes.page(code)
    assert " ".join(code.fix.split()) in rules[0]["help"]["text"]


def test_every_code_makes_a_rule_that_the_schema_accepts() -> None:
    run(*(Diagnostic(code, "m", None) for code in codes.all_codes()))


def test_results_name_the_rule_that_they_break() -> None:
    made = run(Diagnostic("MG819", "b", Origin("b")), Diagnostic("MG112", "a", Origin("z")))
    tool, found = made["tool"], made["results"]
    assert isinstance(tool, dict)
    assert isinstance(found, list)
    assert all(tool["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"] for each in found)


def test_what_belongs_to_no_file_or_to_a_whole_one_has_no_region() -> None:
    nowhere, whole = results(Diagnostic("MG125", "nothing"), Diagnostic("MG104", "empty", Origin("e.yaml")))
    assert "locations" not in nowhere
    assert whole["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "specs/e.yaml", "uriBaseId": "%SRCROOT%"}}}
    ]


@given(st.text(), st.text(min_size=1), st.text(), st.integers(1, 9), st.integers(1, 9))
def test_whatever_is_said_of_whatever_file_is_valid(message: str, file: str, hint: str, line: int, column: int) -> None:
    (result,) = results(Diagnostic("MG112", message, Place(file, line, column), hint=hint))
    locations = result["locations"]
    assert isinstance(locations, list)
    uri = locations[0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert unquote(uri, errors="surrogatepass") == f"specs/{file}"


def test_nothing_found_is_a_run_without_results() -> None:
    assert results() == []
