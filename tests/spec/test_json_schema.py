"""The JSON Schema and the loader know one language: what the shape allows fits, what has no place in it does not."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.raw import Raw, resolve
from monitorgen.spec.base import Node
from monitorgen.spec.json_schema import json_schema
from monitorgen.spec.shape import MapOf, model_of
from monitorgen.spec.system import COLLECTIONS, System
from tests.load.generated import valid

SYSTEM = model_of(System)
SCHEMA = jsonschema.Draft7Validator(json.loads(json.dumps(json_schema())))


def fits(root: dict[str, Raw]) -> list[str]:
    """What an editor says of a file, read by YAML's core schema."""
    document = json.loads(json.dumps(resolve({"monitorgen": "v1", **root}), default=float))
    return [f"{list(error.absolute_path)}: {error.message}" for error in SCHEMA.iter_errors(document)]


def test_no_two_models_have_one_name_under_which_the_schema_and_python_know_them() -> None:
    known: dict[str, type] = {}
    todo: list[type[Node]] = [Node]
    while todo:
        model = todo.pop()
        todo += model.__subclasses__()
        if model.__module__.startswith("monitorgen.spec."):
            assert known.setdefault(model.__name__, model) is model


@given(st.data())
def test_what_the_shape_allows_fits_the_schema(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in SYSTEM.fields if name not in ("monitorgen", "system")]))
    node = data.draw(valid(SYSTEM.fields[name], 1, name))
    assert fits({name: node}) == []


@given(st.data())
def test_a_patch_of_what_the_shape_allows_fits_as_well(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([each for each in COLLECTIONS if isinstance(SYSTEM.fields[each], MapOf)]))
    shape = SYSTEM.fields[name]
    assert isinstance(shape, MapOf)
    node = data.draw(valid(shape.item, 1))
    assert fits({"environments": {"staging": {name: {shape.key.example: node}}}}) == []
    if shape.named:
        assert fits({name: {shape.key.example: {"environments": {"staging": node, "dev": "none"}}}}) == []


@pytest.mark.parametrize(
    "root",
    [
        {"prot": "1"},
        {"services": {"api": {"prot": "8080"}}},
        {"services": [{"name": "api"}]},
        {"services": {"api": {"alerts": {"Slow": {"above": "2s", "thresold": "1"}}}}},
        {"services": {"api": {"scrape": {"environments": {"staging": {}}}}}},
        {"services": {"api": {"port": "http"}}},
        {"services": {"api": {"port": "1", "address": "a:1"}}},
        {"infrastructure": {"pg": {"password": "hunter2"}}},
        {"stack": {"promtail": {}}},
        {"environments": {"production": {"environments": {}}}},
    ],
)
def test_what_has_no_place_in_the_language_does_not_fit(root: dict[str, Raw]) -> None:
    assert fits(root)
