"""What several schemas ask of one value together: a schema, all that it refers to and all of its `allOf`, as one.

Two documents may say the same in other parts: a base schema more or less is no change of an API.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from monitorgen.openapi.facts import facts

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.openapi.changes import Direction
    from monitorgen.openapi.sides import Side, View

Parts: TypeAlias = "tuple[View, ...]"
"""Schemas that a value has to fit, all of them; none: anything fits."""

TYPES = frozenset(("string", "number", "integer", "boolean", "object", "array", "null"))
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
ONE = ("items", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema",
       "contains", "not", "if", "then", "else")  # fmt: skip
NAMED = ("patternProperties", "dependentSchemas", "prefixItems")
NOTED = ("default", "deprecated", "readOnly", "writeOnly")
_SILENT = frozenset(("title", "description", "example", "examples", "externalDocs", "xml", "$comment", "$vocabulary"))


class Whole(Struct):
    """What a value has to be. None stands for anything, in `texts` and `rest` all that is said has to hold."""

    never: bool = False
    types: frozenset[str] | None = None
    words: frozenset[str] | None = None
    bounds: dict[str, int | Decimal] = field(default_factory=dict)
    texts: dict[str, frozenset[str]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    properties: dict[str, list[View]] = field(default_factory=dict)
    one: dict[str, list[View]] = field(default_factory=dict)
    named: dict[tuple[str, str], list[View]] = field(default_factory=dict)
    choices: list[tuple[str, list[View]]] = field(default_factory=list)
    noted: dict[str, str] = field(default_factory=dict)


def key_of(parts: Iterable[View]) -> tuple[object, ...]:
    """What tells two conjunctions apart."""
    return tuple((view.at, view.scope) for view in parts)


def ended(side: Side, views: Iterable[View]) -> Parts:
    """Schemas behind references that say nothing themselves, each once."""
    found: dict[object, View] = {}
    for view in views:
        end = side.schema_end(view)
        found.setdefault((end.at, end.scope), end)
    return tuple(found.values())


def whole(side: Side, parts: Parts, direction: Direction) -> Whole:
    """All that schemas say together of a value that goes in a direction."""
    made = Whole()
    seen: set[object] = set()
    todo = list(reversed(parts))
    while todo:
        view = side.schema_end(todo.pop())
        if (view.at, view.scope) in seen:
            continue
        seen.add((view.at, view.scope))
        if isinstance(view.node, bool):
            made.never = made.never or not view.node
        elif isinstance(view.node, Mapping):
            _add(made, side, view, facts(view.node, side.version(view)))
            todo += reversed(side.all_of(view))
    hidden = {"request": "readOnly", "response": "writeOnly"}.get(direction)
    if hidden is not None:
        gone = {name for name, views in made.properties.items() if any(_says(side, each, hidden) for each in views)}
        made.properties = {name: views for name, views in made.properties.items() if name not in gone}
        made.required -= gone
    return made


def _says(side: Side, view: View, word: str) -> bool:
    node = side.schema_end(view).node
    return isinstance(node, Mapping) and node.get(word) is True


def _add(made: Whole, side: Side, view: View, stated: Mapping[str, Json]) -> None:
    for word, value in stated.items():
        if word in ONE:
            made.one.setdefault(word, []).append(view.inner(word, value))
        elif word == "properties":
            for name, each in view.inner(word, value).entries().items():
                made.properties.setdefault(name, []).append(each)
        elif word in NAMED:
            for name, each in view.inner(word, value).entries().items():
                made.named.setdefault((word, name), []).append(each)
        elif word in ("oneOf", "anyOf"):
            made.choices.append((word, list(side.through(view.inner(word, value)).entries().values())))
        elif word == "discriminator":
            _add_plain(made, word, value.get("propertyName") if isinstance(value, Mapping) else None)
        elif word not in _SILENT and word != "allOf" and not word.startswith("x-"):
            _add_plain(made, word, value)


def _add_plain(made: Whole, word: str, value: Json) -> None:
    if word == "type":
        named = frozenset(map(str, value)) if isinstance(value, Sequence) else frozenset()
        types = named | {"integer"} if "number" in named else named
        made.types = types if made.types is None else made.types & types
    elif word in ("enum", "const"):
        listed = value if word == "enum" and isinstance(value, Sequence) else [value]
        words = frozenset(map(canonical, listed))
        made.words = words if made.words is None else made.words & words
    elif word == "required" and isinstance(value, Sequence):
        made.required |= frozenset(map(str, value))
    elif word in AT_LEAST or word in AT_MOST:
        if isinstance(value, int | Decimal):
            known = made.bounds.get(word, value)
            made.bounds[word] = max(known, value) if word in AT_LEAST else min(known, value)
    elif word in NOTED:
        made.noted[word] = canonical(value)
    elif value is not False:  # `uniqueItems: false` says nothing
        made.texts[word] = made.texts.get(word, frozenset()) | {canonical(value)}


def canonical(value: Json) -> str:
    """A value as a text: the same for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_number)


def _number(value: object) -> int | float:
    assert isinstance(value, Decimal)
    return int(value) if value == value.to_integral_value() else float(value)
