"""What pages say of a unit beyond what its rules, jobs and dashboards already tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.documents import Document
    from monitorgen.plan.values import UnitId


class Need(Struct, frozen=True):
    """A unit that another one needs, and what for, as far as that was said."""

    unit: UnitId
    purpose: str = ""


class UnitPage(Struct, frozen=True):
    """What an owner says of a unit for people.

    `title` is its name in words, "" where none was said; `types` are those that it was given by name. `places` are
    where it listens, `host:port`, `published` the ports of the host that lead there. `metrics` are the names of those
    that its owner wrote down, not those of a product. `docs` is what its owner wrote about it at length.
    """

    title: str = ""
    description: str = ""
    types: tuple[str, ...] = ()
    lifecycle: str = ""
    places: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    network: str = ""
    needs: tuple[Need, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    metrics: tuple[str, ...] = ()
    docs: Document | None = None


class Said(Struct, frozen=True):
    """What an owner says of a named thing for people: its name in words, what it is, where to read on."""

    title: str = ""
    description: str = ""
    links: tuple[tuple[str, str], ...] = ()


class SystemPage(Struct, frozen=True):
    """What pages say of a system: what its owners say of teams, channels, severities and times, each by its name.

    `promises` are how soon somebody responds, by severity. `urls` are where what runs is opened in a browser, by the
    name of the component.
    """

    title: str = ""
    description: str = ""
    teams: Mapping[str, Said] = field(default_factory=dict)
    channels: Mapping[str, Said] = field(default_factory=dict)
    severities: Mapping[str, Said] = field(default_factory=dict)
    intervals: Mapping[str, Said] = field(default_factory=dict)
    promises: Mapping[str, str] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)
