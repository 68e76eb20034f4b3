"""Diagnostics for people."""

from __future__ import annotations

import re

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Origin, Place, Related
from tests.render.files import Files

TEXT = (
    "services:\n  checkout:\n    slos:\n      availability:\n        objective: 90%\n    port: 8080\n    port: 8081\n"
)
OBJECTIVE = Origin("shop.yaml", ("services", "checkout", "slos", "availability", "objective"))
FILES = Files({"shop.yaml": TEXT, "other.yaml": "a: 1\nb: 2\n"}, {(OBJECTIVE, "value"): Place("shop.yaml", 5, 20, 23)})


def show(*diagnostics: Diagnostic, files: Files = FILES) -> str:
    return render.render(diagnostics, files, "human")


def test_a_diagnostic_has_its_code_its_place_the_marked_line_and_a_hint() -> None:
    shown = show(
        Diagnostic(
            "MG214",
            "alert can never fire",
            OBJECTIVE,
            label="burn-rate threshold 14.4 x 10% = 144% of requests",
            hint="drop the page tier for this SLO, or raise the objective above 93.06%",
        )
    )
    assert shown == (
        "error[MG214]: alert can never fire\n"
        " --> specs/shop.yaml:5:20\n"
        "  |\n"
        "5 |         objective: 90%\n"
        "  |                    ^^^ burn-rate threshold 14.4 x 10% = 144% of requests\n"
        "  = hint: drop the page tier for this SLO, or raise the objective above 93.06%\n"
        "\n"
        "1 error; monitorgen explain MG214 tells more\n"
    )


def test_related_places_of_the_same_file_stand_in_their_order_and_those_of_others_below() -> None:
    related = (
        Related(Place("shop.yaml", 6, 5, 9), "first written here"),
        Related(Place("shop.yaml", 2, 3, 11), "in this entry"),
        Related(Place("other.yaml", 2, 1, 2), "and here"),
        Related(Origin("gone.yaml", ("x",)), "and there"),
    )
    shown = show(Diagnostic("MG112", "twice", Place("shop.yaml", 7, 5, 9), label="again", related=related))
    assert shown.startswith(
        "error[MG112]: twice\n"
        " --> specs/shop.yaml:7:5\n"
        "  |\n"
        "2 |   checkout:\n"
        "  |   -------- in this entry\n"
        "...\n"
        "6 |     port: 8080\n"
        "  |     ---- first written here\n"
        "7 |     port: 8081\n"
        "  |     ^^^^ again\n"
        " ::: specs/other.yaml:2:1\n"
        "  |\n"
        "2 | b: 2\n"
        "  | - and here\n"
        " ::: specs/gone.yaml: and there\n"
    )


def test_two_marks_of_one_line_share_it() -> None:
    related = (Related(Place("shop.yaml", 6, 11, 15), "this value"),)
    shown = show(Diagnostic("MG1", "m", Place("shop.yaml", 6, 5, 9), related=related))
    assert "6 |     port: 8080\n  |     ^^^^\n  |           ---- this value\n" in shown


def test_the_gutter_is_as_wide_as_the_largest_line_number() -> None:
    files = Files({"a": "\n".join(f"line {n}" for n in range(1, 1200))})
    related = (Related(Place("a", 9, 1, 5), "here"),)
    shown = show(Diagnostic("MG1", "m", Place("a", 1100, 1, 5), hint="h", related=related), files=files)
    assert (
        "    --> specs/a:1100:1\n     |\n   9 | line 9\n     | ---- here\n...\n1100 | line 1100\n     | ^^^^\n" in shown
    )
    assert "\n     = hint: h\n" in shown


def test_a_diagnostic_of_a_whole_file_or_of_none_has_no_line() -> None:
    shown = show(
        Diagnostic("MG104", "the file is empty", Origin("e.yaml")),
        Diagnostic("MG125", "nothing", None, label="what was tried"),
        Diagnostic("MG100", "gone", Place("gone.yaml", 3, 4), label="was here"),
    )
    assert shown == (
        "error[MG125]: nothing\n  = note: what was tried\n\n"
        "error[MG104]: the file is empty\n --> specs/e.yaml\n\n"
        "error[MG100]: gone\n --> specs/gone.yaml:3:4\n  = note: was here\n\n"
        "3 errors; monitorgen explain MG125 tells more\n"
    )


