"""Data that can't be changed: every way of changing an object or a list is refused, at every depth."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import pytest

from monitorgen.emit.fixed import FixedList, FixedObject, fixed
from monitorgen.emit.json import Shared, dump

if TYPE_CHECKING:
    from monitorgen.document import Json

Change: TypeAlias = Callable[[dict[str, "Json"], list["Json"]], object]

CHANGES: list[Change] = [
    lambda it, _: it.__setitem__("a", 1),
    lambda it, _: it.__delitem__("a"),
    lambda it, _: it.__ior__({"b": 1}),
    lambda it, _: it.update(b=1),
    lambda it, _: it.update({"b": 1}),
    lambda it, _: it.setdefault("b", 1),
    lambda it, _: it.pop("a"),
    lambda it, _: it.pop("b", None),
    lambda it, _: it.popitem(),
    lambda it, _: it.clear(),
    lambda _, it: it.__setitem__(0, 1),
    lambda _, it: it.__setitem__(slice(0, 1), [1]),
    lambda _, it: it.__delitem__(0),
    lambda _, it: it.__iadd__([1]),
    lambda _, it: it.__imul__(2),
    lambda _, it: it.append(1),
    lambda _, it: it.extend([1]),
    lambda _, it: it.insert(0, 1),
    lambda _, it: it.pop(),
    lambda _, it: it.remove(1),
    lambda _, it: it.reverse(),
    lambda _, it: it.sort(),
    lambda _, it: it.clear(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_shared_refuses_every_change_at_every_depth(change: Change) -> None:
    shared = Shared({"a": [1, {"a": [{"b": ()}, 2]}]})
    text = dump(shared)
    outer = shared["a"]
    assert isinstance(outer, list)
    middle = outer[1]
    assert isinstance(middle, dict)
    inner = middle["a"]
    assert isinstance(inner, list)
    for each, listed in ((shared, outer), (middle, inner)):
        with pytest.raises(TypeError, match="can't be changed: make another of it"):
            change(each, listed)
    assert dump({**shared}) == dump(shared) == text


@pytest.mark.parametrize(
    ("ours", "changeable", "fixed_one", "operators"),
    [
        (FixedObject, dict, MappingProxyType, {"__ior__"}),
        (FixedList, list, tuple, {"__iadd__", "__imul__"}),
    ],
)
def test_no_way_of_changing_is_forgotten(ours: type, changeable: type, fixed_one: type, operators: set[str]) -> None:
    reading = {"copy", "fromkeys", "__reversed__", "__class_getitem__"}
    changing = {each for each in dir(changeable) if not hasattr(fixed_one, each)} - reading | operators
    assert {"clear", "pop", "__setitem__", "__delitem__"} <= changing
    refusal = vars(ours)["__setitem__"]
    assert {each for each in changing if vars(ours).get(each) is refusal} == changing


def test_a_changed_copy_is_another() -> None:
    shared = Shared({"a": [1]})
    assert {**shared, "b": 2} == {"a": [1], "b": 2}
    assert (shared | {"b": 2}) == {"a": [1], "b": 2}
    for made in (copy(shared), deepcopy(shared), pickle.loads(pickle.dumps(shared))):
        assert type(made) is dict
        made["b"] = 2
    assert shared == {"a": [1]}
    inner = deepcopy(shared)["a"]
    assert isinstance(inner, list)
    inner.append(2)
    assert shared == {"a": [1]}


def test_what_is_fixed_already_stays_what_it_is() -> None:
    once = fixed({"a": [{}]})
    assert fixed(once) is once
    assert fixed([once]) == [{"a": [{}]}]
    assert type(fixed(MappingProxyType({"a": ()}))) is FixedObject
