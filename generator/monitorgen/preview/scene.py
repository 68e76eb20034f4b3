"""What a panel's picture is made of: its JSON read once, its values, the room that it has."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.preview import numbers, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.document import Json
    from monitorgen.preview.feed import Feed, Object, Series

BEFORE = -float("inf")
LARGEST = 1e15
"""What is beyond has no place on an axis."""


class Step(Struct, frozen=True):
    """From `value` on: this colour, None for the text's own."""

    value: float
    colour: str | None


class Scene(Struct, frozen=True, dict=True):
    """A panel to be drawn into a room of `w` by `h` pixels; the dashboard shows `span` seconds."""

    panel: Object
    feed: Feed
    w: float
    h: float
    span: float

    @cached_property
    def options(self) -> Object:
        """What is particular to its type."""
        return part(self.panel, "options")

    @cached_property
    def defaults(self) -> Object:
        """How its values are shown."""
        return part(part(self.panel, "fieldConfig"), "defaults")

    @cached_property
    def custom(self) -> Object:
        """How its type shows values."""
        return part(self.defaults, "custom")

    @property
    def unit(self) -> str:
        """Its unit."""
        return text(self.defaults.get("unit")) or "short"

    @cached_property
    def answers(self) -> tuple[tuple[Object, tuple[Series, ...]], ...]:
        """Its queries, each with its series, which know the unit of their query."""

        def answer(target: Object) -> tuple[Series, ...]:
            unit = text(overridden(self.panel, target, "unit")) or None
            return tuple(replace(each, unit=unit) for each in self.feed.series(self.panel, target))

        return tuple((target, answer(target)) for target in objects(self.panel.get("targets")))

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """All series of all queries."""
        return tuple(each for _, found in self.answers for each in found)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Its thresholds from below."""
        found = []
        for each in objects(part(self.defaults, "thresholds").get("steps")):
            value = number(each.get("value"))
            found.append(Step(BEFORE if value is None else value, theme.colour(each.get("color"))))
        return tuple(found)

    @cached_property
    def names(self) -> dict[str, tuple[str, str | None]]:
        """What values are called, and in which colour."""
        found: dict[str, tuple[str, str | None]] = {}
        for mapping in objects(self.defaults.get("mappings")):
            for value, said in part(mapping, "options").items():
                if isinstance(said, dict):
                    found[value] = (text(said.get("text")) or value, theme.colour(said.get("color")))
        return found

    def bound(self, name: str) -> float | None:
        """`min` or `max`, if it is said."""
        return number(self.defaults.get(name))

    def shown(self, value: float | None, unit: str | None = None) -> str:
        """A value in words."""
        if value is not None and (named := self.names.get(numbers.digits(value))):
            return named[0]
        if value is None:
            return text(self.defaults.get("noValue")) or "no data"
        decimals = self.defaults.get("decimals")
        return numbers.shown(value, unit or self.unit, decimals if isinstance(decimals, int) else None)

    def colour(self, value: float | None) -> str | None:
        """The colour of a value: its own name's, else its threshold's; None: that of the text."""
        if value is None:
            return None
        if named := self.names.get(numbers.digits(value)):
            return named[1]
        mode = part(self.defaults, "color")
        if mode.get("mode") == "fixed":
            return theme.colour(mode.get("fixedColor"))
        return next((step.colour for step in reversed(self.steps) if value >= step.value), None)

    def within(self, w: float, h: float) -> Scene:
        """The same panel in a smaller room."""
        return replace(self, w=w, h=h)


def overridden(panel: Object, target: Object, what: str) -> Json:
    """What a panel says of the series of one query alone, none if nothing."""
    for override in objects(part(panel, "fieldConfig").get("overrides")):
        matcher = part(override, "matcher")
        if (matcher.get("id"), matcher.get("options")) == ("byFrameRefID", target.get("refId")):
            for each in objects(override.get("properties")):
                if each.get("id") == what:
                    return each.get("value")
    return None


def part(value: Object, name: str) -> Object:
    """An object in an object, empty if there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def objects(value: Json) -> Sequence[Object]:
    """The objects of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Json) -> str:
    """A text, or nothing."""
    return value if isinstance(value, str) else ""


def number(value: Json) -> float | None:
    """A number, None if it is none, or too large to be drawn."""
    if value is None or isinstance(value, (str, list, dict, bool)):
        return None
    found = float(str(value))
    return found if abs(found) < LARGEST else None
