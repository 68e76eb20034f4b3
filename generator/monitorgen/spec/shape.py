"""The shape of the language: what may stand where, read off the models once.

Loading expands and checks raw nodes along it, linking merges and patches along it, the JSON Schema and the reference
pages are printed from it. There is no second description of the language.
"""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from msgspec import Struct, field
from pydantic import Tag
from pydantic.fields import FieldInfo

from monitorgen.raw import Nothing
from monitorgen.spec.base import Entry, Json, Node, Whole
from monitorgen.spec.scalars import TEXT, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable


class Free(Struct, frozen=True):
    """Any JSON value, kept as it is (`stack.X.config`)."""


class ListOf(Struct, frozen=True):
    """A list; `[]` means no items."""

    item: Shape


class MapOf(Struct, frozen=True):
    """A map with free keys. `named`: its values are entries, which `none` removes and patches can't create.

    `whole`: a table, which a stronger layer replaces as a whole.
    """

    key: Scalar
    item: Shape
    named: bool
    whole: bool = False


class Choice(Struct, frozen=True):
    """A field with several forms, told apart by how they are written: `map`, `list`, `text`, `none`."""

    forms: dict[str, Shape]


class NoneWord(Struct, frozen=True):
    """The word `none`."""


class ModelOf(Struct, frozen=True):
    """A map with known keys, one pydantic model. `fields` is keyed by the written name (`for`, not `for_`)."""

    model: type[Node]
    fields: dict[str, Shape] = field(default_factory=dict)
    help: dict[str, str] = field(default_factory=dict)

    @property
    def is_entry(self) -> bool:
        """Whether it is a named thing, which `environments:` may patch."""
        return issubclass(self.model, Entry)


Shape = Scalar | ListOf | MapOf | Choice | ModelOf | Free | NoneWord


@cache
def model_of(model: type[Node]) -> ModelOf:
    """The shape of a model; the same object for the same model, recursion included."""
    model_shape = _MODELS.get(model)
    if model_shape is None:
        model_shape = _MODELS[model] = ModelOf(model)
        for name, info in model.model_fields.items():
            written = info.alias or name
            model_shape.fields[written] = _of_field(info)
            model_shape.help[written] = info.description or ""
    return model_shape


_MODELS: dict[type[Node], ModelOf] = {}


def _of_field(info: FieldInfo) -> Shape:
    return _of(info.annotation, tuple(info.metadata))


def _of(annotation: Any, metadata: tuple[object, ...] = ()) -> Shape:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, (*metadata, *more))
    scalar = next((mark for mark in metadata if isinstance(mark, Scalar)), None)
    if scalar is not None:
        return scalar
    if Json in metadata:
        return Free()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _of_union([argument for argument in arguments if argument is not type(None)])
    if origin is list:
        return ListOf(_of(arguments[0]))
    if origin is dict:
        return _of_map(arguments, whole=Whole in metadata)
    return _of_class(annotation)


def _of_map(arguments: tuple[Any, ...], *, whole: bool) -> Shape:
    key, item = _of(arguments[0]), _of(arguments[1])
    return MapOf(key if isinstance(key, Scalar) else TEXT, item, isinstance(item, ModelOf) and item.is_entry, whole)


def _of_class(annotation: Any) -> Shape:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return model_of(annotation)
    if annotation is Nothing:
        return NoneWord()
    if annotation is str:
        return TEXT
    raise TypeError(f"no shape for {annotation!r}")


def _of_union(members: list[Any]) -> Shape:
    if len(members) == 1:
        return _of(members[0])
    forms: dict[str, Shape] = {}
    for member in members:
        tag = next((mark.tag for mark in get_args(member)[1:] if isinstance(mark, Tag)), None)
        if tag is None:
            raise TypeError(f"a member of a union has no tag: {member!r}")
        forms[tag] = _of(member)
    return Choice(forms)


class Leading:
    """Which fields lead to what is wanted, so that a walk through a node leaves all others aside.

    What leads where is found out once for each model, when it is asked for.
    """

    __slots__ = ("_fields", "_is_wanted")

    def __init__(self, is_wanted: Callable[[Shape], bool]) -> None:
        self._is_wanted = is_wanted
        self._fields: dict[type[Node], dict[str, Shape]] = {}

    def fields(self, model_shape: ModelOf) -> dict[str, Shape]:
        """The fields of a map whose shape is wanted, or something inside it."""
        found = self._fields.get(model_shape.model)
        if found is None:
            found = {name: shape for name, shape in model_shape.fields.items() if self._leads(shape, set())}
            self._fields[model_shape.model] = found
        return found

    def _leads(self, shape: Shape, seen: set[type[Node]]) -> bool:
        if self._is_wanted(shape):
            return True
        if isinstance(shape, ModelOf):
            if shape.model in seen:
                return False
            seen.add(shape.model)
            return any(self._leads(each, seen) for each in shape.fields.values())
        if isinstance(shape, ListOf | MapOf):
            return self._leads(shape.item, seen)
        return isinstance(shape, Choice) and any(self._leads(each, seen) for each in shape.forms.values())
