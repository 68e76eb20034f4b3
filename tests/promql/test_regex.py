"""Regular expressions of matchers: refused where Prometheus refuses them, evaluated where that is certain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from monitorgen.promql.regex import alternatives, matches, regex_fault
from tests.promql import oracle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

TAKEN = (
    *(
        "",
        "a",
        "5..",
        "a|b",
        "(a|b)",
        "(?:a|b)c",
        ".*",
        ".+",
        "[^a]+",
        "[[:alpha:]]+",
        "\\d+\\.\\w",
        "(?i)abc",
        "a(?i)b",
    ),
    *(
        "(?P<n>a)",
        "(?<n>a)",
        "\\Q*\\E",
        "\\z",
        "x{,3}",
        "{}",
        "(?s-m:a)",
        "[\\d]",
        "[]a]",
        "[^]a]",
        "\\pN",
        "\\p{Greek}",
    ),
    *("\\x{10FFFF}", "\\-", "\\_", "(?U)a", "(|a)*", "a{2}", "a{2,}", "a{2,3}?", "a??", "^a$", "\\A\\b\\B", "é", "a#b"),
)
REFUSED = (
    *(
        "(?!a)",
        "(?=a)",
        "(?<=a)",
        "(?<!a)",
        "(?>a)",
        "(?#c)a",
        "(?P=n)",
        "a**",
        "a++",
        "a+*",
        "a?+",
        "a{1001}",
        "a{2,1}",
    ),
    *("a{1,2}{3}", "\\1", "[a", "a)", "(a", "*a", "a|*", "\\", "\\Z", "\\y", "\\é", "\\C", "[z-a]", "+", "?", "(?a)"),
)


@pytest.mark.parametrize("pattern", TAKEN)
def test_what_re2_takes_is_taken(pattern: str) -> None:
    assert regex_fault(pattern) == ""


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_re2_refuses_is_refused_with_a_reason(pattern: str) -> None:
    assert regex_fault(pattern)


def test_promtool_agrees(find_tool: FindTool, tmp_path: Path) -> None:
    expressions = [f"x{{a=~{json.dumps(each)}}}" for each in (*TAKEN, *REFUSED)]
    told = oracle.refusals(find_tool("promtool"), expressions, tmp_path)
    assert [why is None for why in told] == [True] * len(TAKEN) + [False] * len(REFUSED)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("5..", "503", True),
        ("5..", "5030", False),
        ("a|b", "b", True),
        ("a|b", "ab", False),
        (".+", "", False),
        (".*", "", True),
        ("(?i)a", "A", True),
        ("\\p{Greek}", "a", None),
        ("(a+)+b", "a" * 40, None),
        ("a\\.b", "a.b", True),
    ],
)
def test_a_value_is_matched_as_a_whole(pattern: str, value: str, expected: bool | None) -> None:
    assert matches(pattern, value) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a", {"a"}),
        ("a|b-c|d_e", {"a", "b-c", "d_e"}),
        ("(a|b)", {"a", "b"}),
        ("a\\.b|c", {"a.b", "c"}),
        ("|a", {"", "a"}),
        ("a.b", None),
        ("(a)|(b)", None),
        ("a+", None),
    ],
)
def test_a_list_of_values_is_told_from_a_pattern(pattern: str, expected: set[str] | None) -> None:
    assert alternatives(pattern) == expected


@settings(max_examples=500)
@given(st.text("ab.*+?|()[]{}^$\\-,:dwsQEpPZ12<!=#", max_size=12), st.text("ab12", max_size=8))
def test_any_pattern_is_refused_or_evaluated_or_left_alone(pattern: str, value: str) -> None:
    regex_fault(pattern)
    assert matches(pattern, value) in {True, False, None}


@pytest.mark.slow
@settings(max_examples=5, phases=[Phase.generate])
@given(
    patterns=st.lists(st.text("ab.*+?|()[]{}^$\\-,:dwsimP12<!=", min_size=1, max_size=8), min_size=300, max_size=300)
)
def test_what_is_refused_of_any_patterns_is_refused_by_promtool(
    patterns: list[str], find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expressions = [f"x{{a=~{json.dumps(each)}}}" for each in patterns]
    told = oracle.refusals(find_tool("promtool"), expressions, tmp_path_factory.mktemp("rules"))
    assert [each for each, why in zip(patterns, told, strict=True) if not why and regex_fault(each)] == []
