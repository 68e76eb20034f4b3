"""Reading YAML: what raw nodes a file gives. What is said of bad files is shown in tests/bad."""

from __future__ import annotations

import pytest

from monitorgen.diagnostics import Findings, Place
from monitorgen.load.yaml_events import read_yaml
from monitorgen.raw import Quoted, Raw


def read(text: str) -> dict[str, Raw]:
    findings = Findings()
    raw = read_yaml(text.encode(), "spec.yaml", findings)
    assert raw is not None, list(findings)
    assert not list(findings)
    return raw


def refused(text: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of each finding."""
    findings = Findings()
    data = text.encode() if isinstance(text, str) else text
    assert read_yaml(data, "spec.yaml", findings) is None
    return [(d.code, d.where.line, d.where.column) if isinstance(d.where, Place) else (d.code, 0, 0) for d in findings]


@pytest.mark.parametrize(
    "text", ["1.10", "0777", "0x1F", "22:22", "1e3", "yes", "NO", "true", "=", ".5", "2024-01-01", "none"]
)
def test_a_plain_scalar_keeps_its_source_text(text: str) -> None:
    value = read(f"tag: {text}\n")["tag"]
    assert value == text
    assert type(value) is str


@pytest.mark.parametrize("text", ["'none'", '"none"', "|-\n  none", ">-\n  none"])
def test_a_quoted_or_block_scalar_is_told_from_a_plain_one(text: str) -> None:
    value = read(f"tag: {text}\n")["tag"]
    assert value == "none"
    assert type(value) is Quoted


def test_an_empty_text_in_quotes_is_a_value() -> None:
    assert read("a: ''\nb: \"\"\n") == {"a": "", "b": ""}


def test_quoted_nulls_and_merge_keys_are_texts() -> None:
    assert read("'<<': '~'\n'null': 'null'\n'': x\n") == {"<<": "~", "null": "null", "": "x"}


def test_keys_are_plain_texts_however_they_were_written() -> None:
    assert [type(key) for key in read("'a': 1\n\"b\": 2\nc: 3\n")] == [str, str, str]


def test_the_same_key_is_one_object_in_all_files() -> None:
    (one,), (other,) = read("description: x"), read("description: y")
    assert one is other


def test_maps_lists_and_texts_nest() -> None:
    assert read("a: {b: [1, {c: d}]}\ne:\n- f\n-\n  g: h\n") == {
        "a": {"b": ["1", {"c": "d"}]},
        "e": ["f", {"g": "h"}],
    }


def test_blocks_keep_their_line_breaks_as_yaml_says() -> None:
    assert read("a: |\n  x\n  y\nb: >\n  x\n  y\n") == {"a": "x\ny\n", "b": "x y\n"}


def test_a_byte_order_mark_line_ends_of_windows_and_a_yaml_1_2_header_are_no_matter() -> None:
    assert read("\ufeff%YAML 1.2\r\n---\r\na: b\r\n...\r\n") == {"a": "b"}


def test_comments_and_blank_lines_before_a_directive_are_no_matter() -> None:
    assert read("# about\n\n%YAML 1.2  # core\n---\na: b\n") == {"a": "b"}


def test_an_alias_is_the_node_of_its_anchor() -> None:
    raw = read("a: &x {k: [v]}\nb: *x\nc: [*x, &y z, *y]\n")
    assert raw["b"] == raw["a"] == {"k": ["v"]}
    assert raw["c"] == [{"k": ["v"]}, "z", "z"]


def test_an_anchor_on_a_key_can_be_repeated_as_a_value() -> None:
    assert read("&k name: x\nb: *k\n") == {"name": "x", "b": "name"}


def test_an_anchor_used_twice_means_the_last_one() -> None:
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": "1", "b": "1", "c": "2", "d": "2"}


def test_an_alias_of_a_quoted_scalar_is_quoted() -> None:
    assert type(read("a: &x 'none'\nb: *x\n")["b"]) is Quoted


@pytest.mark.parametrize("text", ["", "\n\n", "# only this\n", "---\n", "---\n# nothing\n...\n", "\ufeff"])
def test_a_file_without_content_is_refused(text: str) -> None:
    assert refused(text) == [("MG104", 1, 1)]


@pytest.mark.parametrize("text", ["- a\n", "[a]\n", "just text\n", "'text'\n", "5\n"])
def test_a_file_that_is_no_map_is_refused(text: str) -> None:
    assert refused(text) == [("MG105", 1, 1)]


def test_an_alias_at_the_top_is_refused() -> None:
    assert refused("*a\n") == [("MG105", 1, 1)]


def test_all_complaints_of_a_file_come_at_once_at_line_and_column() -> None:
    text = "a: ~\nb: !!int 5\nc: {d: 1, d: 2}\n<<: x\ne: [f, ]\ng:\n"
    assert refused(text) == [("MG118", 1, 4), ("MG113", 2, 4), ("MG112", 3, 11), ("MG114", 4, 1), ("MG117", 6, 1)]


def test_reading_goes_on_behind_a_slip_and_what_stands_before_it_is_told_too() -> None:
    text = 'a: ~\nb: {{ $x }} y\nc: {total: x{a="b"}}\nd: @e\nf:\n  g: h: i\nj: null\n'
    assert refused(text) == [
        ("MG109", 2, 4),
        ("MG109", 3, 12),
        ("MG109", 4, 4),
        ("MG109", 6, 6),
        ("MG118", 1, 4),
        ("MG118", 7, 4),
    ]


def test_a_key_whose_value_was_left_out_is_not_told_to_be_empty() -> None:
    assert refused("a:\n  b: @c\nd:\n\n  - `e\n") == [("MG109", 2, 6), ("MG109", 5, 5)]


def test_what_follows_from_a_slip_on_the_same_line_is_not_told() -> None:
    assert refused('{"a": 1,\n "b" 2}\n') == [("MG107", 2, 6)]


def test_an_uncertain_slip_after_another_may_come_from_leaving_out_lines_and_is_not_told() -> None:
    assert refused("a: @b\n  c: d\n    e: f\n g: h\n") == [("MG109", 1, 4)]


def test_columns_count_characters_not_bytes() -> None:
    assert refused("'ключ — 鍵 🔑': ~\n") == [("MG118", 1, 15)]


def test_the_first_of_two_equal_keys_is_shown_wherever_the_map_begins() -> None:
    findings = Findings()
    read_yaml(b"a:\n  - b: {c: 1}\n    d: 2\n    b: 3\n", "spec.yaml", findings)
    (found,) = findings
    assert (found.where, found.related[0].where) == (Place("spec.yaml", 4, 5, 6), Place("spec.yaml", 2, 5, 6))


def test_a_map_may_have_two_hundred_errors_before_reading_stops() -> None:
    findings = Findings()
    assert read_yaml(b"".join(b"k%d: ~\n" % n for n in range(1000)), "spec.yaml", findings) is None
    codes = [finding.code for finding in findings]
    assert codes == ["MG118"] * 200 + ["MG123"]
