"""What panels show: series of values over the time that a dashboard is set to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json

Object = dict[str, "Json"]
LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Series(Struct, frozen=True):
    """One series: its name as the legend shows it, its labels, a value for each step (None: no sample).

    `unit` is its own, None where it is the panel's.
    """

    name: str
    values: Sequence[float | None]
    labels: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None

    @property
    def last(self) -> float | None:
        """The last value that there is."""
        return next((each for each in reversed(self.values) if each is not None), None)

    @property
    def highest(self) -> float | None:
        """The largest value."""
        return max((each for each in self.values if each is not None), default=None)


class Firing(Struct, frozen=True):
    """An alert in an alert list; `since` in words."""

    name: str
    state: str
    labels: Mapping[str, str]
    since: str


def named(legend: str, labels: Mapping[str, str]) -> str:
    """A legend such as `{{route}}` with the labels of a series filled in."""

    def filled(match: re.Match[str]) -> str:
        return labels.get(match[1], "")

    return LABEL.sub(filled, legend)


class Feed(Protocol):
    """Where values come from."""

    @property
    def end(self) -> float:
        """The right edge of time, in seconds since 1970, UTC."""
        ...

    def series(self, panel: Object, target: Object) -> Sequence[Series]:
        """What a query of a panel gives over the range."""
        ...

    def alerts(self, panel: Object) -> Sequence[Firing]:
        """What an alert list shows."""
        ...
