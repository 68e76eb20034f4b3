"""What holds for every node: nothing but findings comes of nonsense, and what the shape allows has none."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.diagnostics import Findings, Origin
from monitorgen.load.builtin import type_names
from monitorgen.load.expand import attempt, expand
from monitorgen.load.gather import SYSTEM, gather
from monitorgen.load.leaves import FILES, Leaves
from monitorgen.load.typed import check, shape_at
from monitorgen.raw import Raw, resolve
from monitorgen.spec.shape import MapOf
from monitorgen.spec.stub import model_shapes
from monitorgen.spec.system import COLLECTIONS
from tests.load.generated import keys, nodes, texts, valid

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from monitorgen.spec.shape import ModelOf

MODEL_SHAPES = model_shapes()
roots: SearchStrategy[dict[str, Raw]] = st.dictionaries(
    st.sampled_from([*SYSTEM.fields, "environments", "slos", "x-note"]) | keys,
    nodes | st.dictionaries(keys, nodes, max_size=3),
    max_size=6,
)
lenient = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@pytest.mark.slow
@lenient
@given(st.lists(roots, min_size=1, max_size=3), st.booleans())
def test_nonsense_gives_findings_and_nothing_else(files: list[dict[str, Raw]], complete: bool) -> None:
    findings = Findings()
    said = [(f"{number}.yaml", root) for number, root in enumerate(files)]
    gather("shop", said, type_names(), findings, complete=complete)
    for finding in findings:
        assert finding.code.startswith("MG1")
        assert finding.message
        assert "\n" not in finding.message


@lenient
@given(st.sampled_from(sorted(MODEL_SHAPES)), nodes)
def test_any_node_in_any_place_gives_findings_and_nothing_else(name: str, node: Raw) -> None:
    findings = Findings()
    made, patches = expand(node, MODEL_SHAPES[name], Origin("a", (name,)), findings)
    check(made, MODEL_SHAPES[name], Origin("a", (name,)), findings)
    for patch in patches:
        assert patch.origin.path[-1] == patch.environment


@lenient
@given(st.data())
def test_what_expansion_says_of_a_node_is_what_checks_and_documents_find(
    data: st.DataObject,
) -> None:
    model_shape = MODEL_SHAPES[data.draw(st.sampled_from(sorted(MODEL_SHAPES)))]
    odd = data.draw(st.none() | texts)
    node = data.draw(valid(model_shape) | valid(model_shape).map(lambda made: _with(made, odd)) | nodes)
    made, patches, readable, names_files = attempt(node, model_shape, Origin("a"), Findings())
    faults = Findings()
    check({} if made is None else made, model_shape, Origin("a"), faults)
    for patch in patches:
        check(patch.node, cast("ModelOf", shape_at(model_shape, patch.at)), patch.origin, faults)
    assert not (readable and list(faults))
    leaves = [Leaves(FILES).of(each.node, shape_at(model_shape, each.at)) for each in patches]
    assert names_files or not any([Leaves(FILES).of(made or {}, model_shape), *leaves])


def _with(node: Raw, odd: Raw | None) -> Raw:
    """The node with another text in place of its last one, at any depth."""
    if odd is not None and isinstance(node, dict) and node:
        last = list(node)[-1]
        return {**node, last: _with(node[last], odd)}
    if odd is not None and isinstance(node, list) and node:
        return [*node[:-1], _with(node[-1], odd)]
    return node if odd is None or node == {} else odd


@lenient
@given(st.data())
def test_what_the_shape_allows_has_nothing_wrong_and_is_expanded_once_for_all(data: st.DataObject) -> None:
    model_shape = MODEL_SHAPES[
        data.draw(st.sampled_from([name for name in sorted(MODEL_SHAPES) if name != "Environment"]))
    ]
    node = data.draw(valid(model_shape))
    findings = Findings()
    made, patches, readable, _ = attempt(node, model_shape, Origin("a"), findings)
    assert made is not None
    check(made, model_shape, Origin("a"), findings)
    assert not list(findings)
    assert readable
    assert patches == ()
    again, _ = expand(made, model_shape, Origin("a"), findings)
    assert again == made
    assert not list(findings)


@lenient
@given(st.data())
def test_a_patch_is_expanded_like_what_it_patches(data: st.DataObject) -> None:
    model_shape = MODEL_SHAPES[
        data.draw(st.sampled_from([name for name, each in sorted(MODEL_SHAPES.items()) if each.is_entry]))
    ]
    node = data.draw(valid(model_shape).filter(lambda each: isinstance(each, dict)))
    assert isinstance(node, dict)
    findings = Findings()
    alone, _ = expand(node, model_shape, Origin("a"), findings)
    around, (patch,) = expand({"environments": {"staging": node}}, model_shape, Origin("a"), findings)
    assert not list(findings)
    assert around == {}
    assert patch.node == alone
    assert patch.at == ()


@lenient
@given(st.data())
def test_a_system_that_the_shape_allows_is_gathered_whole(data: st.DataObject) -> None:
    root: dict[str, Raw] = {"monitorgen": "v1", "system": "shop", "environments": {"production": {}}}
    for collection in data.draw(st.sets(st.sampled_from(sorted(set(COLLECTIONS) - {"stack"})), max_size=4)):
        shape = SYSTEM.fields[collection]
        assert isinstance(shape, MapOf)
        names = st.just(f"{shape.key.example}{'_' if collection != 'infrastructure' else ''}a")
        root[collection] = data.draw(st.dictionaries(names, valid(shape.item, 1), min_size=1, max_size=1))
    findings = Findings()
    spec = gather("shop", [("a.yaml", root)], type_names(), findings, complete=True)
    assert not [(finding.message, finding.where) for finding in findings]
    for collection, said in root.items():
        if collection in COLLECTIONS and isinstance(said, dict):
            assert list(spec.collections[collection]) == list(said)


@given(st.recursive(texts, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))
def test_every_free_value_is_plain_data(node: Raw) -> None:
    def plain(value: object) -> object:
        return str(value) if isinstance(value, Decimal) else value

    json.dumps(resolve(node), default=plain)
