"""Raw nodes for properties: any, any that look like specs, and those that the shape of the language allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from monitorgen.raw import Quoted
from monitorgen.spec.scalars import ENVIRONMENT, LINE, Scalar
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape
from monitorgen.spec.stub import model_shapes

if TYPE_CHECKING:
    from monitorgen.raw import Raw

_FIELDS = sorted(
    {field for model_shape in model_shapes().values() for field in model_shape.fields} | {"environments", "x-note"}
)
_WORDS = [
    "none",
    "null",
    "~",
    "false",
    "true",
    "",
    "5m",
    "5",
    "8080",
    "99.9%",
    "postgres:5432",
    "production",
    "staging",
]

texts = st.sampled_from(_WORDS) | st.text(max_size=5) | st.sampled_from(_WORDS).map(Quoted) | st.just("${X}")
keys = st.sampled_from([*_FIELDS, "production", "production/eu", "checkout", "Slow"]) | st.text(max_size=3)

nodes: st.SearchStrategy[Raw] = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)
"""Nodes that have the words of the language and none of its order."""

# What the value of a field can't tell by its scalar: images have tags, versions stay.
_SPECIAL = {"image": "prom/node-exporter:v1.9.1", "version": "1.2.3"}


def valid(shape: Shape, depth: int = 0, field: str = "") -> st.SearchStrategy[Raw]:
    """Long and short forms of what a shape allows, with values that every check takes; without patches."""
    if isinstance(shape, Scalar):
        return _scalar(shape, field)
    if isinstance(shape, ListOf):
        item = valid(shape.item, depth + 1, field)
        return st.lists(item, max_size=2, unique_by=repr) if depth < _DEEPEST else st.just([])
    if isinstance(shape, MapOf):
        item = valid(shape.item, depth + 1, field) if depth < _DEEPEST else st.nothing()
        inner = item | st.just("none") if shape.named and depth else item
        names = st.sampled_from(shape.key.words or (shape.key.example,))
        return st.dictionaries(names, inner, max_size=2) if depth < _DEEPEST else st.just({})
    if isinstance(shape, ModelOf):
        return _model(shape, depth)
    if isinstance(shape, Choice):
        return st.one_of([_form(form, shape, depth, field) for form in shape.forms])
    return texts


_DEEPEST = 6


def _scalar(kind: Scalar, field: str) -> st.SearchStrategy[Raw]:
    if kind is ENVIRONMENT:
        return st.just("production")
    return st.sampled_from(kind.words or (_SPECIAL.get(field, kind.example) if kind is LINE else kind.example,))


def _form(form: str, choice: Choice, depth: int, field: str) -> st.SearchStrategy[Raw]:
    if form == "none":
        return st.just("none")
    made = valid(choice.forms[form], depth, field)
    # An empty list is refused where `none` is the word for it.
    return made.filter(lambda node: node != []) if "none" in choice.forms and form == "list" else made


def _model(model_shape: ModelOf, depth: int) -> st.SearchStrategy[Raw]:
    model = model_shape.model
    names = [name for name in model_shape.fields if name not in model.NOT_YET]
    if depth >= _DEEPEST:
        return st.just({})
    long = st.sets(st.sampled_from(names), max_size=4) if names else st.just(set())
    chosen: st.SearchStrategy[Raw] = long.map(lambda picked: _without_rivals(sorted(picked), model_shape)).flatmap(
        lambda picked: st.fixed_dictionaries(
            {name: valid(model_shape.fields[name], depth + 1, name) for name in picked}
        )
    )
    if model.SHORT:
        return chosen | valid(model_shape.fields[model.SHORT], depth + 1, model.SHORT)
    return chosen | st.sampled_from(names) if model.SCALAR_IS_KEY else chosen


def _without_rivals(picked: list[str], model_shape: ModelOf) -> list[str]:
    """At most one field of each form."""
    for form in model_shape.model.FORMS:
        rivals = [name for name in picked if name in form.keys]
        picked = [name for name in picked if name not in rivals[1:]]
    return picked
