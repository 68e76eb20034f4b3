"""The types of what was written: each fault at the place where it stands in the file."""

from __future__ import annotations

import pytest

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load.expand import attempt
from monitorgen.load.gather import SYSTEM
from monitorgen.load.typed import check, shape_at
from monitorgen.raw import NONE
from monitorgen.spec.scalars import DURATION, QUANTITY
from monitorgen.spec.service import Service
from monitorgen.spec.shape import ModelOf, model_of
from tests.load.written import item, raw, told


def found(text: str, collection: str = "services") -> list[Diagnostic]:
    shape = item(collection)
    assert isinstance(shape, ModelOf)
    findings = Findings()
    node, _, readable, _ = attempt(raw(text), shape, Origin("a", (collection, "x")), findings)
    assert not list(findings)
    assert node is not None
    check(node, shape, Origin("a", (collection, "x")), findings)
    assert readable == (not list(findings))
    return list(findings)


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("port: 80800", "MG150", "port"),
        ("port: '8080'", "MG151", "port"),
        ("address: [a:1, b]", "MG150", "address.1"),
        ("alerts: {A: {for: 5}}", "MG150", "alerts.A.for"),
        ("alerts: {A: {above: 5 m}}", "MG150", "alerts.A.above"),
        ("alerts: {A: {above: {warning: 5 m}}}", "MG150", "alerts.A.above.warning"),
        ("alerts: {A: {above: {Warning: 5m}}}", "MG146", "alerts.A.above.Warning"),
        ("alerts: {A: {notify: {office: [Chat], otherwise: none}}}", "MG150", "alerts.A.notify.office.0"),
        ("alerts: {a-b: {for: 5m}}", "MG146", "alerts.a-b"),
        ("metrics: {x: {labels: {map: [a], 'l-x': open}}}", "MG146", "metrics.x.labels.l-x"),
        ("metrics: {x: {labels: {map: opened}}}", "MG150", "metrics.x.labels.map"),
        ("scrape: {params: {'[key]': [a], b: [c]}, interval: 1}", "MG150", "scrape.interval"),
    ],
)
def test_a_fault_is_told_at_its_path_in_the_file(text: str, code: str, path: str) -> None:
    assert told(found(text)) == [(code, f"services.x.{path}")]


def test_a_name_is_marked_as_a_key_and_a_value_as_a_value() -> None:
    name, value = found("alerts: {a-b: {for: 5m}, B: {for: 5}}")
    assert (name.part, value.part) == ("key", "value")


def test_every_fault_of_an_entry_is_told() -> None:
    text = "{port: 0, alerts: {A: {for: 5, above: x}}, links: {wiki: x}, metrics: {m: {type: x}}}"
    assert len(found(text)) == 5


def test_what_none_drops_has_no_fields_to_look_at() -> None:
    assert found("{alerts: {A: none, B: {mute: none}}, scrape: none}") == []
    check(NONE, model_of(Service), Origin("a"), findings := Findings())
    assert not list(findings)


def test_the_value_of_a_secret_is_not_repeated_as_the_name_of_one() -> None:
    (finding,) = found("password: {secret: 'S3cret!'}", "infrastructure")
    assert finding.code == "MG147"
    assert finding.redact
    assert "S3cret" not in finding.message + finding.hint


def test_what_expansion_must_have_settled_is_a_fault_of_monitorgen() -> None:
    with pytest.raises(RuntimeError, match="extra_forbidden"):
        check({"prot": "1"}, model_of(Service), Origin("a"), Findings())


def test_the_shape_at_a_path_goes_through_maps_lists_and_forms() -> None:
    assert shape_at(SYSTEM, ("services", "api", "alerts", "A", "for")) is DURATION
    assert shape_at(SYSTEM, ("services", "api", "alerts", "A", "above", "warning")) is QUANTITY
    assert shape_at(SYSTEM, ("services", "api", "metrics", "m", "buckets", 0)) is QUANTITY
    with pytest.raises(TypeError):
        shape_at(SYSTEM, ("services", "api", "port", "x"))
