"""Diagnostics for programs: one JSON document."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Diagnostic
from tests.render.files import FULL, Files


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
