"""Warnings that a spec silences with a reason, raises to errors or turns off; errors stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.link.made import Linked

UNBOUNDED = "services: {a: {port: 1, %smetrics: {x_total: {type: counter, labels: [email]%s}}}}\n"


def test_a_warning_is_silenced_where_it_stands_or_above(linked: Linked) -> None:
    assert linked(UNBOUNDED % ("", "")).codes == ["MG510"]
    assert linked(UNBOUNDED % ("ignore: {MG510: ten customers}, ", "")).codes == []
    assert linked(UNBOUNDED % ("", ", ignore: {MG510: {because: ten customers}}")).codes == []


def test_a_warning_elsewhere_is_not_silenced_and_the_silence_is_told(linked: Linked) -> None:
    found = linked(
        "services:\n  a: {port: 1, ignore: {MG510: x}}\n"
        "  b: {port: 2, metrics: {x_total: {type: counter, labels: [email]}}}\n"
    )
    assert sorted(found.codes) == ["MG501", "MG510"]


def test_an_error_can_not_be_silenced(linked: Linked) -> None:
    found = linked("services: {a: {type: nope, port: 1, ignore: {MG202: because}}}\n")
    assert "MG202" in found.codes


def test_the_root_gives_checks_another_level(linked: Linked) -> None:
    assert linked("checks: {MG510: error}\n" + UNBOUNDED % ("", "")).finding("MG510").level == "error"
    assert linked("checks: {MG510: 'off'}\n" + UNBOUNDED % ("", "")).codes == []
    assert "MG202" in linked("checks: {MG202: 'off'}\nservices: {a: {type: nope, port: 1}}\n").codes
