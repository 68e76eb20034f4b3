"""Owners' Markdown as HTML: what it shows, and that nothing else ever comes out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.markup.html import to_html
from tests.support.hostile import ATTRIBUTES, ELEMENTS, elements, parsed, shown, texts


def follow(path: str) -> str | None:
    return f"../pages/{path}" if path.endswith(".md") else None


@given(texts)
def test_no_text_brings_an_element_or_an_attribute_that_is_not_listed(text: str) -> None:
    for name, attributes in elements(to_html(text, 2, "own-", follow)):
        assert name in ELEMENTS
        assert attributes.keys() <= ATTRIBUTES.get(name, set())


@given(texts)
def test_every_link_leads_to_the_web_a_heading_of_the_text_or_where_it_was_told(text: str) -> None:
    html = to_html(text, 2, "own-", follow)
    ids = {attributes["id"] for name, attributes in elements(html) if "id" in attributes}
    for name, attributes in elements(html):
        if name == "a":
            leads = attributes["href"]
            assert re.match(r"(?i)https?://|mailto:", leads) or leads.startswith("../pages/") or leads[1:] in ids
            assert not leads.startswith("#") or leads[1:] in ids


@given(texts)
def test_ids_are_told_apart_and_begin_as_they_are_told_to(text: str) -> None:
    ids = [attributes["id"] for _, attributes in elements(to_html(text, 2, "own-")) if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"own-\S+", each) for each in ids)


@given(texts)
def test_nobody_is_led_astray_by_what_is_not_seen(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", to_html(text))


@given(texts, st.integers(1, 6))
def test_headings_begin_at_the_level_that_is_asked_for(text: str, level: int) -> None:
    levels = [int(name[1]) for name, _ in elements(to_html(text, level)) if re.fullmatch(r"h\d", name)]
    assert not levels or min(levels) == level


def test_html_in_markdown_is_text() -> None:
    assert shown(to_html("Press <kbd>x</kbd>\n\n<script>alert(1)</script>")) == (
        "Press <kbd>x</kbd> <script>alert(1)</script>"
    )


def test_headings_go_below_those_of_the_page_and_are_told_apart() -> None:
    html = to_html("# Restart\n## Why\n# Restart\n", 3, "runbook-")
    assert [(name, found["id"]) for name, found in elements(html)] == [
        ("h3", "runbook-restart"), ("h4", "runbook-why"), ("h3", "runbook-restart-2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("[x](https://a.example/b?c=1&d=2)", "https://a.example/b?c=1&d=2"),
        ("<https://a.example>", "https://a.example"),
        ("[x](mailto:sre@a.example)", "mailto:sre@a.example"),
        ("[x](#what-to-do)\n# What to do?", "#own-what-to-do"),
        ("[x](#nowhere)", None),
        ("[x](other.md)", "../pages/other.md"),
        ("[x](other.sh)", None),
        ("[x](//evil.example/y.md)", None),
        ("[x](/etc/passwd.md)", None),
        ("[x](HTTPS://a.example)", "HTTPS://a.example"),
        ("[x](javascript:alert(1))", None),
        ("[x](ftp://a.example)", None),
        ("![a picture](https://a.example/p.png)", "https://a.example/p.png"),
    ],
)
def test_a_link_leads_where_it_says_or_is_its_text(written: str, leads: str | None) -> None:
    found = [attributes["href"] for name, attributes in elements(to_html(written, 2, "own-", follow)) if name == "a"]
    assert found == ([leads] if leads is not None else [])


def test_a_picture_inside_a_link_is_its_text() -> None:
    html = to_html("[![state of CI](https://a.example/p.svg)](https://a.example)")
    assert html == '<p><a href="https://a.example">state of CI</a></p>\n'


def test_code_is_shown_as_it_stands() -> None:
    html = to_html('```promql\nrate(x[5m]) > 0 and\n\tup{job="a"}\n```\n')
    assert [(name, found) for name, found in elements(html)] == [
        ("pre", {"tabindex": "0"}), ("code", {"class": "language-promql"}),
    ]  # fmt: skip
    assert parsed(html).to_text(separator="", strip=False) == 'rate(x[5m]) > 0 and\n\tup{job="a"}\n\n'


def test_a_command_that_reads_otherwise_than_it_runs_is_seen() -> None:
    assert shown(to_html("`rm \u202e x`, &#x2066;y")) == "rm [U+202E] x, [U+2066]y"


def test_tables_keep_their_sides() -> None:
    html = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert [(name, found) for name, found in elements(html) if name in {"th", "td"}] == [
        ("th", {"class": "left"}), ("th", {"class": "right"}), ("td", {"class": "left"}), ("td", {"class": "right"}),
    ]  # fmt: skip