def test_diagnostics_are_sorted_by_file_line_column_and_code() -> None:
    places = [
        ("MG2", Place("b", 1, 1)),
        ("MG1", Place("b", 1, 1)),
        ("MG3", Place("b", 1, 0)),
        ("MG4", Place("a", 9, 9)),
    ]
    places.append(("MG5", Place("b", 10, 1)))
    shown = show(*(Diagnostic(code, "m", place) for code, place in places), files=Files({}))
    assert re.findall(r"MG\d(?=\])", shown) == ["MG4", "MG3", "MG1", "MG2", "MG5"]


def test_the_summary_counts_each_level_and_names_the_first_of_the_worst() -> None:
    warning = Diagnostic("MG510", "w", None, level="warning")
    note = Diagnostic("MG520", "n", None, level="note")
    assert show(note, warning).endswith("\n1 warning, 1 note; monitorgen explain MG510 tells more\n")
    errors = [Diagnostic(f"MG90{n}", "e", None) for n in range(3)]
    assert show(warning, *errors).endswith("\n3 errors, 1 warning; monitorgen explain MG900 tells more\n")
    assert show() == ""


def test_the_environments_of_a_finding_are_named() -> None:
    shown = show(Diagnostic("MG1", "m", None, environments=("production", "staging")))
    assert " = note: in environments production, staging\n" in shown
    assert " = note: in environment eu\n" in show(Diagnostic("MG1", "m", None, environments=("eu",)))


def test_carets_stand_under_the_mark_behind_tabs_and_wide_characters() -> None:
    files = Files({"a": "\t鍵: é\u0301x # y"})
    shown = show(Diagnostic("MG1", "m", Place("a", 1, 5, 8)), files=files)
    assert "1 |     鍵: é\u0301x # y\n  |         ^^\n" in shown


def test_a_long_line_is_cut_around_its_mark() -> None:
    files = Files({"a": "x" * 3000 + "HERE" + "y" * 3000})
    shown = show(Diagnostic("MG1", "m", Place("a", 1, 3001, 3005), label="l"), files=files)
    source, carets = shown.split("\n")[3:5]
    assert len(source) < 125
    assert source.startswith("1 | ...x")
    assert source.endswith("y...")
    assert source[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_a_mark_longer_than_the_line_shown_ends_with_it() -> None:
    files = Files({"a": "x: " + "y" * 5000})
    source, carets = show(Diagnostic("MG1", "m", Place("a", 1, 4, 5004)), files=files).split("\n")[3:5]
    assert len(source) <= 125
    assert len(carets) == len(source) - len("...")


def test_a_mark_behind_the_end_of_its_line_covers_one_cell() -> None:
    files = Files({"a": "ab"})
    assert "1 | ab\n  |   ^ l\n" in show(Diagnostic("MG1", "m", Place("a", 1, 7, 9), label="l"), files=files)


def test_text_that_could_act_on_a_terminal_is_shown_as_escapes() -> None:
    files = Files({"a\x1b]0;x\x07": "k: \x1b[2J\u202eevil\x00"})
    hostile = "x\x1b[31m\u202e\r\nerror[MG000]: \u2066fake\u2069\ufeff\x9b"
    shown = show(
        Diagnostic(
            "MG1",
            hostile,
            Place("a\x1b]0;x\x07", 1, 4, 9),
            label=hostile,
            hint=hostile,
            related=(Related(Origin("b"), hostile),),
            environments=(hostile,),
        ),
        files=files,
    )
    assert shown.isascii()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", shown)
    assert shown.count("\nerror[") == 0
    assert "\\x1b[31m\\u{202e}\\r\\nerror[MG000]" in shown
    assert "1 | k: \\x1b[2J\\u{202e}evil\\x00\n  |    ^^^^" in shown


def test_an_endless_message_is_cut() -> None:
    assert len(show(Diagnostic("MG1", "m" * 100_000, None, hint="h" * 100_000))) < 5000


def test_colours_come_only_when_asked_for_and_change_nothing_else() -> None:
    diagnostics = [
        Diagnostic(
            "MG1", "m", Place("shop.yaml", 7, 5, 9), hint="h", related=(Related(Place("shop.yaml", 2, 3), "r"),)
        ),
        Diagnostic("MG2", "m", OBJECTIVE, level="warning"),
    ]
    plain = render.render(diagnostics, FILES, "human")
    coloured = render.render(diagnostics, FILES, "human", colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[MG1]\x1b[0m" in coloured
    assert "\x1b[1;33mwarning[MG2]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_findings_of_several_systems_are_written_together() -> None:
    shop = render.looked_up([Diagnostic("MG1", "m", Place("b", 1, 1))], Files({}))
    pay = render.looked_up([Diagnostic("MG2", "m", Place("a", 1, 1))], Files({}))
    assert re.findall(r"MG\d(?=\])", render.write([*shop, *pay], "human")) == ["MG2", "MG1"]
