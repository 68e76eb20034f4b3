"""Which of many expressions may name certain metrics, told by a glance at their texts.

It stands for the parser where few of them do: reading all takes long. What it leaves out must name none of the metrics
to the long way either, which parses and asks `family_names` of each selector; `tests/promql/test_naming.py` holds it to
that. What it does not leave out may still name none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def may_name(metrics: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The texts that may name one of the metrics, as they were declared or by another name of their series."""
    # All that is left of a counter's name in `done_created`. Behind a backslash a name may be spelled otherwise.
    bases = [name.removesuffix("_total") for name in metrics]
    return [text for text in texts if "\\" in text or any(base in text for base in bases)]
