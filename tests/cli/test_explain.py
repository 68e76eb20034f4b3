"""`monitorgen explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.codes import all_codes

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.parametrize("written", ["MG220", "mg220", "220", " MG220 "])
def test_a_code_is_found_however_it_is_typed(written: str, run: Run) -> None:
    done = run("explain", written)
    assert done.code == 0
    assert done.out.startswith("MG220: ")
    assert "What to do:" in done.out


def test_several_codes_are_explained_in_the_order_asked_for(run: Run) -> None:
    out = run("explain", "MG902", "MG220").out
    assert out.index("MG902: ") < out.index("MG220: ")


@pytest.mark.parametrize("code", all_codes())
def test_every_code_can_be_shown_on_a_terminal_of_88_columns(code: str, run: Run) -> None:
    done = run("explain", code)
    assert done.code == 0
    examples = [line for line in done.out.splitlines() if line.startswith("    ")]
    assert all(len(line) <= 88 for line in done.out.splitlines() if line not in examples)


def test_all_codes_are_listed_with_their_titles(run: Run) -> None:
    lines = run("explain", "--all").out.splitlines()
    assert lines == [f"{code.id}  {code.title}" for code in all_codes().values()]


def test_programs_get_the_fields(run: Run) -> None:
    document = run("explain", "MG220", "--format", "json").document()
    assert document["codes"] == [
        {name: getattr(all_codes()["MG220"], name) for name in ("title", "why", "fix", "bad", "good")}
        | {"code": "MG220"}
    ]


def test_an_unknown_code_is_answered_with_the_nearest(run: Run) -> None:
    done = run("explain", "MG2200")
    assert done.code == 2
    assert "did you mean MG220?" in done.err


def test_without_a_code_it_says_how_to_name_one(run: Run) -> None:
    done = run("explain")
    assert done.code == 2
    assert "--all" in done.err
