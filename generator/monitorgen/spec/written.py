"""A spec as it was written: entries by name, each with its patches and their places; nothing merged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitorgen.diagnostics import Origin, Path
from monitorgen.raw import Raw


@dataclass(frozen=True, slots=True)
class Patch:
    """What differs in one environment: `node` is merged into the thing at `at` inside the entry it belongs to.

    `environment` is `staging` or, for one region, `production/us`. `node` is expanded like any other.
    """

    environment: str
    at: Path
    node: Raw
    origin: Origin


@dataclass(frozen=True, slots=True)
class Written:
    """An entry, a type or a setting: its expanded node without `environments:`, and its patches.

    The patches are those of its own `environments:` blocks, at any depth, then those of the root that reach into it.
    """

    node: Raw
    origin: Origin
    patches: tuple[Patch, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvironmentDeclaration:
    """An environment of the root, with the names of its regions in the order in which they were written."""

    name: str
    regions: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Spec:
    """A system: its collections (by collection and name), its other root fields, its environments."""

    name: str
    origin: Origin
    collections: Mapping[str, Mapping[str, Written]]
    settings: Mapping[str, Written]
    environments: Mapping[str, EnvironmentDeclaration]
