"""Diagnostics for programs: JSON, and annotations of pull requests."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Origin, Place, Related
from tests.render.files import Files

FULL = Diagnostic(
    "MG112",
    "`port` is written twice",
    Place("a.yaml", 7, 5, 9),
    label="again",
    hint="keep one",
    related=(Related(Place("a.yaml", 6, 5, 9), "first"), Related(Origin("b.yaml"), "there")),
    environments=("staging",),
)


def test_json_has_all_keys_always() -> None:
    shown = json.loads(render.render([FULL, Diagnostic("MG510", "w", None, level="warning")], Files({}), "json"))
    nowhere = {"file": None, "line": None, "column": None, "end_line": None, "end_column": None}
    place = {"file": "specs/a.yaml", "line": 7, "column": 5, "end_line": 7, "end_column": 9}
    rest = {"label": "", "hint": "", "environments": [], "related": []}
    assert shown == {
        "diagnostics": [
            {"code": "MG510", "level": "warning", "message": "w", **nowhere, **rest},
            {
                "code": "MG112",
                "level": "error",
                "message": "`port` is written twice",
                **place,
                "label": "again",
                "hint": "keep one",
                "environments": ["staging"],
                "related": [
                    {**place, "line": 6, "end_line": 6, "message": "first"},
                    {**nowhere, "file": "specs/b.yaml", "message": "there"},
                ],
            },
        ],
        "errors": 1,
        "warnings": 1,
    }


def test_json_of_nothing_is_a_document_too() -> None:
    assert json.loads(render.render([], Files({}), "json")) == {"diagnostics": [], "errors": 0, "warnings": 0}


@given(st.text())
def test_json_is_plain_ascii_and_keeps_every_character(text: str) -> None:
    shown = render.render([Diagnostic("MG1", text, None)], Files({}), "json")
    assert shown.isascii()
    assert json.loads(shown)["diagnostics"][0]["message"] == text


def test_github_writes_one_command_a_line() -> None:
    shown = render.render([FULL, Diagnostic("MG9", "n", None, level="note")], Files({}), "github")
    assert shown == (
        "::notice title=MG9::n\n"
        "::error file=specs/a.yaml,line=7,endLine=7,col=5,endColumn=9,title=MG112::"
        "`port` is written twice (again)%0Ahint: keep one%0A"
        "specs/a.yaml:6:5: first%0Aspecs/b.yaml: there%0Ain staging\n"
    )


def test_github_escapes_what_would_end_a_property_or_a_command() -> None:
    diagnostic = Diagnostic("MG1", "100% \r\n::error::fake", Origin("a,b:c%\n::warning::x"))
    assert render.render([diagnostic], Files({}), "github") == (
        "::error file=specs/a%2Cb%3Ac%25\\n%3A%3Awarning%3A%3Ax,title=MG1::100%25 \\r\\n::error::fake\n"
    )


def test_github_writes_nothing_where_nothing_is_found() -> None:
    assert render.render([], Files({}), "github") == ""


@given(st.text(), st.text(min_size=1), st.text())
def test_whatever_is_said_github_gets_one_line_a_finding(message: str, file: str, hint: str) -> None:
    shown = render.render([Diagnostic("MG1", message, Place(file, 1, 1), hint=hint)], Files({}), "github")
    assert shown.startswith("::error file=")
    assert len(shown.splitlines()) == 1
