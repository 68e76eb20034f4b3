"""The proof that the aggregate is the API of its sources, and what validators of such documents pass over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.openapi.checks import problems
from monitorgen.openapi.equality import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.api import Api

_MOST = 10
"""How many differences are told: they are a fault of monitorgen, and one of them is enough to find it."""


def check_api(api: Api) -> Iterator[Diagnostic]:
    """MG840: an operation that says something else than its source; MG841: what the aggregate names and lacks."""
    document = api.aggregate.document
    origins = {source.service: source.origin for source in api.sources}
    for each in differences(api.sources, api.files, document)[:_MOST]:
        yield Diagnostic("MG840", f"the aggregate is another API: {each}", origins.get(each.service))
    for found in problems(document, "openapi/openapi.json"):
        if found.level == "error":  # warnings were told of the sources
            yield Diagnostic("MG841", f"openapi/openapi.json: {found.message}", next(iter(origins.values())))
