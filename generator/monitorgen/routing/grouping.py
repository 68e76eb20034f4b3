"""Which alerts are told together: the labels of a group, and the key that Alertmanager knows it by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.routing.tree import ALL_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.plan.routing import Matcher, Route
    from monitorgen.plan.values import Labels

_OPERATORS = ("=", "!=", "=~", "!~")
_RESERVED = re.compile(r"""[\s{}!=~,"'`\\]""")
_SHORT = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
_SHORT |= {'"': r"\"", "\\": r"\\"}


def group_labels(group_by: Sequence[str], labels: Labels) -> dict[str, str]:
    """The labels of an alert that its group is made by, sorted; those that it lacks are left out."""
    everything = ALL_LABELS in group_by
    return {name: labels[name] for name in sorted(labels) if everything or name in group_by}


def group_key(path: Iterable[Route], group: Labels) -> str:
    """The group's key, by which pagers know an incident: the matchers of all routes on the way, then its labels.

    Two routes with the same matchers have the same key, and so have their groups.
    """
    way = "/".join(_matchers(route.matchers) for route in path)
    return f"{way}:{{{', '.join(f'{name}={_quoted(value)}' for name, value in sorted(group.items()))}}}"


def _matchers(matchers: Sequence[Matcher]) -> str:
    ordered = sorted(matchers, key=lambda each: (each.label, each.value, _OPERATORS.index(each.op)))
    return "{" + ",".join(map(_matcher, ordered)) + "}"


def _matcher(matcher: Matcher) -> str:
    if _RESERVED.search(matcher.label):
        return f"{_quoted(matcher.label)}{matcher.op}{_quoted(matcher.value)}"
    value = matcher.value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'{matcher.label}{matcher.op}"{value}"'


def _quoted(text: str) -> str:
    """As Go quotes a text."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    point = ord(char)
    if point < 0x80:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
