"""The registry of diagnostic codes: complete, in form, and printed as pages."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import monitorgen
from monitorgen import codes

PACKAGE = Path(monitorgen.__file__).parent


@cache
def used() -> dict[str, str]:
    """The codes that stand in texts of the program, docstrings left out, each with a file that it stands in."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
        }
        # Texts under an assignment and the like are docstrings as well: statements that are nothing but a text.
        docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found |= dict.fromkeys(re.findall(r"\bMG\d{3}\b", node.value), str(path.relative_to(PACKAGE)))
    return found


@pytest.mark.slow
def test_every_code_that_is_reported_is_registered() -> None:
    unknown = {code: file for code, file in used().items() if code not in codes.all_codes()}
    assert not unknown


def test_every_registered_code_is_reported_somewhere() -> None:
    unused = codes.all_codes().keys() - used().keys()
    assert not unused


def test_a_code_is_found_by_its_id_and_an_unknown_one_is_not() -> None:
    code = codes.get("MG112")
    assert (code.id, code.title) == ("MG112", "A key is written twice")
    with pytest.raises(KeyError):
        codes.get("MG999")


def test_titles_are_one_line_without_a_full_stop() -> None:
    for code in codes.all_codes().values():
        assert "\n" not in code.title, code.id
        assert len(code.title) <= 80, code.id
        assert not code.title.endswith("."), code.id


def test_codes_are_in_order() -> None:
    assert list(codes.all_codes()) == sorted(codes.all_codes())


def test_no_code_stands_for_two_things() -> None:
    files = sorted((PACKAGE / "codes").glob("*.yaml"))
    said = [found for path in files for found in re.findall(r"(?m)^(MG\d{3}):", path.read_text(encoding="utf-8"))]
    assert sorted(said) == sorted(set(said))


def test_there_is_a_page_for_each_code_and_a_list_of_all() -> None:
    pages = codes.docs_pages()
    assert len(pages) == len(codes.all_codes()) + 1
    for code in codes.all_codes():
        assert f"[{code}]({code}.md)" in pages["docs/diagnostics/README.md"]
        assert pages[f"docs/diagnostics/{code}.md"].startswith(f"# {code}: ")


def test_a_page_shows_what_is_wrong_why_and_what_to_do() -> None:
    code = codes.Code("MG100", "Title", "Why so.", "Do this.", bad="a:\n  ```\n  x\n", good="a: b")
    assert codes.page(code) == (
        "# MG100: Title\n\nWhy so.\n\n"
        "## Wrong\n\n````yaml\na:\n  ```\n  x\n````\n\n"
        "## Right\n\n```yaml\na: b\n```\n\n"
        "## What to do\n\nDo this.\n"
    )


def test_a_page_without_examples_has_no_empty_parts() -> None:
    assert codes.page(codes.Code("MG100", "T", "W", "F")) == "# MG100: T\n\nW\n\n## What to do\n\nF\n"


@pytest.mark.parametrize("code", [code for code in sorted(codes.all_codes()) if code < "MG140"])
def test_the_examples_of_reading_are_what_they_say(code: str) -> None:
    from monitorgen.diagnostics import Findings
    from monitorgen.load.yaml_events import read_yaml

    entry = codes.get(code)
    if entry.good:
        findings = Findings()
        assert read_yaml(entry.good.encode(), "good.yaml", findings) is not None, list(findings)
    if entry.bad and code < "MG124":
        findings = Findings()
        bad = entry.bad.replace("<U+202E>", "\u202e")
        assert read_yaml(bad.encode(), "bad.yaml", findings) is None
        assert code in {finding.code for finding in findings}, list(findings)
