"""Faults in what an entry inherits from the catalogue, told where its owner can do something about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Origin, Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.diagnostics import Diagnostic

OF_NO_JOB = frozenset({"MG356", "MG373"})
"""What is said of conditions on an entry that is not scraped."""


def inherited(findings: Iterable[Diagnostic], alert: str, entry: Origin) -> Iterator[Diagnostic]:
    """The findings of an alert; one that stands in the catalogue is told at the entry that inherits the alert."""
    for each in findings:
        if not isinstance(each.where, Origin) or each.where.layer != "catalog":
            yield each
            continue
        message = f"the inherited alert {alert} does not work here: {each.message}"
        hint = f"{each.hint}; or drop the alert: `{alert}: none`" if each.hint else f"drop the alert: `{alert}: none`"
        related = (Related(each.where, "it is inherited from here"), *each.related)
        yield replace(each, message=message, where=entry, part="key", hint=hint, related=related)
