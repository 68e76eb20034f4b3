"""Text in Markdown comes out as itself, whatever it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitorgen.markup.html import to_html
from monitorgen.markup.text import coded, escaped, fenced, visible
from tests.support.hostile import elements, parsed, shown, texts


def joined(text: str) -> str:
    return " ".join(visible(text).split())


@given(texts)
def test_escaped_text_is_one_paragraph_that_reads_the_same(text: str) -> None:
    html = to_html(escaped(text))
    assert [name for name, _ in elements(html)] == (["p"] if joined(text) else [])
    assert shown(html) == joined(text)


@given(texts)
def test_escaped_text_stays_one_cell_of_a_table(text: str) -> None:
    html = to_html(f"| a | b |\n|---|---|\n| {escaped(text)} | {coded(text, in_table=True)} |\n")
    cells = parsed(html).query("td")
    assert [" ".join(cell.to_text(separator="", strip=False).split()) for cell in cells] == [joined(text)] * 2


@given(texts, st.sampled_from(["", "promql", "sh", 'html"><script>']))
def test_a_fence_is_longer_than_what_it_holds(text: str, language: str) -> None:
    html = to_html(fenced(text, language) + "\nafter\n")
    assert [name for name, _ in elements(html)] == ["pre", "code", "p"]
    assert parsed(html).query("pre")[0].to_text(separator="", strip=False).split() == visible(text).split()


def test_blocks_of_code_inside_blocks_of_code_stay_inside() -> None:
    inner = "````sh\nls\n````\n"
    assert fenced(inner, "markdown") == "`````markdown\n````sh\nls\n````\n`````\n"


def test_names_of_metrics_and_templates_can_still_be_read() -> None:
    assert escaped("http_requests_total is {{ $value }} (above 5%)") == (
        "http_requests_total is \\{\\{ \\$value }} (above 5%)"
    )
    assert escaped("1. restart\n- wait") == "1\\. restart - wait"


def test_code_with_backticks_is_still_code() -> None:
    assert coded("a`b") == "``a`b``"
    assert coded("`") == "`` ` ``"
    assert coded("") == ""
