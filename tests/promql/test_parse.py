"""Expressions are read as Prometheus reads them, and refused with a place and a hint where it refuses them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import Phase, Verbosity, given, settings
from hypothesis import strategies as st

from monitorgen.promql.grammar import DEEPEST, LONGEST, MOST_OPERATORS
from monitorgen.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Matching,
    MatrixSelector,
    Negation,
    Number,
    Subquery,
    VectorSelector,
    walk,
)
from monitorgen.promql.parse import PromqlError, parse, selectors
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration
from tests.promql import oracle, written
from tests.promql.known import DATA, alerts

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.promql.nodes import Node
    from tests.support.tools import FindTool

MINUTES = Duration(300_000)
X, Y, Z = VectorSelector("x"), VectorSelector("y"), VectorSelector("z")


def lines(name: str) -> list[str]:
    found: list[str] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


ACCEPTED = [*lines("accepted.yaml"), *alerts().values()]
REFUSED = yaml.safe_load((DATA / "refused.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("x", X),
        ('x{a="b",c!~"d"}', VectorSelector("x", (Matcher("a", "=", "b"), Matcher("c", "!~", "d")))),
        ('{__name__="x"}', VectorSelector(None, (Matcher("__name__", "=", "x"),))),
        ('{"http.duration",a="b"}', VectorSelector("http.duration", (Matcher("a", "=", "b"),))),
        ("x offset 5m", VectorSelector("x", offset=300_000)),
        ("x offset -5m @ 1.5", VectorSelector("x", offset=-300_000, at=1500)),
        ("x @ end()", VectorSelector("x", at="end")),
        ("x[5m] offset 1h", MatrixSelector(VectorSelector("x", offset=3_600_000), MINUTES)),
        ("x[90]", MatrixSelector(X, Duration(90_000))),
        ("x[5m:]", Subquery(X, MINUTES)),
        ("x[5m:90s]", Subquery(X, MINUTES, Duration(90_000))),
        ("rate(x[5m])", Call("rate", (MatrixSelector(X, MINUTES),))),
        ("SUM BY (a,) (x)", Aggregation("sum", X, None, Grouping(("a",)))),
        ("topk(3, x) without (a)", Aggregation("topk", X, Number("3"), Grouping(("a",), without=True))),
        ("1h", Number("3600")),
        ("0x1F", Number("31")),
        ("-1", Number("-1")),
        ("-inf", Number("-Inf")),
        ("-x ^ 2", Negation(Binary("^", X, Number("2")))),
        ("-x * y", Binary("*", Negation(X), Y)),
        ("x ^ y ^ z", Binary("^", X, Binary("^", Y, Z))),
        ("x - y - z", Binary("-", Binary("-", X, Y), Z)),
        ("x or y and z", Binary("or", X, Binary("and", Y, Z))),
        ("x > bool on (a) y", Binary(">", X, Y, Matching(("a",), on=True), is_bool=True)),
        (
            "x / ignoring (a) group_right (b) y",
            Binary("/", X, Y, Matching(("a",), on=False, card="one-to-many", include=("b",))),
        ),
        ("x * on (a) group_left y", Binary("*", X, Y, Matching(("a",), on=True, card="many-to-one"))),
        ("sum", VectorSelector("sum")),
        ("and and and", Binary("and", VectorSelector("and"), VectorSelector("and"))),
        ("offset offset 5m", VectorSelector("offset", offset=300_000)),
    ],
)
def test_an_expression_is_read_as_prometheus_reads_it(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_printed_reads_the_same(text: str) -> None:
    node = parse(text)
    printed = text_of(node)
    assert written.without_parentheses(parse(printed)) == written.without_parentheses(node)
    assert text_of(parse(printed)) == printed


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_part_knows_where_it_stands(text: str) -> None:
    for node in walk(parse(text)):
        start, end = node.span
        part = text[start:end]
        if isinstance(node, VectorSelector) and (node.offset or node.at is not None):
            continue  # the offset of a window stands outside of the selector in it
        assert parse(part) == node, part


@pytest.mark.parametrize("case", REFUSED, ids=[case["text"] for case in REFUSED])
def test_a_slip_is_told_with_its_place_and_what_to_write(case: dict[str, str | int]) -> None:
    with pytest.raises(PromqlError) as caught:
        parse(str(case["text"]))
    told = {"says": str(caught.value), "hint": caught.value.hint, "at": caught.value.position}
    assert told == {key: case[key] for key in told}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000 + "x" + ")" * 50_000,
        "(" * 100_000,
        ")" * 100_000,
        "x" + "+x" * 4_000,
        "x" + "^x" * 4_000,
        "-" * 9_000 + "x",
        "- " * 4_000 + "x",
        "x" + "[5m:1m]" * 1_000,
        "abs(" * 2_000 + "x" + ")" * 2_000,
        "sum(" * 2_000,
        "x{" + "{" * 9_000,
        "1" * 9_999 + "x",
        "1m" * 4_999,
        "9" * 5_000 + "m",
        "1_" * 4_999,
        'x{a=~"' + "(" * 4_000 + ")" * 4_000 + '"}',
        'x{a=~"' + "[a" * 4_000 + '"}',
        'x{a=~"' + "(a+)+" * 1_500 + '"}',
        'x{a=~"a{' + "9" * 5_000 + '}"}',
        "x{" + 'a="b",' * 1_600 + "}",
    ],
    ids=lambda text: f"{text[:12]}...{len(text)}",
)
def test_no_text_takes_the_process_down_or_long(text: str) -> None:
    before = time.process_time()
    with contextlib.suppress(PromqlError):
        parse(text)
    assert time.process_time() - before < 2


def test_the_bounds_leave_room_for_what_people_write() -> None:
    parse(" or ".join(f'up{{job="service-{number}"}} == 0' for number in range(MOST_OPERATORS // 2)))
    parse("(" * (DEEPEST - 1) + "x" + ")" * (DEEPEST - 1))
    parse("x" + " " * (LONGEST - 1))


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(PromqlError):
        parse(text)


PIECES = (
    *("x", "sum", "by", "(", ")", "{", "}", "[", "]", ",", "=", "==", "!=", "=~", ">", "-", "+", "*", "/", "^", "@"),
    *("5m", "1", "0.5", '"a"', "'b'", "`c`", "and", "or", "on", "group_left", "bool", "offset", "rate", "start", "end"),
    *(":", " ", "\n", "#", "inf", "ignoring", "without", "$x", "{{", "“", "topk", "vector", "unless"),
)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_any_row_of_pieces_of_promql_is_read_or_refused(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        node = parse(text)
    except PromqlError:
        return
    assert written.without_parentheses(parse(text_of(node))) == written.without_parentheses(node)


@given(written.expressions())
def test_every_tree_can_be_written_and_read_again(node: Node) -> None:
    assert written.without_parentheses(parse(text_of(node))) == written.without_parentheses(node)


@given(st.data(), written.expressions())
def test_blanks_and_comments_change_nothing(data: st.DataObject, node: Node) -> None:
    text = text_of(node)
    assert parse(data.draw(written.spread(text))) == parse(text)


@given(written.expressions())
def test_the_selectors_come_in_the_order_of_the_text(node: Node) -> None:
    starts = [each.span[0] for each in selectors(parse(text_of(node)))]
    assert starts == sorted(starts)


def test_promtool_takes_what_is_read_and_refuses_what_is_refused(find_tool: FindTool, tmp_path: Path) -> None:
    promtool = find_tool("promtool")
    refused = [case["text"] for case in REFUSED if case["text"].strip() and not case.get("stricter")]
    assert [
        text for text, why in zip(refused, oracle.refusals(promtool, refused, tmp_path), strict=True) if not why
    ] == []
    told = zip(ACCEPTED, oracle.refusals(promtool, ACCEPTED, tmp_path), strict=True)
    experimental = ("is not enabled", "is experimental")
    assert [(text, why) for text, why in told if why and not any(each in why for each in experimental)] == []


@pytest.mark.slow
@settings(max_examples=3, phases=[Phase.generate], verbosity=Verbosity.quiet)
@given(batch=written.batches())
def test_promtool_takes_every_expression_that_is_written(
    batch: written.Batch, find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = oracle.refusals(find_tool("promtool"), batch.texts, tmp_path_factory.mktemp("rules"))
    assert [(text, why) for text, why in zip(batch.texts, told, strict=True) if why] == []
