"""Records of units whose last file is still to come: what others say of a unit is known only when all are through."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json


class Held(Struct):
    """Records by unit, each with what its unit is made of; packed, for a large system has many."""

    _packed: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def hold(self, unit: str, source: str, record: dict[str, Json]) -> None:
        """Keep the record of a unit."""
        self._packed[unit] = (source, zlib.compress(json.dumps(record).encode(), 1))

    def release(self) -> Iterator[tuple[str, str, dict[str, Json]]]:
        """Every unit, what it is made of and its record, in the order in which they came."""
        for unit, (source, packed) in self._packed.items():
            yield unit, source, cast("dict[str, Json]", json.loads(zlib.decompress(packed)))
