"""What is put together from parts reads as it was meant, in one form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.promql import build
from monitorgen.promql.nodes import Aggregation, Binary, Call, Grouping, MatrixSelector, Node, VectorSelector
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration
from tests.promql import written

if TYPE_CHECKING:
    from monitorgen.promql.nodes import BinaryOp

FAILED = Matcher("status", "=~", "5..")
MINUTES = Duration(300_000)


def test_selectors() -> None:
    assert build.selector("x") == "x"
    assert build.selector("x", [FAILED], MINUTES) == 'x{status=~"5.."}[5m]'
    assert build.selector("x", (), MINUTES, "1h") == "x[5m] offset 1h"
    assert build.selector("x", (), None, Duration(5_400_000)) == "x offset 1h30m"
    assert build.selector("http.duration", [FAILED]) == '{"http.duration",status=~"5.."}'
    assert build.selector("x", [Matcher("a.b", "=", 'c"\\')]) == 'x{"a.b"="c\\"\\\\"}'


def test_aggregations_and_functions() -> None:
    inner = build.call("rate", build.selector("x_total", [FAILED], MINUTES))
    assert build.aggregate("sum", ("job", "le"), inner) == 'sum by (job, le) (rate(x_total{status=~"5.."}[5m]))'
    assert build.aggregate("sum", None, "x") == "sum(x)"
    assert build.aggregate("sum", (), "x") == "sum by () (x)"
    assert build.aggregate("max", ("job",), "x", without=True) == "max without (job) (x)"
    assert build.aggregate("topk", ("job",), "x", param="3") == "topk by (job) (3, x)"


@pytest.mark.parametrize(
    ("op", "left", "right", "text"),
    [
        ("/", "a + b", "c", "(a + b) / c"),
        ("+", "a / b", "c", "a / b + c"),
        ("-", "a", "b - c", "a - (b - c)"),
        ("-", "a - b", "c", "a - b - c"),
        ("^", "a ^ b", "c", "(a ^ b) ^ c"),
        ("^", "a", "b ^ c", "a ^ b ^ c"),
        ("^", "-a", "b", "(-a) ^ b"),
        ("*", "-a", "b", "-a * b"),
        ("and", "a or b", "c > 1", "(a or b) and c > 1"),
        ("or", "a and b", "c", "a and b or c"),
        (">", "a > b", "c", "a > b > c"),
        ("/", "sum by (job) (a + b)", "c offset 5m", "sum by (job) (a + b) / c offset 5m"),
        ("*", "x{a=~'b|c - d'}", "y # + z\n", "x{a=~'b|c - d'} * y # + z\n"),
        ("+", "a offset -5m", "b", "a offset -5m + b"),
        ("*", "a == bool 1", "b", "(a == bool 1) * b"),
        ("/", "a * on (job) group_left (b) c", "d", "a * on (job) group_left (b) c / d"),
        ("and", "up", "and", "up and and"),
    ],
)
def test_a_side_is_put_in_parentheses_where_it_would_read_otherwise(
    op: BinaryOp, left: str, right: str, text: str
) -> None:
    assert build.binary(op, left, right) == text


def test_modifiers_of_operators() -> None:
    assert build.binary("/", "a", "b", on=("job",)) == "a / on (job) b"
    assert build.binary(">", "a", "b", on=(), is_bool=True) == "a > bool on () b"
    assert (
        build.binary("*", "a", "b", ignoring=("le",), card="many-to-one", include=("zone",))
        == "a * ignoring (le) group_left (zone) b"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.05"), "0.05"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.0014400"), "0.00144"),
        (Decimal("1E-9"), "1e-09"),
        (Decimal("1E+30"), "1e+30"),
        (Decimal("Infinity"), "+Inf"),
        (-1.5, "-1.5"),
        (float("nan"), "NaN"),
        (10 * 2**30, "10737418240"),
    ],
)
def test_numbers(value: Decimal | float, text: str) -> None:
    assert build.number(value) == text
    assert text_of(parse(text)) == text


def test_windows() -> None:
    assert build.window(MINUTES) == "5m"


operands = written.expressions(leaves=4)


@given(operands, operands, st.sampled_from(written.OPERATORS), st.none() | written.label_sets)
def test_an_operator_reads_as_what_it_was_made_of(
    left: Node, right: Node, op: BinaryOp, on: tuple[str, ...] | None
) -> None:
    text = build.binary(op, text_of(left), text_of(right), on=on)
    read = written.without_parentheses(parse(text))
    assert isinstance(read, Binary)
    assert read.op == op
    assert (read.lhs, read.rhs) == (written.without_parentheses(left), written.without_parentheses(right))
    assert (read.matching.labels if read.matching else None) == on


@given(written.expressions(), st.lists(st.sampled_from(written.LABELS), max_size=3, unique=True))
def test_an_aggregation_reads_as_what_it_was_made_of(inner: Node, labels: list[str]) -> None:
    read = parse(build.aggregate("sum", labels, text_of(inner)))
    expected = Aggregation("sum", written.without_parentheses(inner), None, Grouping(tuple(labels)))
    assert written.without_parentheses(read) == expected


@given(
    st.sampled_from(("x", "job:x:rate5m", "http.duration", 'a"b')),
    st.lists(written.matchers((*written.LABELS, "http.method")), max_size=3),
    written.durations,
)
def test_a_selector_reads_as_what_it_was_made_of(name: str, matchers: list[Matcher], window: Duration) -> None:
    text = build.selector(name, matchers, window)
    assert ",".join(map(str, matchers)) in text
    assert build.HOLE not in text
    read = parse(build.call("rate", text))
    assert read == Call("rate", (MatrixSelector(VectorSelector(name, tuple(matchers)), window),))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**12), max_value=10**12))
def test_a_number_keeps_all_its_digits(value: Decimal) -> None:
    assert Decimal(build.number(value)) == value or abs(value) < Decimal("1e-6")
