"""Diagnostics as annotations of GitHub's pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Origin, Place
from tests.render.files import FULL, Files

if TYPE_CHECKING:
    from monitorgen.diagnostics import Level


def test_github_writes_one_command_a_line() -> None:
    shown = render.render([FULL, Diagnostic("MG9", "n", None, level="note")], Files({}), "github")
    assert shown == (
        "::error file=specs/a.yaml,line=7,endLine=7,col=5,endColumn=9,title=MG112::"
        "`port` is written twice (again)%0Ahint: keep one%0A"
        "specs/a.yaml:6:5: first%0Aspecs/b.yaml: there%0Ain staging\n"
        "::notice title=MG9::n\n"
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


def many(level: Level, number: int) -> list[Diagnostic]:
    return [Diagnostic("MG1", f"{level} {n}", Place(f"{level}.yaml", n, 1), level=level) for n in range(1, number + 1)]


def commands(shown: str, name: str) -> list[str]:
    return [line for line in shown.splitlines() if line.startswith(f"::{name} ")]


def test_github_gets_no_more_than_it_shows_and_one_line_that_says_so() -> None:
    shown = render.render([*many("warning", 12), *many("error", 13), *many("note", 2)], Files({}), "github")
    assert len(commands(shown, "error")) == 10
    assert len(commands(shown, "warning")) == 10
    notices = commands(shown, "notice")
    assert len(notices) == 3
    assert notices[-1] == "::notice title=monitorgen::3 errors and 2 warnings more in the log of this step"
    assert shown.splitlines()[-7:] == [
        "::group::5 more findings",
        *(f"error[MG1] specs/error.yaml:{line}:1: error {line}" for line in (11, 12, 13)),
        *(f"warning[MG1] specs/warning.yaml:{line}:1: warning {line}" for line in (11, 12)),
        "::endgroup::",
    ]


@pytest.mark.parametrize("notes", [9, 10, 11, 30])
def test_the_line_that_says_so_is_among_the_ten(notes: int) -> None:
    shown = render.render([*many("error", 11), *many("note", notes)], Files({}), "github")
    assert len(commands(shown, "notice")) == 10
    shown = render.render(many("note", notes), Files({}), "github")
    assert len(commands(shown, "notice")) == min(notes, 10)


def test_what_stands_at_a_line_comes_before_what_does_not() -> None:
    whole = [Diagnostic("MG819", f"{n}", Origin(f"a{n}")) for n in range(10)]
    shown = render.render([*whole, Diagnostic("MG1", "at a line", Place("z.yaml", 3, 1))], Files({}), "github")
    assert "at a line" in shown.splitlines()[0]
    assert "\nerror[MG819] specs/a9: 9\n" in shown


@given(st.lists(st.text(), min_size=11, max_size=20, unique=True))
def test_nothing_in_the_log_is_taken_for_a_command(messages: list[str]) -> None:
    found = [Diagnostic("MG1", each, Place(each or "a", 1, 1), hint=each) for each in messages]
    lines = render.render(found, Files({}), "github").split("\n")
    assert len([line for line in lines if line.startswith("::")]) == 10 + len(["notice", "group", "endgroup"])


def test_a_file_that_comes_with_monitorgen_is_named_in_the_text() -> None:
    class BuiltIn(Files):
        def name(self, file: str) -> str:
            return file

    shown = render.render([Diagnostic("MG1", "m", Place("monitorgen:catalog/redis.yaml", 3, 1))], BuiltIn({}), "github")
    assert shown == "::error title=MG1::m%0Aat monitorgen:catalog/redis.yaml:3:1\n"
