"""What runs unless a spec says otherwise: pinned images with what is true of their containers, and what has ended."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from monitorgen.catalog.reader import table
from monitorgen.units import Duration, duration, size

_Size = Annotated[int, BeforeValidator(lambda text: size(str(text)))]
_Time = Annotated[Duration, BeforeValidator(lambda text: duration(str(text)))]


class Pin(BaseModel):
    """An image at a version, which is its tag, and what a container of it can do; see tables/images.yaml.

    `port` is None for exporters: their types say it. `memory` is in bytes, `health` an argv in which `{port}` stands,
    as it does in `listen`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    image: str
    version: str
    tried: str | None = None
    port: int | None = None
    listen: str | None = None
    user: str | None = None
    health: tuple[str, ...] = ()
    starts: _Time = Duration(30_000)
    data: str | None = None
    scratch: tuple[str, ...] = ()
    read_only: bool = True
    memory: _Size


class Ended(BaseModel):
    """A component past its end since a day (`2026-03-02`).

    `before` is the first version that is not, None if all are. `images` are repositories that can be nothing else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: str
    successor: str
    before: str | None = None
    images: tuple[str, ...] = ()


class _Images(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    components: Mapping[str, Pin]
    exporters: Mapping[str, Pin]


def versions() -> Mapping[str, Pin]:
    """The pinned components of the stack by name."""
    return _images().components


def exporters() -> Mapping[str, Pin]:
    """The pinned exporters by the name of their type."""
    return _images().exporters


@cache
def ended() -> Mapping[str, Ended]:
    """Components past their end, by name."""
    return {name: Ended.model_validate(said) for name, said in table("ended").items()}


@cache
def _images() -> _Images:
    return _Images.model_validate(table("images"))
