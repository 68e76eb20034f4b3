"""Plain data that refuse to be changed: an object and a list, and whatever is inside of them.

They are a `dict` and a `list` still, because nothing else is a document to everybody who reads one: a validator of JSON
Schemas takes no other mapping, and a check that asks for a `dict` would pass over it without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from monitorgen.emit.plain import MAPPINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.document import Json


def fixed(value: Json) -> Json:
    """The same, which nobody can change, neither here nor through what it was made of."""
    if isinstance(value, MAPPINGS):
        return value if isinstance(value, FixedObject) else FixedObject(value)
    if isinstance(value, (list, tuple)):
        return value if isinstance(value, FixedList) else FixedList(value)
    return value


def _refused(self: object, *_: object, **__: object) -> Never:
    raise TypeError(f"a {type(self).__name__} can't be changed: make another of it")


class FixedObject(dict[str, "Json"]):
    """An object that can't be changed; its copies are plain, and can."""

    __slots__ = ()

    def __init__(self, made: Mapping[str, Json]) -> None:
        super().__init__({key: fixed(value) for key, value in made.items()})

    def __reduce__(self) -> tuple[type[dict[str, Json]], tuple[dict[str, Json]]]:
        return dict, ({**self},)

    __setitem__ = __delitem__ = __ior__ = _refused
    clear = pop = popitem = setdefault = update = _refused


class FixedList(list["Json"]):
    """A list that can't be changed; its copies are plain, and can."""

    __slots__ = ()

    def __init__(self, made: Iterable[Json]) -> None:
        super().__init__([fixed(value) for value in made])

    def __reduce__(self) -> tuple[type[list[Json]], tuple[list[Json]]]:
        return list, ([*self],)

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refused
    append = clear = extend = insert = pop = remove = reverse = sort = _refused
