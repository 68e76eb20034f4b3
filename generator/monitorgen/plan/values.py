"""Small values that several parts of the Plan are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Labels: TypeAlias = Mapping[str, str]
"""Label name: value, in the order in which they are written out (sorted by whoever makes them)."""

UnitId: TypeAlias = str
"""The name of a service, an infrastructure entry or a component, or `system` for what belongs to none of them."""

SYSTEM_UNIT: UnitId = "system"


@dataclass(frozen=True, slots=True)
class SecretUse:
    """A secret in a configuration. `file` is where it is read from, relative to the configuration's folder."""

    name: str
    file: str


Setting: TypeAlias = "str | int | bool | SecretUse | list[Setting] | dict[str, Setting]"
"""A value of a target's own configuration, with secrets by name."""
