"""One address, or several."""

from __future__ import annotations

from typing import Annotated

from monitorgen.spec.base import Tag
from monitorgen.spec.scalars import ADDRESS

Addresses = Annotated[str, ADDRESS, Tag("text")] | Annotated[list[Annotated[str, ADDRESS]], Tag("list")]
