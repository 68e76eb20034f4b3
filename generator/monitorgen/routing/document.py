"""Alertmanager's configuration, read as it would read it: the tree, the inhibit rules and the times of a document.

So that what is written can be judged, and not only what it was written from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Interval, Matcher, Route, TimeRange, Timing
from monitorgen.routing.decide import Policy
from monitorgen.routing.tree import Tree
from monitorgen.units import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.document import Json
    from monitorgen.units import Duration

_MATCHER = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^\s"=!~{},]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^"]*?)\s*', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NOWHERE = Origin("", ())


class UnreadableDocumentError(ValueError):
    """Something stands where Alertmanager wants something else."""


class Read(Struct, frozen=True):
    """A document: what decides, and the kinds of integrations of each receiver."""

    policy: Policy
    receivers: Mapping[str, tuple[str, ...]]


def read(document: Json) -> Read:
    """Read a configuration. Raises `UnreadableDocumentError`."""
    root = _map(document)
    intervals = {
        name: _interval(name, each) for each in _maps(root.get("time_intervals")) for name in [_text(each, "name")]
    }
    inhibits = [_inhibit(number, each) for number, each in enumerate(_maps(root.get("inhibit_rules")))]
    policy = Policy(Tree(_route(_map(root.get("route")), "")), inhibits, intervals)
    return Read(policy, {_text(each, "name"): _kinds(each) for each in _maps(root.get("receivers"))})


def matcher(text: str) -> Matcher:
    """A matcher such as `severity="critical"`. Raises `UnreadableDocumentError`."""
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise UnreadableDocumentError(f"{text!r} is no matcher")
    ops: dict[str, Literal["=", "!=", "=~", "!~"]] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}
    return Matcher(_unquoted(match[1]), ops[match[2]], _unquoted(match[3]))


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text[1:-1])


def _route(node: Mapping[str, Json], receiver: str) -> Route:
    own = _text(node, "receiver") if "receiver" in node else receiver
    return Route(
        receiver=own,
        matchers=_matchers(node.get("matchers")),
        cont=node.get("continue") is True,
        timing=Timing(
            tuple(_texts(node["group_by"])) if "group_by" in node else None,
            _duration(node.get("group_wait")),
            _duration(node.get("group_interval")),
            _duration(node.get("repeat_interval")),
        ),
        mute=tuple(_texts(node.get("mute_time_intervals"))),
        active=tuple(_texts(node.get("active_time_intervals"))),
        children=tuple(_route(child, own) for child in _maps(node.get("routes"))),
    )


def _inhibit(number: int, node: Mapping[str, Json]) -> Inhibit:
    source, target = _matchers(node.get("source_matchers")), _matchers(node.get("target_matchers"))
    name = node.get("name")
    return Inhibit(
        name if isinstance(name, str) else str(number), source, target, tuple(_texts(node.get("equal"))), None
    )


def _interval(name: str, node: Mapping[str, Json]) -> Interval:
    return Interval(name, tuple(map(_range, _maps(node.get("time_intervals")))), _NOWHERE)


def _range(node: Mapping[str, Json]) -> TimeRange:
    return TimeRange(
        times=tuple((_text(each, "start_time"), _text(each, "end_time")) for each in _maps(node.get("times"))),
        weekdays=tuple(_texts(node.get("weekdays"))),
        days_of_month=tuple(_texts(node.get("days_of_month"))),
        months=tuple(_texts(node.get("months"))),
        years=tuple(_texts(node.get("years"))),
        location=_text(node, "location") if "location" in node else "UTC",
    )


def _kinds(node: Mapping[str, Json]) -> tuple[str, ...]:
    """The kinds of a receiver's integrations, one for each of them, sorted."""
    lists = {name.removesuffix("_configs"): _maps(each) for name, each in node.items() if name.endswith("_configs")}
    return tuple(sorted(kind for kind, configs in lists.items() for _ in configs))


def _matchers(node: Json) -> tuple[Matcher, ...]:
    return tuple(map(matcher, _texts(node)))


def _duration(node: Json) -> Duration | None:
    return duration(str(node)) if node is not None else None


def _map(node: Json) -> Mapping[str, Json]:
    if not isinstance(node, dict):
        raise UnreadableDocumentError(f"a map is wanted where {node!r} stands")
    return node


def _maps(node: Json) -> Iterable[Mapping[str, Json]]:
    return [_map(each) for each in _list(node)]


def _texts(node: Json) -> Iterable[str]:
    return [str(each) for each in _list(node)]


def _list(node: Json) -> list[Json]:
    if node is not None and not isinstance(node, list):
        raise UnreadableDocumentError(f"a list is wanted where {node!r} stands")
    return node or []


def _text(node: Mapping[str, Json], name: str) -> str:
    found = node.get(name)
    if not isinstance(found, str):
        raise UnreadableDocumentError(f"{name!r} is missing")
    return found
