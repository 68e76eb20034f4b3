"""Whatever bytes a file holds: findings, never an exception, and what is read is what YAML says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitorgen import render
from monitorgen.diagnostics import Findings, Origin, Place
from monitorgen.load.locate import Positions
from monitorgen.load.marker import read_marks, read_top
from monitorgen.load.yaml_events import read_yaml
from monitorgen.raw import Quoted

if TYPE_CHECKING:
    from monitorgen.raw import Raw

VALID = """\
monitorgen: v1
system: shop  # one
services:
  checkout: &c
    type: http-service
    indicators: {pay: {total: 'http_requests_total{route="/pay"}', status: [ok, failed]}}
    alerts:
      - Slow: {p95: http, above: 2s, for: 5m}
      - "say \\"hi\\"": |
          {{ $labels.queue }} is full
            and stays so
    description: >-
      folded
      text
  cart: *c
"""

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str"
PIECES = ["{", "}", "[", "]", ": ", ":", ", ", "- ", "\n", "\n  ", " ", "'", '"', "&a ", "*a", "!x", "|", ">", "%", "@"]
PIECES += [
    "`",
    "? ",
    "#",
    " #",
    "\t",
    "---\n",
    "...\n",
    "<<: ",
    "~",
    "null",
    "{{ x }}",
    'x{a="b"}',
    "k: v\n",
    "\r\n",
    "é鍵🔑",
]
PIECES += ["%YAML 1.2\n", "%TAG ! x\n", "\\", "\\x", "monitorgen: v1\n", "\ufeff", "\x00", "\x1b", "\u2028", "\u202e"]


class OneFile:
    """The single file that the findings speak of."""

    def __init__(self, data: bytes) -> None:
        self.positions = Positions(data)

    def name(self, file: str) -> str:
        return file

    def place(self, where: Origin | Place, part: str) -> Place | None:
        return where if isinstance(where, Place) else None

    def line(self, file: str, number: int) -> str | None:
        lines = self.positions.lines
        return lines[number - 1] if 0 < number <= len(lines) else None


def check(data: bytes) -> None:
    findings = Findings()
    raw = read_yaml(data, "spec.yaml", findings)
    assert (raw is None) == findings.failed
    sources = OneFile(data)
    for finding in findings:
        if isinstance(finding.where, Place):
            line = sources.line("spec.yaml", finding.where.line)
            assert line is not None
            assert 1 <= finding.where.column <= len(line) + 1
            assert finding.where.end is not None or finding.code == "MG104"
    for form in render.FORMATS:
        shown = render.render(findings, sources, form)
        assert not (set(shown) & {"\x1b", "\x00", "\r", "\u202e", "\u2028", "\x85"})
    read_marks(data)
    sources.positions.find(("services", "checkout", "alerts", 0))


@given(
    st.lists(
        st.sampled_from(["# a", "#", "# \xe9", "#\x85b", "#\rmonitorgen: v3", "# monitorgen: v2", "---", "", "a: b"])
    ),
    st.sampled_from(["monitorgen: v1", "monitorgen: v12", "monitorgen: v1 ", "monitorgen: 'v1'", " monitorgen: v1"]),
    st.lists(
        st.sampled_from(["services: {}", "services", " more", "- x", "monitorgen: v2", "", "{", "# b", "s: \x00"])
    ),
)
def test_a_file_that_begins_with_its_mark_says_what_its_events_say(
    above: list[str], mark: str, below: list[str]
) -> None:
    data = "\n".join((*above, mark, *below)).encode()
    assert read_marks(data) == read_top(data, {"monitorgen"})


@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_findings_or_nodes(data: bytes) -> None:
    check(data)


@pytest.mark.slow
@example(["%YAML 1.2\n", "\n  "])
@example(["[", "&a ", "#", "]"])
@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=500)
def test_pieces_of_yaml_in_any_order_give_findings_or_nodes(pieces: list[str]) -> None:
    check("".join(pieces).encode())


@pytest.mark.slow
@given(st.integers(0, len(VALID)), st.integers(0, 12), st.lists(st.sampled_from(PIECES), max_size=3))
@settings(max_examples=500)
def test_a_valid_file_changed_somewhere_gives_findings_or_nodes(at: int, dropped: int, pieces: list[str]) -> None:
    check((VALID[:at] + "".join(pieces) + VALID[at + dropped :]).encode())


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Cn"]), max_size=12)
TREES = st.dictionaries(
    TEXTS,
    st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)),
    max_size=5,
)


@pytest.mark.slow
@given(TREES, st.sampled_from([None, True, False]), st.sampled_from([None, '"', "'"]))
def test_what_pyyaml_writes_is_read_back(tree: dict[str, Tree], flow: bool | None, style: str | None) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, default_style=style)
    findings = Findings()
    assert read_yaml(text.encode(), "spec.yaml", findings) == tree, list(findings)


@pytest.mark.slow
@given(TREES)
def test_every_value_is_found_where_it_was_written(tree: dict[str, Tree]) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_style='"', width=10_000)
    positions = Positions(text.encode())

    def walk(node: Tree, path: tuple[str | int, ...]) -> None:
        located = positions.find(path)
        assert located is not None
        assert located.exact
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, (*path, key))
        elif isinstance(node, list):
            for index, value in enumerate(node):
                walk(value, (*path, index))
        else:
            span = located.value
            written = positions.lines[span.line - 1][span.column - 1 : span.end - 1]
            assert yaml.safe_load(written) == node

    walk(tree, ())


def kinds(node: Raw) -> list[type]:
    if isinstance(node, dict):
        return [kind for value in node.values() for kind in kinds(value)]
    if isinstance(node, list):
        return [kind for value in node for kind in kinds(value)]
    return [type(node)]


def test_the_valid_file_is_valid() -> None:
    findings = Findings()
    raw = read_yaml(VALID.encode(), "spec.yaml", findings)
    assert raw is not None
    assert set(kinds(raw)) == {str, Quoted}
    check(VALID.encode())
