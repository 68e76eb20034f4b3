"""What runs unless a spec says otherwise: pinned images with what is true of their containers, and what has ended."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct, convert

from monitorgen.catalog.reader import table
from monitorgen.units import Duration, duration, size


class Pin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An image at a version, which is its tag, and what a container of it can do; see tables/images.yaml.

    `port` is None for exporters: their types say it. `memory` is in bytes, `health` an argv in which `{port}` stands,
    as it does in `listen`.
    """

    image: str
    version: str
    tried: str | None = None
    port: int | None = None
    listen: str | None = None
    user: str | None = None
    health: tuple[str, ...] = ()
    starts: Duration = Duration(30_000)
    data: str | None = None
    scratch: tuple[str, ...] = ()
    read_only: bool = True
    memory: int


class Ended(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A component past its end since a day (`2026-03-02`).

    `before` is the first version that is not, None if all are. `images` are repositories that can be nothing else.
    """

    since: str
    successor: str
    before: str | None = None
    images: tuple[str, ...] = ()


def versions() -> Mapping[str, Pin]:
    """The pinned components of the stack by name."""
    return _images()["components"]


def exporters() -> Mapping[str, Pin]:
    """The pinned exporters by the name of their type."""
    return _images()["exporters"]


@cache
def ended() -> Mapping[str, Ended]:
    """Components past their end, by name."""
    return convert(table("ended"), dict[str, Ended])


@cache
def _images() -> dict[str, dict[str, Pin]]:
    listed = convert(table("images"), dict[Literal["components", "exporters"], dict[str, dict[str, object]]])
    return {kind: {name: _pin(said) for name, said in pins.items()} for kind, pins in listed.items()}


def _pin(said: dict[str, object]) -> Pin:
    measured = {word: read(str(said[word])) for word, read in _MEASURED.items() if word in said}
    return convert({**said, **measured}, Pin, strict=False)


_MEASURED = {"starts": duration, "memory": size}
"""What stands in the table with a unit."""
