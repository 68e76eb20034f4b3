"""The severities of a scope, worst first, and what each stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.spec.notification import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.root import Root


class Severities(Struct, frozen=True):
    """The severities of a scope, worst first, which of them stand for critical, warning and info, where they stand."""

    names: tuple[str, ...]
    meaning: Mapping[str, str]
    origin: Origin

    def called(self, name: str) -> str | None:
        """The severity of this name, or the one that stands for it; None if there is none."""
        if name in self.names:
            return name
        return next((own for own, means in self.meaning.items() if means == name), None)


def severities_of(root: Root) -> Severities:
    """The severities of a scope in the order in which they are declared, worst first."""
    declared, _ = root.collection("severities", Severity)
    if not declared:
        return Severities(("critical", "warning"), {"critical": "critical", "warning": "warning"}, root.spec.origin)
    written = next(iter(root.spec.collections["severities"].values())).origin
    where = type(written)(written.file, written.path[:-1], written.layer)
    return Severities(tuple(declared), {name: severity.means or name for name, severity in declared.items()}, where)
