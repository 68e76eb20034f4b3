"""The fields that lead to what is wanted, against all that can be reached from each."""

from __future__ import annotations

import pytest

from monitorgen.spec.condition import Condition
from monitorgen.spec.scalars import DOCUMENT, QUANTITY, RUNBOOK, Scalar
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.spec.service import Service
from monitorgen.spec.shape import Choice, Leading, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.stub import model_shapes


def reachable(shape: Shape) -> list[Shape]:
    """A shape and all that can stand inside it."""
    found: list[Shape] = []
    waiting = [shape]
    while waiting:
        each = waiting.pop()
        if any(each is known for known in found):
            continue
        found.append(each)
        if isinstance(each, ModelOf):
            waiting += each.fields.values()
        elif isinstance(each, ListOf | MapOf):
            waiting.append(each.item)
        elif isinstance(each, Choice):
            waiting += each.forms.values()
    return found


def is_document(shape: Shape) -> bool:
    return shape is DOCUMENT or shape is RUNBOOK


def is_secret(shape: Shape) -> bool:
    return isinstance(shape, ModelOf) and shape.model is SecretRef


@pytest.mark.parametrize("is_wanted", [is_document, is_secret, lambda shape: isinstance(shape, Scalar)])
def test_a_field_leads_to_what_can_be_reached_from_it(is_wanted: object) -> None:
    assert callable(is_wanted)
    leading = Leading(is_wanted)
    for model_shape in model_shapes().values():
        expected = [name for name, shape in model_shape.fields.items() if any(map(is_wanted, reachable(shape)))]
        assert list(leading.fields(model_shape)) == expected, model_shape.model


def test_most_fields_of_a_service_lead_to_no_document() -> None:
    leading = Leading(is_document).fields(model_of(Service))
    assert "alerts" in leading
    assert {"port", "metrics", "labels"}.isdisjoint(leading)


def test_a_model_that_holds_itself_leads_on() -> None:
    condition = model_of(Condition)
    assert "only_if" in Leading(lambda shape: shape is QUANTITY).fields(condition)
    assert "only_if" not in Leading(is_secret).fields(condition)
