"""What a document of Grafana may hold: the keys that every supported version reads, from the schemas.

Generated JSON is *projected* onto them: what a builder adds for a Grafana of long ago falls away without anybody having
to list it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from monitorgen import resources
from monitorgen.emit.json import Shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.document import Json

Schema: TypeAlias = "Mapping[str, Schema] | list[Schema] | str | int | float | bool | None"
"""A part of a JSON Schema, as it is read."""


class Shape(Struct, frozen=True):
    """What may stand at a place.

    `keys` are an object's, `rest` what its other keys hold (None: it has none), `items` what a list holds. `free`:
    anything. `null`: also nothing. `required` keys stay when they are empty.
    """

    keys: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    rest: Shape | None = None
    items: Shape | None = None
    free: bool = False
    null: bool = False


ANYTHING = Shape(free=True)
_PLAIN, _PLAIN_OR_NOTHING = Shape(), Shape(null=True)
# What a schema that says anything says, and what it says of an object or a list.
_CHOOSING = frozenset({"type", "properties", "anyOf", "not", "const", "enum"})
_HOLDING = frozenset({"properties", "additionalProperties", "items", "required"})
_NUMBERS = (int, Decimal)
_SCALARS = (str, *_NUMBERS)


class Projected(Shared):
    """What a shape leaves of an object that many panels share: it is not projected onto that shape again."""

    __slots__ = ("_shape",)

    def __init__(self, made: Mapping[str, object], shape: Shape) -> None:
        super().__init__(_object(made, shape))
        self._shape = shape

    def fits(self, shape: Shape) -> bool:
        """Whether it is what this shape, too, would leave of it."""
        return self._shape is shape or self._shape == shape


@lru_cache
def shape_of(kind: str) -> Shape:
    """The shape of a `dashboard`, a `row` or a panel type, as all versions know it; `KeyError` for an unknown one."""
    found = sorted(resources.grafana_schemas().glob(f"*/{kind}.json"))
    if not found:
        raise KeyError(kind)
    return _both(_shape(json.loads(path.read_bytes())) for path in found)


def projected(value: object, shape: Shape) -> Json:
    """`value` without what the shape has no place for: unknown keys, nothing where something is expected, empties.

    Objects that know how they look as JSON (`to_json_data`) are asked; what was `Projected` onto it is left.
    Raises `TypeError` for what is no data.
    """
    if isinstance(value, Projected) and value.fits(shape):
        return value
    if value is None or isinstance(value, _SCALARS):
        return value
    if isinstance(value, dict):
        return _object(value, shape)
    if isinstance(value, (list, tuple)):
        inner = shape.items or ANYTHING
        return [projected(each, inner) for each in value]
    to_json_data = getattr(value, "to_json_data", None)
    if to_json_data is None:
        raise TypeError(f"a document can't hold a {type(value).__name__}: {value!r:.80}")
    return projected(to_json_data(), shape)


def _object(value: Mapping[str, object], shape: Shape) -> dict[str, Json]:
    keys, rest, free, required = shape.keys, ANYTHING if shape.free else shape.rest, shape.free, shape.required
    made: dict[str, Json] = {}
    for key, each in value.items():
        inner = keys.get(key, rest)
        if inner is None:
            continue
        # Left out is what says nothing: no text, no items, no keys.
        if isinstance(each, str):
            if each or free or key in required:
                made[key] = each
        elif each is None:
            if inner.null or inner.free:
                made[key] = None
        elif isinstance(each, _NUMBERS):
            made[key] = each
        elif (kept := projected(each, inner)) or free or key in required:
            made[key] = kept
    return made


def _shape(schema: Schema) -> Shape:
    if not isinstance(schema, dict) or _CHOOSING.isdisjoint(schema):
        return ANYTHING
    either = schema.get("anyOf")
    if isinstance(either, list):
        return _either(_shape(each) for each in either)
    kinds = schema.get("type")
    null = kinds == "null" or (isinstance(kinds, list) and "null" in kinds)
    if kinds != "array" and _HOLDING.isdisjoint(schema):
        return _PLAIN_OR_NOTHING if null else _PLAIN
    properties, rest, items = (schema.get(name) for name in ("properties", "additionalProperties", "items"))
    required = schema.get("required")
    return Shape(
        {name: _shape(each) for name, each in properties.items()} if isinstance(properties, dict) else {},
        frozenset(str(name) for name in required) if isinstance(required, list) else frozenset(),
        None if rest is None or rest is False or _is_never(rest) else _shape(rest),
        _shape(items) if kinds == "array" else None,
        null=null,
    )


def _is_never(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("not") == {}


def _either(shapes: Iterable[Shape]) -> Shape:
    """What fits one of several shapes: all keys that one of them has."""
    known = list(shapes)
    names = dict.fromkeys(name for each in known for name in each.keys)
    return Shape(
        {name: _either(each.keys[name] for each in known if name in each.keys) for name in names},
        frozenset.intersection(*(each.required for each in known)),
        next((each.rest for each in known if each.rest is not None), None),
        next((each.items for each in known if each.items is not None), None),
        free=any(each.free for each in known),
        null=any(each.null for each in known),
    )


def _both(shapes: Iterable[Shape]) -> Shape:
    """What fits every one of several shapes: only the keys that all of them have."""
    known = list(shapes)
    first = known[0]
    if all(each is first for each in known):
        return first
    closed = [each for each in known if not each.free]
    if not closed:
        return first
    names = [name for name in closed[0].keys if all(name in each.keys for each in closed)]
    rests = [each.rest for each in closed if each.rest is not None]
    items = [each.items for each in closed if each.items is not None]
    return Shape(
        {name: _both(each.keys[name] for each in closed) for name in names},
        frozenset.union(*(each.required for each in closed)),
        _both(rests) if len(rests) == len(closed) else None,
        _both(items) if items else None,
        null=all(each.null for each in known),
    )
