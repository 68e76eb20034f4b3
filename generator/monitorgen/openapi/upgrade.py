"""What a schema of OpenAPI 3.0 is in 3.1, where a schema is JSON Schema 2020-12."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json


def upgraded(schema: Mapping[str, Json]) -> dict[str, Json]:
    """The keywords of one schema of 3.0 in the words of 3.1; what is inside of it is left as it is.

    As 3.0.3 has it, `nullable` adds null to the type that stands beside it, does nothing without one, and never adds
    to an `enum`.
    """
    made = dict(schema)
    if made.pop("nullable", False) is True and isinstance(kind := made.get("type"), str):
        made["type"] = [kind, "null"]
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if made.pop(exclusive, False) is True and bound in made:
            made[exclusive] = made.pop(bound)
    if "example" in made:
        made["examples"] = [made.pop("example")]
    return made
