"""Which expressions may name a metric: none is left out that the parser finds it in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.naming import may_name
from monitorgen.promql.parse import parse, selectors
from monitorgen.promql.series import family_names

NAMES = ["a", "a_total", "b_total", "ab", "a_total_total", "_total", "total", "my.name", "a_count", "a_created", "é"]
SUFFIXES = ["", "_total", "_created", "_bucket", "_sum", "_count", "_total_created", "_total_total"]


def escaped(name: str) -> str:
    return "".join(f"\\U{ord(char):08x}" for char in name)


names = st.tuples(st.sampled_from(NAMES), st.sampled_from(SUFFIXES)).map("".join)
named = st.one_of(
    names,
    names.map(lambda each: f'{{"{each}"}}'),
    names.map(lambda each: f"{{`{each}`}}"),
    names.map(lambda each: f"{{__name__='{each}'}}"),
    names.map(lambda each: f'{{__name__=~"{each}|b"}}'),
    names.map(lambda each: f'{{"{escaped(each)}"}}'),
    names.map(lambda each: f'{{__name__="{escaped(each)}",x="a"}}'),
    names.map(lambda each: f'x{{label="{each}"}}'),
)
expressions = st.recursive(
    named,
    lambda inner: st.one_of(
        inner.map(lambda each: f"sum(rate({each}[5m]))"),
        st.tuples(inner, inner).map(lambda each: f"{each[0]} / {each[1]} # a note"),
    ),
    max_leaves=3,
)


def by_parser(text: str) -> set[str]:
    """The names under which the metrics of an expression may have been declared."""
    try:
        found = {each.metric for each in selectors(parse(text)) if each.metric}
    except PromqlError:
        return set()
    return {name for each in found for name in family_names(each)}


@given(st.lists(st.sampled_from(NAMES), max_size=3), st.lists(expressions, max_size=3))
@settings(max_examples=500)
def test_no_expression_is_left_out_that_names_a_metric(metrics: list[str], texts: list[str]) -> None:
    kept = may_name(metrics, texts)
    assert kept == [text for text in texts if text in kept]
    assert not [text for text in texts if text not in kept and by_parser(text) & set(metrics)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("rate(done_total[5m])", True),
        ("time() - done_created", True),
        ('{"d\\x6fne_total"}', True),
        ("rate(undone_total[5m])", True),
        ("rate(made_total[5m])", False),
        ("sum(up)", False),
    ],
)
def test_what_cannot_name_a_metric_is_left_out(text: str, kept: bool) -> None:
    assert may_name(["done_total"], [text]) == ([text] if kept else [])


def test_without_metrics_nothing_can_be_named() -> None:
    assert may_name([], ["up"]) == []
