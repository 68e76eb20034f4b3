"""What Grafana would take for a variable, and how PromQL says the same without."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.promql.nodes import VectorSelector
from monitorgen.promql.parse import parse
from monitorgen.promql.quoting import quote
from monitorgen.promql.variables import spelled_out

# Grafana's own pattern for names, without our narrowing to letters.
GRAFANAS = re.compile(r"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}", re.ASCII)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('up{plan="5$x"}', r'up{plan="5\x24x"}'),
        ("up{plan=~'a$y|b$'}", r"up{plan=~'a\x24y|b$'}"),
        (r"up{plan=~`\d${y}`}", r'up{plan=~"\\d\x24{y}"}'),
        ('up{plan="[[x]]"}', r'up{plan="\x5b[x]]"}'),
        (r'up{plan="\\$x",job=~"$job"}', r'up{plan="\\\x24x",job=~"$job"}'),
        ('up{plan="$x and $job"}', r'up{plan="\x24x and $job"}'),
        ('up{plan="5$",price="$5"}', 'up{plan="5$",price="$5"}'),
        ("rate(up{job=~`$job`}[$__rate_interval])", "rate(up{job=~`$job`}[$__rate_interval])"),
    ],
)
def test_what_only_looks_like_a_variable_is_spelled_out(text: str, plain: str) -> None:
    assert spelled_out(text, {"job"}) == plain
    assert spelled_out(plain, {"job"}) == plain


@given(st.text(st.sampled_from("ab$[]{}:.\\\"'` ä\n"), max_size=12), st.sampled_from(["quoted", "raw"]))
def test_prometheus_reads_the_same_and_grafana_finds_no_name(value: str, form: str) -> None:
    raw = form == "raw" and "`" not in value
    text = f"up{{plan={f'`{value}`' if raw else quote(value)}}}"
    plain = spelled_out(text, ())
    node = parse(plain)
    assert isinstance(node, VectorSelector)
    assert [each.value for each in node.matchers] == [value]
    assert GRAFANAS.search(plain) is None
