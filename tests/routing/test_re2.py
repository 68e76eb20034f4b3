"""Go's regular expressions, where Python reads them otherwise. `test_like_alertmanager` asks the original."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.routing.re2 import compiled
from monitorgen.routing.re2_syntax import UnreadableError


@pytest.mark.parametrize(
    ("pattern", "fits", "misses"),
    [
        ("x|y", ["x", "y"], ["xy", "", "x\n"]),
        ("x$", ["x"], ["x\n"]),
        (".", ["ä"], ["\n", ""]),
        ("(?s).", ["\n"], []),
        (r"\d+", ["12"], ["٣"]),
        (r"\w", ["a", "_"], ["ä"]),
        (r"\s", ["\t"], ["\v", "\u00a0"]),
        ("[^a]", ["\n", "b"], ["a"]),
        ("(?i)k", ["k", "K", "\u212a"], ["q"]),
        ("(?i)ß", ["ß", "ẞ"], ["ss"]),
        ("(?i)[^k]", ["x"], ["K", "\u212a"]),
        ("a(?i)b|c", ["aB", "C"], ["Ab"]),
        ("(?i:a)b", ["Ab"], ["AB"]),
        (r"\pL\p{Nd}", ["ä1", "x٣"], ["1x"]),
        (r"\P{Lu}", ["x"], ["X"]),
        (r"\Qa.b\E+", ["a.b", "a.bb"], ["axb"]),
        (r"\x41\x{42}\103", ["ABC"], []),
        ("[[:alpha:]]", ["x"], ["ä", "1"]),
        ("[]a]", ["]", "a"], ["b"]),
        (r"(?m)^x$\n^y$", ["x\ny"], ["xy"]),
        (r"\bx\b.*", ["x-", "x"], ["xy"]),
        ("x{2,3}", ["xx", "xxx"], ["x", "xxxx"]),
        ("x{,2}", ["x{,2}"], ["xx"]),
        ("(a*)*b", ["b", "aab"], ["a" * 40]),
        ("", [""], ["x"]),
    ],
)
def test_what_an_expression_matches(pattern: str, fits: list[str], misses: list[str]) -> None:
    expression = compiled(pattern)
    assert [text for text in fits if not expression.fullmatch(text)] == []
    assert [text for text in misses if expression.fullmatch(text)] == []


@pytest.mark.parametrize(
    "pattern",
    ["(?=x)", "(?<!x)y", r"\1", "x**", "*x", "(x", "x)", "[x", "[b-a]", "x{1001}", "x{2,1}", r"\pX", r"\8", "x\\",
     "(?P<a>x)(?P<a>y)", "(?P=a)", "((x{1000}){1000}){9}", r"\p{Greek}"],
)  # fmt: skip
def test_what_go_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(UnreadableError):
        compiled(pattern)


def test_a_list_of_texts_is_looked_up() -> None:
    assert compiled("(?:a|b)c|d").literals == frozenset({"ac", "bc", "d"})
    assert compiled("a+").literals is None


_simple = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\."]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=6,
)


@given(_simple, st.text("ab.c", max_size=6))
def test_where_python_reads_the_same_it_says_the_same(pattern: str, text: str) -> None:
    assert compiled(pattern).fullmatch(text) == (re.fullmatch(pattern, text) is not None)
