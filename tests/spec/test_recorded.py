"""Recording: what a Python spec says becomes the raw nodes that a YAML file of the same words would give."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

import monitorgen
from monitorgen import Alert, Service, Smtp, Spec, none, secret
from monitorgen.spec import python, recorded
from monitorgen.spec.recorded import MAX_DEPTH, Recorded, Unwritable, Writer, text_of

if TYPE_CHECKING:
    from collections.abc import Callable


def written(value: object) -> object:
    writer = Writer()
    node = writer.write(value)
    assert not writer.faults
    return node


def test_a_call_becomes_a_map_of_its_keyword_arguments() -> None:
    spec = Spec(services={"shop": Service(port=8080, alerts={"Slow": Alert(p95="http", above="2s"), "Late": none})})
    assert written(spec) == {
        "services": {"shop": {"port": "8080", "alerts": {"Slow": {"p95": "http", "above": "2s"}, "Late": "none"}}}
    }


def test_words_that_python_reserves_have_an_underscore() -> None:
    assert written(Alert(for_="5m")) == {"for": "5m"}
    assert written(Smtp(from_="a@b", password=secret("smtp"))) == {"from": "a@b", "password": {"secret": "smtp"}}


def test_every_word_is_had_from_the_package_and_nothing_else_is() -> None:
    assert {name: getattr(monitorgen, name) for name in python.WORDS} == {
        name: getattr(python, name) for name in python.WORDS
    }
    for name in ("Servce", "CLASSES", "writer"):
        with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
            getattr(monitorgen, name)


class Level(StrEnum):
    CRITICAL = "critical"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8080, "8080"),
        (-5, "-5"),
        (True, "true"),
        (False, "false"),
        (Decimal("0.050"), "0.050"),
        (Decimal("1E+3"), "1000"),
        (0.05, "0.05"),
        (2.0, "2"),
        ("5m", "5m"),
        ("1.10", "1.10"),
        ("", ""),
        (Level.CRITICAL, "critical"),
    ],
)
def test_a_scalar_keeps_the_text_that_yaml_would_have(value: object, text: str) -> None:
    found = written(value)
    assert found == text
    assert type(found) is str


def test_maps_and_lists_of_any_kind_are_taken() -> None:
    assert written([("a", "b"), MappingProxyType({"c": 1})]) == [["a", "b"], {"c": "1"}]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "`None` is no value"),
        ({"a"}, "a set has no order"),
        (0.1 + 0.2, "0.30000000000000004 is not an exact number"),
        (1e30, "1e+30 is not an exact number"),
        (float("nan"), "nan is not an exact number"),
        (Decimal("NaN"), "the number is out of range"),
        (10**18, "the number is out of range"),
        (Alert, "Alert is a class"),
        (b"x", "a value of type bytes has no place in a spec"),
        ((each for each in "ab"), "a value of type generator has no place in a spec"),
        ("a\0b", "the text holds the character U+0000"),
        ("\ud800", "the text holds the character U+D800"),
    ],
)
def test_a_value_without_a_written_form_is_told_and_left_out(value: object, message: str) -> None:
    writer = Writer()
    assert writer.write({"labels": {"a": value, "b": "fine"}}) == {"labels": {"b": "fine"}}
    (fault,) = writer.faults
    assert fault.path == ("labels", "a")
    assert fault.message == message
    assert fault.hint


def test_a_key_is_text() -> None:
    writer = Writer()
    assert writer.write({1: "a", "b": "c"}) == {"b": "c"}
    assert writer.faults[0].message == "the key 1 is no text"


def test_what_contains_itself_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    chain: dict[str, object] = {}
    chain["more"] = chain
    writer = Writer()
    writer.write(chain)
    assert [len(fault.path) for fault in writer.faults] == [MAX_DEPTH + 1]
    bush: list[object] = []
    bush += [bush, bush]
    monkeypatch.setattr(recorded, "MAX_NODES", 10_000)
    with pytest.raises(Unwritable, match="more than 10,000 values"):
        Writer().write(bush)


def test_each_call_is_noted_with_its_class_and_its_place() -> None:
    writer = Writer()
    writer.write(Spec(services={"shop": Service(port=1)}))
    (root, spec, _), (path, service, position) = writer.calls
    assert (root, spec) == ((), "Spec")
    assert (path, service) == (("services", "shop"), "Service")
    line, column, end_line, end = position
    text = Path(__file__).read_text(encoding="utf-8").splitlines()[line - 1]
    assert (end_line, text[column:end]) == (line, "Service(port=1)")


def test_of_a_call_in_a_helper_the_place_in_the_spec_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    helper: dict[str, object] = {}
    exec(compile("def web(cls):\n    return cls(port=1)\n", "helper.py", "exec"), helper)
    web = helper["web"]
    assert callable(web)
    monkeypatch.setattr(Recorded, "file", __file__)
    writer = Writer()
    writer.write(web(Service))
    ((_, _, (line, column, _, end)),) = writer.calls
    text = Path(__file__).read_text(encoding="utf-8").splitlines()[line - 1]
    assert text[column:end] == "web(Service)"


def test_the_words_are_made_when_they_are_asked_for() -> None:
    assert monitorgen.Alert is monitorgen.Alert
    assert {"Alert", "Spec", "none", "secret"} <= set(dir(monitorgen))
    with pytest.raises(AttributeError, match="no attribute 'Servise'"):
        getattr(monitorgen, "Servise")  # noqa: B009 - type checkers know that there is none


def test_a_call_shows_what_it_says() -> None:
    assert repr(Service(port=1, team="web")) == "Service(port=1, team='web')"
    word: Callable[..., object] = Service
    with pytest.raises(TypeError):
        word("api")


def test_text_of_refuses_what_it_can_not_write() -> None:
    with pytest.raises(Unwritable):
        text_of(object())
