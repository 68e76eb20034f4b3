"""Relabelling steps in Prometheus's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.jobs import Relabel


def relabel_config(step: Relabel) -> Json:
    """One step; what is Prometheus's default is left out."""
    made: dict[str, Json] = {}
    if step.source_labels is not None:
        made["source_labels"] = list(step.source_labels)
    fields = (
        ("separator", step.separator),
        ("regex", step.regex),
        ("modulus", step.modulus),
        ("target_label", step.target_label),
        ("replacement", step.replacement),
        ("action", step.action),
    )
    return made | {name: value for name, value in fields if value is not None}
