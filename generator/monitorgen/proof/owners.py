"""Stories that owners of raw expressions tell themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.labels import UnsolvedError

if TYPE_CHECKING:
    from monitorgen.plan.rules import Alert
    from monitorgen.proof.case import Case


def of_owner(alert: Alert) -> list[Case]:
    """The stories of an alert on an expression of its owner's."""
    raise UnsolvedError(alert.unproven or "it is an expression of its owner's, which states no intent")
