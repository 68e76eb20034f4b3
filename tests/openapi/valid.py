"""What validators say of a document."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV32SpecValidator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)


def assert_valid(document: Mapping[str, Json]) -> None:
    """Fail with what openapi-spec-validator has to say of a document."""
    plain = json.loads(json.dumps(document, default=_number))
    validator = OpenAPIV32SpecValidator if plain["openapi"].startswith("3.2") else OpenAPIV31SpecValidator
    assert [
        f"{'/'.join(map(str, error.path))}: {error.message[:300]}" for error in validator(plain).iter_errors()
    ] == []
