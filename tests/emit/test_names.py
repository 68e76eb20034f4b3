"""Which names may be written, and which get in each other's way."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.emit.names import Names, fold, name_fault, path_fault


@pytest.mark.parametrize(
    "name",
    [
        "checkout.yml",
        "README.md",
        "a",
        "_system.json",
        "node-exporter.rules.yml",
        "Überblick.json",
        "ダッシュボード",
        "with blank.md",
        ".gitignore",
        ".env",
        "console.yml",
        "com10.yml",
        "nullable",
        "aux-pump.yml",
        "a" * 255,
        "ü" * 127,
        "[x].md",
        "a+b=c&d.txt",
        "$HOME",
        "-rf",
        "~root",
    ],
)
def test_a_sound_name_may_be_written(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "MG820"),
        (".", "MG820"),
        ("..", "MG820"),
        ("a\\b", "MG822"),
        ("c:", "MG822"),
        ("a:stream", "MG822"),
        ("what?", "MG822"),
        ("*", "MG822"),
        ('"', "MG822"),
        ("a|b", "MG822"),
        ("<x>", "MG822"),
        ("a\0b", "MG822"),
        ("a\nb", "MG822"),
        ("a\x7f", "MG822"),
        ("a\x9bb", "MG822"),
        ("a\u200bb", "MG822"),  # zero-width: two names that look the same
        ("a\u202eb", "MG822"),  # right to left: a name that looks like another
        ("a\ufeff", "MG822"),
        ("a\ud800", "MG822"),  # half a surrogate pair: no bytes on disk
        ("a\u2028b", "MG822"),
        ("\u00a0", "MG822"),
        ("trailing.", "MG821"),
        ("trailing ", "MG821"),
        (" leading", "MG821"),
        ("...", "MG821"),
        (".git", "MG821"),
        (".GIT", "MG821"),
        ("git~1", "MG821"),
        (".monitorgen", "MG821"),
        (".Monitorgen", "MG821"),
        ("CON", "MG821"),
        ("con.yml", "MG821"),
        ("Aux.json", "MG821"),
        ("nul", "MG821"),
        ("nul.tar.gz", "MG821"),
        ("nul .txt", "MG821"),
        ("prn.md", "MG821"),
        ("com1.yml", "MG821"),
        ("COM\u00b9.yml", "MG821"),
        ("lpt9", "MG821"),
        ("a" * 256, "MG823"),
        ("ü" * 128, "MG823"),
    ],
)
def test_a_name_that_some_system_can_not_hold_is_refused(name: str, code: str) -> None:
    fault = name_fault(name)
    assert fault is not None
    assert fault.code == code
    assert fault.hint
    fault.text.encode()  # what is said about a name can itself be written


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "MG820"),
        ("../x", "MG820"),
        ("a/../../x", "MG820"),
        ("a//b", "MG820"),
        ("a/./b", "MG820"),
        ("a/", "MG820"),
        ("", "MG820"),
        ("C:/x", "MG822"),
        ("a/.git/hooks/pre-commit", "MG821"),
        ("/".join("ab" for _ in range(25)), "MG823"),
        ("/".join("a" * 200 for _ in range(6)), "MG823"),
    ],
)
def test_a_path_with_an_unsound_part_is_refused(path: str, code: str) -> None:
    fault = path_fault(path)
    assert fault is not None
    assert fault.code == code
    claimed = Names().claim(path, "unit")
    assert claimed is not None
    assert claimed.code == code


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("x/README.md", "x/readme.md", "MG824"),
        ("Docs/a.md", "docs/b.md", "MG824"),
        ("x/Straße", "x/STRASSE", "MG824"),
        ("x/\u00e9", "x/e\u0301", "MG824"),
        ("x/\u212a", "x/k", "MG824"),  # the sign of the kelvin
        ("x/a", "x/a/b", "MG825"),
        ("x/a/b", "x/a", "MG825"),
        ("x/A", "x/a/b", "MG825"),
        ("x/a/b/c", "x/a", "MG825"),
        ("x/a", "x/a/b/c", "MG825"),
        ("x/a", "x/a", "MG826"),
    ],
)
def test_names_that_get_in_each_other_s_way_are_refused_whichever_comes_first(
    first: str, second: str, code: str
) -> None:
    names = Names()
    assert names.claim(first, "mail") is None
    fault = names.claim(second, "checkout")
    assert fault is not None
    assert fault.code == code
    if code != "MG824" or first.partition("/")[0] == second.partition("/")[0]:
        assert "mail" in fault.text or first.startswith("x/a/"), "who the other one is"


def test_a_claimed_path_is_known_by_its_own_spelling_and_by_its_twins() -> None:
    names = Names()
    assert names.claim("x/README.md", "docs") is None
    assert names.holds("x/README.md")
    assert not names.holds("x/readme.md")
    assert names.twin("x/readme.md") == "x/README.md"
    assert names.twin("x/README.md") is None
    assert names.twin("x/other.md") is None


def test_who_made_a_file_twice_is_told() -> None:
    names = Names()
    assert names.claim("x/a", "mail") is None
    for owner, text in (("mail", "is made twice"), ("checkout", "is made by 'mail' too")):
        fault = names.claim("x/a", owner)
        assert fault is not None
        assert fault.text == text


@given(st.text(min_size=1))
def test_spellings_that_differ_in_form_or_case_fold_to_one(text: str) -> None:
    one = fold(text)
    assert fold(one) == one
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == one
    assert fold(text.casefold()) == one


@given(st.text(alphabet="aA.:/\\ ~\0c\u0301é", max_size=12))
def test_a_name_without_a_fault_is_one_plain_part_of_a_path(name: str) -> None:
    if name_fault(name) is None:
        assert name not in {"", ".", ".."}
        assert not set(name) & set("/\\:\0")
        assert name == name.strip().rstrip(".")


def test_a_path_without_capitals_is_its_own_key() -> None:
    """There are as many paths as files, so that a second one of each is not kept."""
    path = "shop/production/plan/checkout.json"
    assert fold(path) is path
    assert fold("Shop/A.yml") == "shop/a.yml"
