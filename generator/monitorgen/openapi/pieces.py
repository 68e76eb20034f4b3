"""What a source is cut into: trees of 3.1 with holes where a name goes that is known only beside the other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.openapi.tree import Source

Where = Literal["paths", "webhooks", "callbacks"]


class Definition(Struct, eq=False):
    """What references lead to: one place of a source, which becomes a component. `wish` is the name it would have."""

    service: str
    kind: str
    wish: str
    at: Origin
    tree: Part = None


class Operation(Struct, eq=False):
    """An operation of a source: `path` has its prefix; of a webhook it is the name. `id` is what the source says."""

    service: str
    where: Where
    path: str
    method: str
    at: Origin
    id: str | None = None


class ToComponent(Struct, frozen=True):
    """A reference to a component."""

    definition: Definition


class Requirement(Struct, frozen=True):
    """A security requirement: schemes, each with its scopes."""

    schemes: tuple[tuple[Definition, Json], ...]


class ToTag(Struct, frozen=True):
    """The name of a tag of a service; None is that of its operations without a tag, which are told apart by it."""

    service: str
    name: str | None


class ToOperation(Struct, eq=False):
    """An operation's id (`form` is `id`) or the reference to it (`ref`); `said` is what the source says."""

    form: Literal["id", "ref"]
    said: str
    at: Origin
    operation: Operation | None = None


Hole: TypeAlias = "ToComponent | Requirement | ToTag | ToOperation"
HOLES = (ToComponent, Requirement, ToTag, ToOperation)
Part: TypeAlias = "Mapping[str, Part] | Sequence[Part] | str | int | Decimal | Hole | None"


class Bundle(Struct):
    """All pieces of one source. `version` is the newest that one of its files says, `used` the tags of operations."""

    source: Source
    version: int
    paths: dict[str, Part] = field(default_factory=dict)
    path_places: dict[str, Origin] = field(default_factory=dict)
    webhooks: dict[str, Part] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    tags: dict[str, Part] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    untagged: bool = False
    about: Part = None
    attachments: set[str] = field(default_factory=set)
