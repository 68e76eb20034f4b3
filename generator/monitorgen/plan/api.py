"""The APIs of a system: what each unit says of its own, every operation as data, and the document of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.openapi.merge import Aggregate
    from monitorgen.openapi.tree import Files, Source
    from monitorgen.plan.values import UnitId


class Operation(Struct, frozen=True):
    """One operation of a unit's API, as it is called from outside: `path` has its prefix, `method` is in capitals.

    `auth` names the schemes that it accepts, each alone enough (`a + b` where both are needed); empty: nobody asks.
    `internal` ones are not in the aggregate. `origin` is the place that says it: in the spec, or in the OpenAPI file.
    """

    method: str
    path: str
    summary: str
    auth: tuple[str, ...]
    internal: bool
    service: UnitId
    origin: Origin
    deprecated: bool = False


class ApiSource(Struct, frozen=True):
    """What a unit says of its API. `routes` are the patterns of paths that the gateway sends here, as written.

    `shown` is where the running service serves its own document, a URL or a path of it; it is never fetched. `sources`
    are its documents: a file, and one in `made`, by its name there, that its endpoints became. What is only planned
    goes into no aggregate.
    """

    unit: UnitId
    operations: tuple[Operation, ...]
    routes: tuple[str, ...] = ()
    shown: str | None = None
    sources: tuple[Source, ...] = ()
    made: Mapping[str, Json] = field(default_factory=dict)
    planned: bool = False
    hides: bool = False
    """Whether something of it is in no aggregate: it is internal, filtered away or planned."""


class Api(Struct, frozen=True):
    """An aggregate, of a scope or of one unit: the document, what it was made of, how the sources are read once more.

    The origins of its provenance are places in files: of endpoints those in the spec.
    """

    aggregate: Aggregate
    sources: tuple[Source, ...]
    files: Files
    routes: Mapping[UnitId, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[UnitId, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    """Files that examples refer to, by their path below the system's folder, with their text."""
