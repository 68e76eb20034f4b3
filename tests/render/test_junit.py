"""Diagnostics as JUnit XML."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Place
from monitorgen.render import Case
from tests.render.files import FULL, Files

WARNING = Diagnostic("MG510", "loud", Place("a.yaml", 2, 1), level="warning")


def parsed(*found: Diagnostic, cases: tuple[Case, ...] = ()) -> ET.Element:
    text = render.write(render.looked_up(found, Files({})), "junit", cases=cases)
    return ET.fromstring(text.encode())


def test_what_was_looked_at_and_is_fine_passes() -> None:
    root = parsed(cases=(Case("shop", "a.yaml", "specs/a.yaml"), Case("shop/production", "promtool check rules")))
    assert root.attrib == {"name": "monitorgen", "tests": "2", "failures": "0", "errors": "0", "skipped": "0"}
    assert [suite.get("name") for suite in root] == ["shop", "shop/production"]
    assert [dict(case.attrib) for case in root.iter("testcase")] == [
        {"classname": "shop", "name": "a.yaml", "file": "specs/a.yaml"},
        {"classname": "shop/production", "name": "promtool check rules"},
    ]
    assert not [case for case in root.iter("testcase") if len(case)]


def test_all_errors_of_a_file_are_one_failure_and_warnings_are_output() -> None:
    other = Diagnostic("MG125", "worse", Place("a.yaml", 9, 1))
    root = parsed(FULL, WARNING, other, cases=(Case("shop", "a.yaml", "specs/a.yaml"),))
    (case,) = root.iter("testcase")
    assert (case.get("line"), [child.tag for child in case]) == ("7", ["failure", "system-out"])
    failure = case[0]
    assert failure.get("type") == "MG112 MG125"
    assert failure.get("message") == "MG112: `port` is written twice (again) (and 1 more error)"
    assert failure.text is not None
    assert failure.text.startswith("error[MG112]: `port` is written twice (again)\nspecs/a.yaml:7:5\nhint: keep one\n")
    assert "\n\nerror[MG125]: worse\nspecs/a.yaml:9:1" in failure.text
    assert case[1].text == "warning[MG510]: loud\nspecs/a.yaml:2:1"
    assert (root.get("tests"), root.get("failures")) == ("1", "1")


def test_a_warning_alone_fails_nothing() -> None:
    root = parsed(WARNING)
    assert root.get("failures") == "0"


def test_findings_of_other_files_and_of_none_have_cases_too() -> None:
    root = parsed(FULL, Diagnostic("MG125", "nothing"), cases=(Case("shop", "b.yaml", "specs/b.yaml"),))
    assert [(case.get("classname"), case.get("name"), len(case)) for case in root.iter("testcase")] == [
        ("shop", "b.yaml", 0),
        ("monitorgen", "monitorgen", 1),
        ("specs", "a.yaml", 1),
    ]


def test_a_check_has_its_own_findings_and_says_why_it_did_not_run() -> None:
    (refused,) = render.looked_up([FULL], Files({}))
    check = Case("shop/production", "promtool check rules", found=(refused,))
    left_out = Case("shop/production", "amtool check-config", skipped="amtool is not installed")
    root = parsed(FULL, cases=(check, left_out))
    first, second = root.iter("testcase")
    assert [child.tag for child in first] == ["failure"]
    assert [(child.tag, dict(child.attrib)) for child in second] == [
        ("skipped", {"message": "amtool is not installed"})
    ]
    assert root.attrib["skipped"] == "1"
    assert root.attrib["tests"] == "2"


def test_a_check_that_had_to_run_and_did_not_has_failed_not_been_skipped() -> None:
    (missing,) = render.looked_up([Diagnostic("MG906", "amtool is missing")], Files({}))
    root = parsed(cases=(Case("s", "amtool check-config", found=(missing,), skipped="not installed"),))
    assert [child.tag for child in next(root.iter("testcase"))] == ["failure"]
    assert (root.get("failures"), root.get("skipped")) == ("1", "0")


def test_there_are_no_times_in_it() -> None:
    assert "time" not in render.render([FULL], Files({}), "junit").partition("?>")[2].replace("times", "")


@given(st.text(), st.text(min_size=1), st.text())
def test_whatever_is_said_of_whatever_file_is_xml_without_control_characters(
    message: str, file: str, hint: str
) -> None:
    root = parsed(Diagnostic("MG1", message, Place(file, 1, 1), hint=hint, label=message))
    said = [text for element in root.iter() for text in (*element.attrib.values(), element.text or "")]
    assert not {unicodedata.category(each) for text in said for each in text.replace("\n", "")} & {"Cc", "Cs"}


def test_a_plain_message_comes_back_as_it_was() -> None:
    message = "a < b & \"c\" ]]> 'd'"
    failure = next(parsed(Diagnostic("MG1", message)).iter("failure"))
    assert failure.get("message") == f"MG1: {message}"
