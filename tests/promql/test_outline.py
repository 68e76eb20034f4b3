"""An expression's outline: read once for all that differ in values of matchers alone, which hides nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.grammar import DEEPEST
from monitorgen.promql.nodes import Grouping
from monitorgen.promql.outline import (
    Aggregated,
    Applied,
    Narrowing,
    Outline,
    Series,
    Window,
    alike,
    outline,
    read,
)
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable

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
labels = st.sampled_from(["job", "le", "instance", "__name__", '"my label"', "x", "'a=\"b\"'", '`!="b"`'])
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


def told(by: Callable[[str], Outline], expr: str) -> object:
    """What there is to be known of an expression, or what is wrong with it."""
    try:
        return by(expr)
    except PromqlError as error:
        return str(error), error.hint, error.position


@given(expressions | noise)
@settings(max_examples=1000)
def test_an_outline_is_the_one_that_the_long_way_gives(expr: str) -> None:
    assert told(outline, expr) == told(read, expr)


def test_services_of_a_type_share_what_is_read() -> None:
    one, other = (f'sum(rate(x_total{{job="{name}", code=~"5.."}}[$__rate_interval]))' for name in ("a-1", "shop"))
    assert outline(one) is outline(other)


def test_an_outline_tells_all_but_the_values_of_matchers() -> None:
    expr = 'sum by (le) (rate(x_bucket{job="a", env=~"$env|b"}[$__rate_interval])) / on () abs(rate(y{}[5m]))'
    x = Series("x_bucket", (Narrowing("job", "=", ()), Narrowing("env", "=~", ("env",))))
    y = Series("y", ())
    over = [
        Outline((x,), (), (), Window(Duration(300_000), "__rate_interval")),
        Outline((y,), (), (), Window(Duration(300_000), None)),
    ]
    first, last = (Applied("rate", (each,)) for each in over)
    outer = Applied("abs", (Outline((y,), (last,), (), None),))
    summed = Aggregated("sum", Grouping(("le",)))
    assert outline(expr) == Outline((x, y), (first, outer, last), (summed,), None)


def test_an_expression_as_deep_as_may_be_has_an_outline() -> None:
    expr = f"{'abs(' * (DEEPEST - 1)}up{')' * (DEEPEST - 1)}"
    assert len(outline(expr).calls) == DEEPEST - 1


@pytest.mark.parametrize(
    "expr", ['{__name__="up"}', "x{a='b'}", 'x{a="\\x41"}', 'x{a=~"a|b"}', 'x{a="$job"}', '{"up"}', 'x{a=""}']
)
def test_what_may_mean_something_stays(expr: str) -> None:
    assert alike(expr) == expr


def test_what_is_wrong_is_told_of_the_expression_as_it_is() -> None:
    with pytest.raises(PromqlError) as error:
        outline('up{job="shop"} +')
    assert error.value.position == len('up{job="shop"} +')
