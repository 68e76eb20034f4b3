"""A document: the plain data that a target builds and `emit` serialises.

Numbers are integers or exact decimals; a binary float has no place in an output that is compared byte by byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | Decimal | None"
