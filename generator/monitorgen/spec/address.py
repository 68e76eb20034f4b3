"""One address, or several."""

from __future__ import annotations

from typing import Annotated

from pydantic import Tag

from monitorgen.spec.base import BY_SHAPE
from monitorgen.spec.scalars import ADDRESS

Addresses = Annotated[
    Annotated[str, ADDRESS, Tag("text")] | Annotated[list[Annotated[str, ADDRESS]], Tag("list")], BY_SHAPE
]
