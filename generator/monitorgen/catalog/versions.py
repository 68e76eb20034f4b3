"""What runs unless a spec says otherwise: pinned images, and what is past its end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from monitorgen.catalog.reader import table


class Pin(BaseModel):
    """An image at a version, which is its tag. `tried` is the version that tests ran, where that is another one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str
    version: str
    tried: str | None = None


class Ended(BaseModel):
    """A component past its end since a day (`2026-03-02`).

    `before` is the first version that is not, None if all are. `images` are repositories that can be nothing else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: str
    successor: str
    before: str | None = None
    images: tuple[str, ...] = ()


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    components: Mapping[str, Pin]
    exporters: Mapping[str, Pin]
    ended: Mapping[str, Ended]


def versions() -> Mapping[str, Pin]:
    """The pinned components of the stack by name."""
    return _table().components


def exporters() -> Mapping[str, Pin]:
    """The pinned exporters by the name of their type."""
    return _table().exporters


def ended() -> Mapping[str, Ended]:
    """Components past their end, by name."""
    return _table().ended


@cache
def _table() -> _Table:
    return _Table.model_validate(table("versions"))
