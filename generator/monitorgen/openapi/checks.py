"""What validators of OpenAPI documents do not look at: whether all that a finished document names is there.

A document is read as a source would be: dangling references, discriminators that select what does not exist (MG198),
security schemes that nobody defined (MG196), links to no operation (MG199), keys that mean nothing (MG193).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings, Origin
from monitorgen.openapi.bundle import bundle
from monitorgen.openapi.tree import Filter, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json

_ALL = Filter(internal=True)


def problems(document: Mapping[str, Json], file: str) -> Findings:
    """What is wrong in a document that has no other files; its places are in `file`."""

    def itself(asked_for: str, asked: Origin) -> Json:
        del asked_for, asked
        return document

    findings = Findings()
    bundle(Source("", file, filter=_ALL), itself, findings)
    return findings
