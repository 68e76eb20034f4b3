"""YAML of our own read back: texts as texts, numbers exactly, and the comment above."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from monitorgen.document import Json


class _Exact(yaml.CSafeLoader):
    """Numbers with a fraction stay as they are written."""


def _fraction(_loader: _Exact, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


_Exact.add_constructor("tag:yaml.org,2002:float", _fraction)


def read(text: str) -> tuple[str, Json]:
    """The comment at the top, without its marks, and the document."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    loader = _Exact(text)
    try:
        document: Json = loader.get_single_data()
    finally:
        loader.dispose()
    return "\n".join(lines), document
