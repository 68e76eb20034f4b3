"""A tree of routes walked by Alertmanager's documentation alone: who is told of an alert, when, how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MATCHER = re.compile(r'^\s*(\w+)\s*(=~|!~|!=|=)\s*"(.*)"\s*$')
_INHERITED = ("receiver", "group_by", "group_wait", "group_interval", "repeat_interval")


@dataclass(frozen=True)
class Stop:
    """A route at which an alert ends, with what it inherited."""

    receiver: str
    group_wait: str
    repeat_interval: str


def stops(alertmanager: Mapping[str, Any], labels: Mapping[str, str]) -> list[Stop]:
    """Where an alert with these labels ends, in the order of the tree."""
    root = alertmanager["route"]
    return list(_walk(root, labels, {"group_wait": "30s", "repeat_interval": "4h"}))


def all_routes(route: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A route and all below it."""
    yield route
    for child in route.get("routes", ()):
        yield from all_routes(child)


def holds(matcher: str, labels: Mapping[str, str]) -> bool:
    """Whether labels fit a matcher such as `severity="critical"`; a label that is not there is empty."""
    read = _MATCHER.match(matcher)
    assert read is not None, matcher
    name, operator, value = read.groups()
    had = labels.get(name, "")
    equal = re.fullmatch(value, had) is not None if "~" in operator else had == value
    return equal is not operator.startswith("!")


def _walk(route: Mapping[str, Any], labels: Mapping[str, str], given: Mapping[str, Any]) -> Iterator[Stop]:
    here = {**given, **{key: route[key] for key in _INHERITED if key in route}}
    found = False
    for child in route.get("routes", ()):
        if all(holds(matcher, labels) for matcher in child.get("matchers", ())):
            found = True
            yield from _walk(child, labels, here)
            if not child.get("continue"):
                break
    if not found:
        yield Stop(here["receiver"], here["group_wait"], here["repeat_interval"])
