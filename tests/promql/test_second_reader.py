"""promql-parser, written by others in another language, reads expressions as we do."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from msgspec.structs import replace

from monitorgen.promql.nodes import Node, VectorSelector, map_selectors, selectors
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import Matcher
from tests.promql import second_reader, written
from tests.promql.known import DATA, alerts

# What Prometheus takes and promql-parser 0.11 does not, or reads wrongly; it ends the process's thread at `@ -1`.
BEYOND_IT = frozenset(
    {
        *("1_000", "0x_1", "x[5m#c\n]", "x[+5m]", "x[5m:+1m]", "x[.5]", "sum by (a:b) (x)", "anchored", "smoothed"),
        *('x{a=~"\\\\Q*\\\\E"}', "x{a=`a\\d`}", "x @ -12.5", "x@-1", "x@ - 1"),
    }
)
ACCEPTED = [
    text
    for text in [*yaml.safe_load((DATA / "accepted.yaml").read_text(encoding="utf-8")), *alerts().values()]
    if text not in BEYOND_IT
]


def with_names_as_matchers(node: Node) -> Node:
    def change(selector: VectorSelector) -> VectorSelector:
        if selector.name is None or selector.named:
            return selector
        named = Matcher("__name__", "=", selector.name)
        return replace(selector, name=None, matchers=(named, *selector.matchers))

    return map_selectors(node, change)


@pytest.mark.parametrize("text", ACCEPTED)
def test_it_reads_what_prometheus_takes_as_we_do(text: str) -> None:
    assert second_reader.read(text) == with_names_as_matchers(parse(text))


@pytest.mark.slow
@settings(max_examples=300)
@given(written.expressions())
def test_it_reads_what_is_written_as_we_do(node: Node) -> None:
    text = text_of(node)
    if any(isinstance(each.at, int) and each.at < 0 for each in selectors(node)):
        return
    assert second_reader.read(text) == parse(text)
