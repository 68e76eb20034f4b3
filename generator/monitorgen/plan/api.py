"""The APIs of a system: what each unit says of its own, and every operation as data for whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin
    from monitorgen.plan.values import UnitId


@dataclass(frozen=True, slots=True)
class Operation:
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


@dataclass(frozen=True, slots=True)
class ApiSource:
    """What a unit says of its API. `routes` are the patterns of paths that the gateway sends here, as written.

    `shown` is where the running service serves its own document, a URL or a path of it; it is never fetched.
    """

    unit: UnitId
    operations: tuple[Operation, ...]
    routes: tuple[str, ...] = ()
    shown: str | None = None
