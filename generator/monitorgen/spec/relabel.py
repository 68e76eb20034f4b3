"""Relabelling steps, as Prometheus has them."""

from typing import Annotated

from monitorgen.spec.base import Node, field
from monitorgen.spec.scalars import INTEGER, LINE, TEXT, one_of


class Relabel(Node):
    """One relabelling step, with Prometheus's own fields."""

    source_labels: list[Annotated[str, LINE]] | None = field("Labels that are joined and matched.")
    separator: Annotated[str | None, TEXT] = field("Between joined values; `;` by default.")
    regex: Annotated[str | None, TEXT] = field("Anchored RE2; `(.*)` by default.")
    modulus: Annotated[int | None, INTEGER] = field("For `hashmod`.")
    target_label: Annotated[str | None, LINE] = field("The label that is set.")
    replacement: Annotated[str | None, TEXT] = field("The value that is set; `$1` by default.")
    action: Annotated[
        str | None,
        one_of(
            "a relabelling action", "replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep",
            "lowercase", "uppercase", "keepequal", "dropequal",
        ),
    ] = field("What is done; `replace` by default.")  # fmt: skip
