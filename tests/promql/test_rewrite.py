"""Matchers are added to the selectors that they belong to, and nothing else changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.promql import rewrite
from monitorgen.promql.grammar import LONGEST
from monitorgen.promql.lexer import tokens
from monitorgen.promql.nodes import VectorSelector, map_selectors
from monitorgen.promql.parse import PromqlError, parse
from monitorgen.promql.printer import text_of
from monitorgen.promql.rewrite import RewriteError, add_matchers, confine
from monitorgen.promql.types import Matcher
from tests.promql import written
from tests.promql.test_parse import ACCEPTED

if TYPE_CHECKING:
    from monitorgen.promql.nodes import Node

JOB = Matcher("job", "=", "api")
SPACE = Matcher("namespace", "=", "app")


def own(name: str) -> tuple[Matcher, ...] | None:
    return (JOB,) if name in {"x", "y_total", "h", "http.duration"} else None


def in_kubernetes(name: str) -> tuple[Matcher, ...] | None:
    return (JOB, SPACE) if name == "x" else None


@pytest.mark.parametrize(
    ("text", "confined"),
    [
        ("x > 5", 'x{job="api"} > 5'),
        ("x{}", 'x{job="api"}'),
        ('x{a="b"}', 'x{job="api",a="b"}'),
        ('x{ a="b" , }', 'x{job="api", a="b" , }'),
        ('x { a = "b" }', 'x {job="api", a = "b" }'),
        ("rate(x[5m]) / other", 'rate(x{job="api"}[5m]) / other'),
        ("rate(y_total[5m] offset 1h)", 'rate(y_total{job="api"}[5m] offset 1h)'),
        ('x{job="web"}', 'x{job="web"}'),
        ('x{job=~"web|api"} / x', 'x{job=~"web|api"} / x{job="api"}'),
        ('{__name__="x"}', '{job="api",__name__="x"}'),
        ('{__name__=~"x.*"}', '{__name__=~"x.*"}'),
        ('{"http.duration"}', '{job="api","http.duration"}'),
        ('{"http.duration",a="b"}', '{job="api","http.duration",a="b"}'),
        ("sum by (x) (x) / on (x) group_left (h) other", 'sum by (x) (x{job="api"}) / on (x) group_left (h) other'),
        ("h_bucket + h_sum + h_count", 'h_bucket{job="api"} + h_sum{job="api"} + h_count{job="api"}'),
        ("x # x is ours: x{a='b'}\n> 5", "x{job=\"api\"} # x is ours: x{a='b'}\n> 5"),
        ("x{ # why\n}", 'x{job="api" # why\n}'),
        ("label_replace(x, 'x', \"x\", `x`, '(x)')", "label_replace(x{job=\"api\"}, 'x', \"x\", `x`, '(x)')"),
        ("absent(x)", 'absent(x{job="api"})'),
        ("max_over_time(x[1h:5m] @ end())", 'max_over_time(x{job="api"}[1h:5m] @ end())'),
        ("offset * x offset 5m", 'offset * x{job="api"} offset 5m'),
        ("é{a='b'}", None),
    ],
)
def test_the_metrics_of_an_entry_are_confined_to_it(text: str, confined: str | None) -> None:
    if confined is None:
        with pytest.raises(PromqlError):
            confine(text, own)
    else:
        assert confine(text, own) == confined


@pytest.mark.parametrize(
    ("text", "confined"),
    [
        ("x", 'x{job="api",namespace="app"}'),
        ('x{namespace="other"}', 'x{job="api",namespace="other"}'),
        ('x{job="other"}', 'x{job="other"}'),
    ],
)
def test_who_names_the_job_chooses_the_rest_too(text: str, confined: str) -> None:
    assert confine(text, in_kubernetes) == confined


def test_values_are_quoted() -> None:
    odd = Matcher("job", "=", 'a"b\\c\nd')
    assert confine("x", lambda _: (odd,)) == 'x{job="a\\"b\\\\c\\nd"}'
    assert parse(confine("x", lambda _: (odd,))) == VectorSelector("x", (odd,))


def test_where_is_added_to_every_selector_once() -> None:
    narrowed = add_matchers('x{a="b"} / y', [Matcher("a", "=", "b"), Matcher("c", "!=", "d")])
    assert narrowed == 'x{c!="d",a="b"} / y{a="b",c!="d"}'
    assert add_matchers(narrowed, [Matcher("a", "=", "b"), Matcher("c", "!=", "d")]) == narrowed
    assert add_matchers('x{a="b"}', [Matcher("a", "=", "c")]) == 'x{a="c",a="b"}'


@pytest.mark.parametrize("text", ACCEPTED)
def test_taking_the_matchers_away_gives_the_text_back(text: str) -> None:
    probe = Matcher("zz", "=", "zz")
    filled = add_matchers(text, [probe])
    removed = filled.replace('{zz="zz"}', "").replace('zz="zz",', "").replace('zz="zz"', "")
    assert removed.replace("{}", "") == text.replace("{}", "")


@given(st.data(), written.expressions())
def test_confining_twice_is_confining_once_and_adds_only_what_it_should(data: st.DataObject, node: Node) -> None:
    text = data.draw(written.spread(text_of(node)))

    def scopes(name: str) -> tuple[Matcher, ...] | None:
        return (JOB, SPACE) if name in {"a_total", "g", "h"} else None

    once = confine(text, scopes)
    assert confine(once, scopes) == once
    ours = {"a_total", "g", "h_bucket", "h_count", "h_sum"}

    expected = map_selectors(
        parse(text),
        lambda each: (
            replace(each, matchers=(JOB, SPACE, *each.matchers))
            if each.name in ours and "job" not in {matcher.label for matcher in each.matchers}
            else each
        ),
    )
    assert parse(once) == expected
    comments = [part for part in text.split("\n") if "# note {x}" in part]
    assert len(comments) == once.count("# note {x}")


@given(written.expressions(), st.lists(written.matchers(), max_size=3))
def test_adding_twice_is_adding_once(node: Node, matchers: list[Matcher]) -> None:
    once = add_matchers(text_of(node), matchers)
    assert add_matchers(once, matchers) == once


def test_a_faulty_cut_would_not_go_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check on the result, shown by a selector that says that it ends one character early."""
    text = "abc + faulty"
    wrong = map_selectors(parse(text), lambda each: replace(each, named=each.named - 1))
    monkeypatch.setattr(rewrite, "parse", lambda given: wrong if given == text else parse(given))
    with pytest.raises(RewriteError):
        add_matchers(text, [JOB])


def one_scope(matcher: Matcher, name: str) -> tuple[Matcher, ...]:
    return (matcher,) if name == "x" else ()


def test_ten_thousand_services_share_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'sum by (job) (rate(x{status=~"5.."}[5m])) / sum by (job) (rate(x[5m])) > 0.123'
    confine(text, own)
    monkeypatch.setattr(rewrite, "parse", lambda _: pytest.fail("read again"))
    scopes = (partial(one_scope, Matcher("job", "=", f"s{number}")) for number in range(10_000))
    made = {confine(text, scope) for scope in scopes}
    assert len(made) == 10_000


def test_a_text_of_any_length_that_is_read_can_be_confined() -> None:
    text = "x" + " " * (LONGEST - 1)
    assert confine(text, own) == 'x{job="api"}' + " " * (LONGEST - 1)


def test_tokens_cover_the_text_but_for_blanks_and_comments() -> None:
    text = 'sum by (a) (x{b="c"}[5m:1m]) # end'
    joined = "".join(token.text for token in tokens(text))
    assert joined == 'sumby(a)(x{b="c"}[5m:1m])'
