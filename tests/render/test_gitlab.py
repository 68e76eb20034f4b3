"""Diagnostics as GitLab's Code Quality report."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Origin, Place
from tests.render.files import FULL, Files


def report(*found: Diagnostic) -> list[dict[str, object]]:
    made = json.loads(render.render(found, Files({}), "gitlab"))
    assert isinstance(made, list)
    return made


def test_a_finding_has_what_gitlab_asks_for() -> None:
    (entry,) = report(FULL)
    fingerprint = entry.pop("fingerprint")
    assert isinstance(fingerprint, str)
    assert len(fingerprint) == 32
    assert entry == {
        "description": "MG112: `port` is written twice (again); hint: keep one; "
        "specs/a.yaml:6:5: first; specs/b.yaml: there; in staging",
        "check_name": "MG112",
        "severity": "critical",
        "location": {"path": "specs/a.yaml", "lines": {"begin": 7, "end": 7}},
    }


def test_severities_follow_the_level() -> None:
    found = report(
        Diagnostic("MG1", "e", None),
        Diagnostic("MG2", "w", None, level="warning"),
        Diagnostic("MG3", "n", level="note"),
    )
    assert [each["severity"] for each in found] == ["critical", "minor", "info"]


def test_there_is_always_a_path_and_a_line() -> None:
    found = report(Diagnostic("MG1", "nowhere"), Diagnostic("MG2", "a file", Origin("a.yaml")))
    assert [each["location"] for each in found] == [
        {"path": ".", "lines": {"begin": 1, "end": 1}},
        {"path": "specs/a.yaml", "lines": {"begin": 1, "end": 1}},
    ]


def test_nothing_found_is_an_empty_list() -> None:
    assert report() == []


@given(st.lists(st.tuples(st.sampled_from(["MG1", "MG2"]), st.text(max_size=3), st.integers(1, 3))))
def test_no_two_findings_have_one_fingerprint(found: list[tuple[str, str, int]]) -> None:
    # GitLab shows one of those that have.
    made = report(*(Diagnostic(code, text, Place("a.yaml", line, 1)) for code, text, line in found))
    assert len({str(each["fingerprint"]) for each in made}) == len(made)
