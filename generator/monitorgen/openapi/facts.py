"""What a schema states, whichever version of the format it states it in: the form in which two are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.openapi.grammar import PLACES, V30

if TYPE_CHECKING:
    from monitorgen.document import Json


def facts(schema: Mapping[str, Json], version: int) -> dict[str, Json]:
    """The keywords of a schema, in one form: types as a sorted list, bounds by whether they are themselves allowed."""
    stated = {key: value for key, value in schema.items() if key not in PLACES}
    if "$ref" in stated or "$dynamicRef" in stated:
        stated.setdefault("allOf", [])
    for word in ("$ref", "$dynamicRef"):
        stated.pop(word, None)
    types = stated.pop("type", None)
    named = [types] if isinstance(types, str) else list(types) if isinstance(types, Sequence) else []
    if version == V30:
        if stated.pop("nullable", None) is True and named:
            named = [*named, "null"]
        for open_ended, closed in (("exclusiveMaximum", "maximum"), ("exclusiveMinimum", "minimum")):
            strict = stated.pop(open_ended, None) is True
            if strict and closed in stated:
                stated[open_ended] = stated.pop(closed)
        if "example" in stated:
            stated["examples"] = [stated.pop("example")]
    if named:
        stated["type"] = sorted({str(one) for one in named})
    return stated


def same_data(one: Json, two: Json) -> bool:
    """Whether two values are the same as JSON has it: 1 is 1.0 and is not true."""
    if isinstance(one, str) or one is None:
        return one == two
    if isinstance(one, Mapping):
        return (
            isinstance(two, Mapping)
            and one.keys() == two.keys()
            and all(same_data(value, two[key]) for key, value in one.items())
        )
    if isinstance(one, Sequence):
        return (
            isinstance(two, Sequence)
            and not isinstance(two, str)
            and len(one) == len(two)
            and all(map(same_data, one, two))
        )
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return isinstance(two, int | Decimal) and one == two
