"""JSON as monitorgen writes it: stable, exact, nothing hidden, and what every reader of JSON reads."""

from __future__ import annotations

import json as stdlib
from decimal import Decimal
from enum import StrEnum
from textwrap import dedent
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.diagnostics import Refused
from monitorgen.emit import json
from monitorgen.emit.plain import DEEPEST

if TYPE_CHECKING:
    from monitorgen.document import Json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)
scalars: st.SearchStrategy[Json] = st.one_of(texts, st.integers(), st.booleans(), st.none(), decimals)
documents: st.SearchStrategy[Json] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


def as_read(value: Json) -> object:
    """What a reader that keeps decimals makes of `value`: one without a point is an integer, none has an exponent."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, Decimal):
        return Decimal(f"{value:f}") if "." in f"{value:f}" else int(value)
    return value


def test_an_item_a_line_keys_in_the_order_given_and_a_final_line_break() -> None:
    document: Json = {
        "title": 'Größe "überall" 🔥',
        "panels": [{"id": 7, "step": Decimal("0.05"), "on": True}, {}, [], None],
        "a": "C:\\x\n\t</script>",
    }
    assert json.dump(document) == dedent("""\
        {
          "title": "Größe \\"überall\\" 🔥",
          "panels": [
            {
              "id": 7,
              "step": 0.05,
              "on": true
            },
            {},
            [],
            null
          ],
          "a": "C:\\\\x\\n\\t</script>"
        }
        """)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\u2028\u2029\x85", r"\u2028\u2029\u0085"),
        ("\x00\x1f\x7f\xa0", r"\u0000\u001f\u007f\u00a0"),
        ("\ufeff\u202egnp.\u2066\u200b", r"\ufeff\u202egnp.\u2066\u200b"),
        ("\U000e0041\U0010ffff", r"\udb40\udc41\udbff\udfff"),
        ("\u200d\ufe0f🔥日本", "\u200d\ufe0f🔥日本"),
    ],
)
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, written: str) -> None:
    assert json.dump({text: text}) == f'{{\n  "{written}": "{written}"\n}}\n'
    assert stdlib.loads(json.dump({text: text})) == {text: text}


@pytest.mark.slow
@given(documents)
@settings(max_examples=300)
def test_random_documents_come_back_exactly(document: Json) -> None:
    written = json.dump(document)
    assert repr(stdlib.loads(written, parse_float=Decimal)) == repr(as_read(document))
    assert written == json.dump(document)
    assert written.encode().decode() == written


def sharing(value: Json) -> Json:
    """The same with every object in it as one that is shared."""
    if isinstance(value, dict):
        return json.Shared({key: sharing(item) for key, item in value.items()})
    return [sharing(item) for item in value] if isinstance(value, list) else value


@given(documents)
def test_what_is_shared_is_written_like_everything_else_wherever_it_stands(document: Json) -> None:
    shared = sharing(document)
    for whole, plain in ((shared, document), ([shared, {"k": shared}, shared], [document, {"k": document}, document])):
        assert json.dump(whole) == json.dump(plain)


def test_a_kind_of_what_is_shared_is_written_like_it() -> None:
    class Own(json.Shared):
        """One that a target knows more of."""

    shared = Own({"a": {"b": [1]}})
    assert json.dump([shared, {"k": shared}]) == json.dump([{"a": {"b": [1]}}, {"k": {"a": {"b": [1]}}}])


def test_what_is_shared_goes_out_as_it_is_whatever_becomes_of_what_it_was_made_of() -> None:
    inner: list[Json] = [{"b": 1}]
    made: dict[str, Json] = {"a": inner}
    shared = json.Shared(made)
    first = json.dump(shared)
    inner.append(2)
    made["c"] = 3
    assert shared == {"a": [{"b": 1}]}
    assert json.dump(shared) == json.dump({**shared}) == first


def test_what_is_shared_is_refused_where_it_is_too_deep_and_only_there() -> None:
    shared: Json = json.Shared({"a": {"b": []}})
    value = shared
    for _ in range(DEEPEST - 3):
        value = [value]
    assert json.dump(shared) == '{\n  "a": {\n    "b": []\n  }\n}\n'
    assert stdlib.loads(json.dump(value)) == value
    with pytest.raises(Refused) as refused:
        json.dump([value])
    assert refused.value.diagnostic.code == "MG801"


def test_a_decimal_keeps_its_digits_and_needs_no_exponent() -> None:
    numbers = [Decimal("0.10"), Decimal("1E+3"), Decimal("1E-7")]
    assert json.dump(numbers) == "[\n  0.10,\n  1000,\n  0.0000001\n]\n"


def test_json_is_laid_out_as_the_standard_library_does() -> None:
    document: Json = {"a": [1, [2, {"b": []}], {}], "c": {"d": None, "e": "é"}}
    assert json.dump(document) == stdlib.dumps(document, indent=2, ensure_ascii=False) + "\n"


class Kind(StrEnum):
    STAT = "stat"


def test_enumerations_and_frozen_plans_are_written_like_plain_data() -> None:
    assert json.dump(MappingProxyType({Kind.STAT: (Kind.STAT, ())})) == '{\n  "stat": [\n    "stat",\n    []\n  ]\n}\n'


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"\udc00": 1}, {"k": "é\ud83d"}])
def test_half_a_surrogate_pair_is_refused(value: Json) -> None:
    with pytest.raises(Refused) as refused:
        json.dump(value)
    assert refused.value.diagnostic.code == "MG800"


def test_endless_nesting_is_refused() -> None:
    value: Json = "x"
    for _ in range(DEEPEST):
        value = [value]
    assert stdlib.loads(json.dump(value)) == value
    with pytest.raises(Refused) as refused:
        json.dump({"k": value})
    assert refused.value.diagnostic.code == "MG801"


@pytest.mark.parametrize("value", [1.5, b"a", {1, 2}, {1: "a"}, {None: "a"}, object()])
def test_what_is_no_plain_data_is_a_fault_of_the_caller(value: object) -> None:
    with pytest.raises(TypeError, match="a document can't hold a"):
        json.dump(cast("Json", {"k": value}))


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity")])
def test_a_decimal_that_json_cannot_hold_is_an_error(value: Decimal) -> None:
    with pytest.raises(ValueError, match="can't be written as a number"):
        json.dump([value])
