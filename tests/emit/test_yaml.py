"""How values look in the YAML that monitorgen writes, and what it refuses to write."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, StrEnum
from textwrap import dedent
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import pytest
import yaml as pyyaml

from monitorgen.diagnostics import Refused
from monitorgen.emit import yaml
from monitorgen.emit.plain import DEEPEST

if TYPE_CHECKING:
    from monitorgen.document import Json


def test_a_document_reads_like_one_written_by_hand() -> None:
    rules: Json = {
        "groups": [
            {
                "name": "checkout",
                "interval": "30s",
                "rules": [
                    {
                        "alert": "HighErrorRate",
                        "expr": 'sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) > 0.05',
                        "for": "5m",
                        "labels": {"severity": "critical", "on": "yes"},
                        "annotations": {
                            "summary": "{{ $labels.job }} fails",
                            "description": "Two lines:\n\n  it fails.",
                        },
                    },
                    {"record": "job:up:sum", "expr": "sum by (job) (up)", "labels": {}},
                ],
                "limit": 10,
                "partial": False,
                "source_tenants": [],
            }
        ]
    }
    assert yaml.dump(rules, comment="Generated.\n\nDon't edit.") == dedent("""\
        # Generated.
        #
        # Don't edit.
        groups:
          - name: checkout
            interval: 30s
            rules:
              - alert: HighErrorRate
                expr: sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) > 0.05
                for: 5m
                labels:
                  severity: critical
                  "on": "yes"
                annotations:
                  summary: "{{ $labels.job }} fails"
                  description: |-
                    Two lines:

                      it fails.
              - record: job:up:sum
                expr: sum by (job) (up)
                labels: {}
            limit: 10
            partial: false
            source_tenants: []
        """)


def test_lists_stand_one_item_a_line_also_inside_lists() -> None:
    written = yaml.dump({"group_by": ["alertname", "service"], "deep": [[1, [2]], [], [{"a": None}]]})
    assert written == dedent("""\
        group_by:
          - alertname
          - service
        deep:
          - - 1
            - - 2
          - []
          - - a: null
        """)


# fmt: off
PLAIN = [
    "checkout", "http-service", "_private", "/metrics", "rules/*.yml", "../targets/node.yml", "./x",
    "http://a:80/x", "level:metric:op", "or", "nano", "yesterday", "5m", "1h30m", "500ms", "30d", "a#b", "a:b",
    "C:\\temp", "it's", "a&b*c!", 'a{b="c"}', "a  b", "x - y", "a, b", "(a + b) / 2 > 0.5",
    'up{job=~"a|b"} == 0', "max_over_time(up[10m]) unless up",
]
WORDS = [
    "yes", "No", "ON", "off", "y", "N", "true", "False", "TRUE", "null", "Null", "~", "=", "<<",
]
NUMBERS_AND_TIMES = [
    "1", "-1", "+1", "0", "007", "0o17", "0x1F", "0b11", "1_000", "1.5", ".5", "-.5", "5.", "1e3", "1.0E+3",
    ".inf", "-.Inf", ".NaN", "99.9%", "10.0.0.5:9100", "09:00", "22:22", "190:20:30.15", "2026-01-31",
    "2026-01-31T10:00:00Z",
]
INDICATORS = [
    "-", "a:", "#a", "&a", "*a", "!a", "%YAML", "@a", "`a", "[a", "{a", "]", "}", ",", "|", ">", "'a'", "---",
    "...", ".../x", "", " ", "- a", "? a", "a: b", "a #b", "!!str a", " a", "a ",
]
NOT_ASCII = ["Größe", "日本", "🔥"]
# fmt: on


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_that_every_reader_takes_for_itself_is_plain(text: str) -> None:
    assert yaml.dump({"k": text, text: "v"}) == f"k: {text}\n{text}: v\n"


@pytest.mark.parametrize("text", ['{"a"}', "{\\d}", '1 - x{job="a"} > 0.9', '"', "\\", ' "a" '])
def test_a_text_that_double_quotes_would_have_to_escape_stands_in_single_ones(text: str) -> None:
    assert yaml.dump({"k": text}) == f"k: '{text}'\n"


@pytest.mark.parametrize("text", [*WORDS, *NUMBERS_AND_TIMES, *INDICATORS, *NOT_ASCII])
def test_a_text_that_some_reader_could_take_for_something_else_is_quoted(text: str) -> None:
    assert yaml.dump({"k": text, text: "v"}) == f'k: "{text}"\n"{text}": v\n'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\tb\r\n", r'"a\tb\r\n"'),
        ("\x00\x1b\x7f", r'"\x00\x1B\x7F"'),
        ("a\x85b\xa0c\u2028d\u2029", r'"a\x85b\xA0c\u2028d\u2029"'),
        ("\ufeffa\u200b\u202egnp.\u2066", r'"\uFEFFa\u200B\u202Egnp.\u2066"'),
        ("\ufffe\U000e0041", r'"\uFFFE\U000E0041"'),
        ('ä"\\', r'"ä\"\\"'),
    ],
)
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, written: str) -> None:
    assert yaml.dump([text]) == f"- {written}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sum(a)\n/\nsum(b)", "k: |-\n  sum(a)\n  /\n  sum(b)\n"),
        ("a\n", "k: |\n  a\n"),
        ("a:\n\n    b # no comment\n  - c\n", "k: |\n  a:\n\n      b # no comment\n    - c\n"),
        ("# ä\n---\n...\n🔥", "k: |-\n  # ä\n  ---\n  ...\n  🔥\n"),
    ],
)
def test_several_lines_become_a_literal_block(text: str, written: str) -> None:
    assert yaml.dump({"k": text}) == written


@pytest.mark.parametrize(
    "text", ["\n", "\na", " a\nb", "a\n\n", "a \nb", "a\nb ", "a\n \nb", "a\tb\nc", "a\rb\nc", "a\n\x85"]
)
def test_lines_that_a_block_would_change_or_hide_stay_in_quotes(text: str) -> None:
    written = yaml.dump({"k": text})
    assert written.startswith('k: "')
    assert written.count("\n") == 1


def test_a_long_query_stays_on_one_line() -> None:
    query = " or ".join(f'rate(requests_total{{path="/api/v{n}"}}[5m])' for n in range(1000))
    assert yaml.dump({"expr": query}) == f"expr: {query}\n"
    assert yaml.dump({"expr": f"-({query})"}).count("\n") == 1


@pytest.mark.parametrize("length", [1023, 1024, 1025, 5000])
@pytest.mark.parametrize("loader", [pyyaml.SafeLoader, pyyaml.CSafeLoader])
def test_a_key_may_be_longer_than_yaml_allows_for_short_ones(
    length: int, loader: type[pyyaml.SafeLoader | pyyaml.CSafeLoader]
) -> None:
    document: Json = {"a": [{"k" * length: {"b": "c"}, "l" * length: "x\ny"}]}
    written = yaml.dump(document)
    assert pyyaml.load(written, loader) == document
    assert ("? " in written) == (length > 1024)


SINGLE_VALUES: list[tuple[Json, str]] = [
    (None, "null"),
    (True, "true"),
    (False, "false"),
    (0, "0"),
    (-12, "-12"),
    (2**70, "1180591620717411303424"),
    (Decimal("0.05"), "0.05"),
    (Decimal("1E+3"), "1000"),
    (Decimal("1E-9"), "0.000000001"),
    (Decimal("-1.10"), "-1.10"),
    ({}, "{}"),
    ([], "[]"),
    ((), "[]"),
    ("", '""'),
    ("a\nb", "|-\n  a\n  b"),
]


@pytest.mark.parametrize(("value", "written"), SINGLE_VALUES)
def test_any_value_is_a_document(value: object, written: str) -> None:
    assert yaml.dump(value) == f"{written}\n"  # type: ignore[arg-type]


class Severity(StrEnum):
    CRITICAL = "critical"


class Switch(str, Enum):  # noqa: UP042 - the older kind, whose str() and format() are not its value
    ON = "on"


def test_members_of_string_enumerations_are_written_as_their_values() -> None:
    assert yaml.dump({Severity.CRITICAL: Switch.ON, Switch.ON: [Severity.CRITICAL]}) == (
        'critical: "on"\n"on":\n  - critical\n'
    )


def test_frozen_plans_are_written_like_dicts_and_lists() -> None:
    assert yaml.dump(MappingProxyType({"a": ("b", MappingProxyType({}))})) == "a:\n  - b\n  - {}\n"


def test_bytes_do_not_depend_on_what_was_written_before(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a", "on", "a\nb", "a\n", "é", "\x00", "x" * 41, "5m"]
    documents: list[Json] = [{text: text for text in texts}, {text: text for text in reversed(texts)}, texts]
    filled = [yaml.dump(document) for document in documents]
    monkeypatch.setattr(yaml, "_kept", {})
    emptied = [yaml.dump(document) for document in reversed(documents)]
    monkeypatch.setattr(yaml, "_kept", {})
    monkeypatch.setattr(yaml, "_MOST_KEPT", 2)
    crowded = [yaml.dump(document) for document in documents]
    assert len(yaml._kept) <= 2
    assert filled == emptied[::-1] == crowded


@pytest.mark.parametrize(
    "escape", ["\nkey: 1", "\r\nkey: 1", "\x85key: 1", "\u2028key: 1", "\u2029key: 1", "\x0bkey: 1", "\x00"]
)
def test_nothing_escapes_a_comment(escape: str) -> None:
    written = yaml.dump({"a": 1}, comment=f"made of{escape}")
    for loader in (pyyaml.SafeLoader, pyyaml.CSafeLoader):
        assert pyyaml.load(written, loader) == {"a": 1}
    assert all(line.startswith("#") for line in written.splitlines()[:-1])


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", ["x\n\ud83d"], {"\udc00": 1}, {"k": ["é\ud800" * 50]}])
def test_half_a_surrogate_pair_is_refused(value: object) -> None:
    with pytest.raises(Refused) as refused:
        yaml.dump(cast("Json", value))
    assert refused.value.diagnostic.code == "MG800"
    assert "\\ud" in refused.value.diagnostic.message
    refused.value.diagnostic.message.encode()


def test_half_a_surrogate_pair_is_refused_in_a_comment() -> None:
    with pytest.raises(Refused):
        yaml.dump({}, comment="\ud800")


def nested(levels: int) -> Json:
    value: Json = "x"
    for level in range(levels):
        value = {"k": value} if level % 2 else [value]
    return value


def test_nesting_is_written_as_deep_as_it_is_read_and_refused_beyond() -> None:
    written = yaml.dump(nested(DEEPEST))
    assert pyyaml.safe_load(written) == pyyaml.load(written, pyyaml.CSafeLoader) == nested(DEEPEST)
    endless: list[Json] = []
    endless.append(endless)
    for value in (nested(DEEPEST + 1), endless):
        with pytest.raises(Refused) as refused:
            yaml.dump(value)
        assert refused.value.diagnostic.code == "MG801"


@pytest.mark.parametrize("value", [1.5, b"a", {1, 2}, {1: "a"}, {None: "a"}, object()])
def test_what_is_no_plain_data_is_a_fault_of_the_caller(value: object) -> None:
    with pytest.raises(TypeError, match="a document can't hold a"):
        yaml.dump(cast("Json", {"k": value}))


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400")])
def test_a_decimal_that_no_reader_holds_is_an_error(value: Decimal) -> None:
    with pytest.raises(ValueError, match="can't be written as a number"):
        yaml.dump([value])
