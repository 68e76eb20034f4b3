"""Relabelling steps, as Prometheus has them."""

from typing import Annotated

from pydantic import Field

from monitorgen.spec.base import Node
from monitorgen.spec.scalars import INTEGER, LINE, TEXT, one_of


class Relabel(Node):
    """One relabelling step, with Prometheus's own fields."""

    source_labels: list[Annotated[str, LINE]] | None = Field(None, description="Labels that are joined and matched.")
    separator: Annotated[str | None, TEXT] = Field(None, description="Between joined values; `;` by default.")
    regex: Annotated[str | None, TEXT] = Field(None, description="Anchored RE2; `(.*)` by default.")
    modulus: Annotated[int | None, INTEGER] = Field(None, description="For `hashmod`.")
    target_label: Annotated[str | None, LINE] = Field(None, description="The label that is set.")
    replacement: Annotated[str | None, TEXT] = Field(None, description="The value that is set; `$1` by default.")
    action: Annotated[
        str | None,
        one_of(
            "a relabelling action", "replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep",
            "lowercase", "uppercase", "keepequal", "dropequal",
        ),
    ] = Field(None, description="What is done; `replace` by default.")  # fmt: skip
