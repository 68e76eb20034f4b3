"""Selectors and matchers on their own, as fields of a spec hold them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.promql.parse import PromqlError, Selector, parse_matchers, parse_selector
from monitorgen.promql.types import Matcher
from tests.promql import written


@pytest.mark.parametrize(
    ("text", "matchers"),
    [
        ('mountpoint="/data",fstype!="tmpfs"', (Matcher("mountpoint", "=", "/data"), Matcher("fstype", "!=", "tmpfs"))),
        ('a=~"b|c" , ', (Matcher("a", "=~", "b|c"),)),
        ("a='b'", (Matcher("a", "=", "b"),)),
        ("a=`5..\\d`", (Matcher("a", "=", "5..\\d"),)),
        ('sum="a"', (Matcher("sum", "=", "a"),)),
        ('"http.method"="GET"', (Matcher("http.method", "=", "GET"),)),
    ],
)
def test_matchers_are_read(text: str, matchers: tuple[Matcher, ...]) -> None:
    assert parse_matchers(text) == matchers


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("", "there is no matcher", 'write label="value"'),
        ('{a="b"}', "the matchers stand in braces", "leave out the braces"),
        ("a=b", "the value of `a` stands without quotes", 'write a="b"'),
        ("a: b", "`a:` stands where a label is expected", 'write label="value"'),
        ('a=="b"', "`==` compares values; matchers have a single `=`", 'write a="..."'),
        ('a="b" c="d"', "`c` stands where a comma is expected", "separate matchers by commas"),
        ('a="b"}', "`}` closes nothing", "remove it, or open it before"),
        ('a=~"("', '"(" is no regular expression: missing ), unterminated subpattern', None),
        ('"a"', '"a" is no matcher', 'write label="a"'),
        ('a="b', 'the text that " opens is never closed', 'end it with "'),
        ("x" * 20_000, "the matchers are longer than 10,000 characters", "use a regular expression"),
    ],
)
def test_what_are_no_matchers_is_told_with_what_to_write(text: str, says: str, hint: str | None) -> None:
    with pytest.raises(PromqlError) as caught:
        parse_matchers(text)
    assert str(caught.value) == says
    assert hint is None or caught.value.hint == hint


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ("x_total", Selector("x_total")),
        ('x_total{kind="a"}', Selector("x_total", (Matcher("kind", "=", "a"),))),
        (' x_total { kind = "a" , } ', Selector("x_total", (Matcher("kind", "=", "a"),))),
        ('{__name__="x",a="b"}', Selector("x", (Matcher("a", "=", "b"),))),
        ('{"http.duration"}', Selector("http.duration")),
        ("job:x:rate5m", Selector("job:x:rate5m")),
    ],
)
def test_a_selector_is_read(text: str, selector: Selector) -> None:
    assert parse_selector(text) == selector


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ('rate(x{a="b"}[5m])', "a selector here takes no function such as `rate`", 'write x{a="b"}'),
        ("sum by (job) (x)", "a selector here takes no function such as `sum`", "write x"),
        ('x{a="b"}[5m]', "a selector here takes no window", 'write x{a="b"}'),
        ("x offset 5m", "a selector here takes no `offset` and no `@`", "drop it"),
        ("my-metric", "`my-metric` is read as a difference", "names of metrics have letters, digits, `_` and `:`"),
        ("x + y", "this is an expression, not one selector", 'write x_total{kind="a"}'),
        ('{job="a"}', "the selector names no metric", 'write the name before the braces: x_total{kind="a"}'),
        ("5", "this is an expression, not one selector", 'write x_total{kind="a"}'),
        ("x{a=b}", "the value of `a` stands without quotes", 'write a="b"'),
        ("x.y", "names of metrics and labels have no dots", None),
    ],
)
def test_what_is_no_selector_is_told_with_what_to_write(text: str, says: str, hint: str | None) -> None:
    with pytest.raises(PromqlError) as caught:
        parse_selector(text)
    assert str(caught.value) == says
    assert hint is None or caught.value.hint == hint


@given(st.lists(written.matchers(), min_size=1, max_size=4))
def test_matchers_read_as_they_are_written(matchers: list[Matcher]) -> None:
    assert parse_matchers(",".join(map(str, matchers))) == tuple(matchers)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_matchers, parse_selector):
        try:
            read(text)
        except PromqlError as error:
            assert str(error)  # noqa: PT017 - whether it is raised is the text's business
