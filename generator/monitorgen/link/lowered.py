"""What a condition becomes: PromQL, the intent beside it, and the labels of its series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.link.asking import Value
    from monitorgen.plan import rules as plan
    from monitorgen.promql.types import LabelSchema
    from monitorgen.units import Quantity


class Lowered(Struct, frozen=True):
    """One comparison of a condition: the rule's expression, its intent, and what its series look like.

    `value` is what was compared, None for PromQL, of which only the `unit` is known, empty if not even that.
    `severity` is set where the threshold names one. `quantity` is the threshold as it was written. `recorded` are the
    rules that the expression reads, which stand before it.
    """

    expr: str
    intent: plan.Condition
    labels: LabelSchema
    value: Value | None
    comparison: plan.Comparison | None = None
    quantity: Quantity | None = None
    severity: str | None = None
    recorded: tuple[plan.Recording, ...] = ()
    unit: str = ""
