"""Expressions are read with plain values of matchers all alike: that hides nothing of what they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.check.dashboards.queries import alike, read
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.nodes import Call, VectorSelector, walk
from monitorgen.promql.parse import parse
from monitorgen.promql.variables import settled

PLAIN = re.compile(r"[A-Za-z0-9_./:-]+")

values = st.sampled_from(
    [
        "a",
        "service-1",
        "b.c:9",
        "/x",
        "-",
        ".",
        "",
        "a|b",
        ".+",
        "5..",
        "$job",
        "a$b",
        "{{x}}",
        "[",
        "é",
        "by",
        "__name__",
    ]
)
quoted = st.tuples(st.sampled_from(['"', '"', '"', "'", "`"]), values).map(lambda each: each[0] + each[1] + each[0])
labels = st.sampled_from(["job", "le", "instance", "__name__", '"my label"', "x"])
operators = st.sampled_from(["=", "!=", "=~", "!~", " = ", "=~ ", "=="])
matchers = st.lists(st.tuples(labels, operators, quoted).map("".join) | quoted, max_size=3).map(", ".join)
selectors = st.tuples(st.sampled_from(["up", "a_total", ""]), matchers).map(lambda each: f"{each[0]}{{{each[1]}}}")
expressions = st.recursive(
    selectors,
    lambda inner: st.one_of(
        inner.map(lambda each: f"rate({each}[5m])"),
        inner.map(lambda each: f"sum by (le) ({each})"),
        inner.map(lambda each: f"histogram_quantile(0.9, {each})"),
        st.tuples(inner, quoted, quoted).map(
            lambda each: f'label_replace({each[0]}, {each[1]}, "$1", "src", {each[2]})'
        ),
        st.tuples(inner, st.sampled_from([" / ", " and ", " == ", "="]), inner | quoted).map("".join),
        inner.map(lambda each: f'{each} # a note: x="y"'),
    ),
    max_leaves=4,
)
noise = st.lists(st.sampled_from([*"{}()[],=~! x\"'`\\#\n$-.", "job", "up", '="a"', "by"]), max_size=14).map("".join)


def told(expr: str, text: str) -> object:
    """What there is to be known of an expression, its plain values left out; or what is wrong with it."""
    try:
        tree = parse(settled(text).text)
    except PromqlError as error:
        if text != expr:
            return told(expr, expr)
        return str(error), error.hint, error.position
    return [
        (type(node), node.func) if isinstance(node, Call)
        else (node.metric, [(each.label, each.op, PLAIN.sub("x", each.value)) for each in node.matchers])
        if isinstance(node, VectorSelector)
        else type(node)
        for node in walk(tree)
    ]  # fmt: skip


@given(expressions | noise)
@settings(max_examples=500)
def test_an_expression_with_all_values_alike_is_the_same_to_every_check(expr: str) -> None:
    assert told(expr, alike(expr)) == told(expr, expr)


def test_services_of_a_type_share_what_is_read() -> None:
    one, other = (f'sum(rate(x_total{{job="{name}", code=~"5.."}}[$__rate_interval]))' for name in ("a-1", "shop"))
    assert read(one)[1] is read(other)[1]
    assert [each.metric for each in walk(read(one)[1]) if isinstance(each, VectorSelector)] == ["x_total"]


@pytest.mark.parametrize(
    "expr", ['{__name__="up"}', "x{a='b'}", 'x{a="\\x41"}', 'x{a=~"a|b"}', 'x{a="$job"}', '{"up"}', 'x{a=""}']
)
def test_what_may_mean_something_stays(expr: str) -> None:
    assert alike(expr) == expr


def test_what_is_wrong_is_told_of_the_expression_as_it_is() -> None:
    with pytest.raises(PromqlError) as error:
        read('up{job="shop"} +')
    assert error.value.position == len('up{job="shop"} +')
