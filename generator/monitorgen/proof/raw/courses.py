"""What the series behind a selector do while an expression holds, or while it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.promql.nodes import VectorSelector
    from monitorgen.promql.types import Matcher


class Key(Struct, frozen=True):
    """Series that are asked to do something: those of a selector, whatever its offset.

    `number` tells several series of one selector apart, `pinned` are labels that one has to have, such as `le`.
    `past`: not now, but as long ago as the offset says. `varied` is the label that tells them apart, if that matters.
    """

    metric: str
    matchers: tuple[Matcher, ...]
    number: int = 0
    pinned: tuple[tuple[str, str], ...] = ()
    past: bool = False
    varied: str = ""


class Course(Struct, frozen=True):
    """A line: `value` at the end, growing by `slope` a second; a counter where only its slope matters.

    A `clock` has its `value` at the start of time. `flips` goes up and down again, from sample to sample.
    """

    value: float | None = None
    slope: float | None = None
    shape: Literal["line", "clock", "flips"] = "line"


Courses: TypeAlias = "dict[Key, Course]"


def key_of(selector: VectorSelector, number: int = 0, varied: str = "") -> Key | None:
    """The key of a selector; None if it names no metric."""
    if selector.metric is None:
        return None
    matchers = tuple(each for each in selector.matchers if each.label != "__name__")
    return Key(selector.metric, matchers, number, (), selector.offset > 0, varied if number else "")
