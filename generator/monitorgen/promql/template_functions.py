"""The functions of templates as Prometheus has them, on what is known of an alert; values shown as text.

What is not known is told by `UnknownError`, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from monitorgen.promql.humanized import (
    humanize,
    humanize1024,
    humanize_duration,
    humanize_percentage,
    printed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Known = str | float | int | bool | Mapping[str, str]


class UnknownError(Exception):
    """Something that is not evaluated here."""


def constant(text: str) -> Known:
    """A number as it is written in a template."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise UnknownError from None


def true(given: Known) -> bool:
    """Whether `if` takes a value for true."""
    return bool(given)


def shown(given: Known) -> str:
    """A value as text."""
    match given:
        case str():
            return given
        case bool():
            return "true" if given else "false"
        case float():
            return printed(given)
        case int():
            return str(given)
    raise UnknownError


def _number(given: Known) -> float:
    if isinstance(given, (bool, Mapping)):
        raise UnknownError
    try:
        return float(given)
    except ValueError:
        raise UnknownError from None


def _str(given: Known) -> str:
    if not isinstance(given, str):
        raise UnknownError
    return given


def _printf(arguments: Sequence[Known]) -> str:
    form, rest = _str(arguments[0]), list(arguments[1:])

    def one(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        if not rest:
            raise UnknownError
        given, verb = rest.pop(0), match[0][-1]
        if verb in "feg" and isinstance(given, float):
            return match[0] % given
        if verb == "s" and isinstance(given, str):
            return match[0] % given
        if verb == "d" and isinstance(given, int):
            return match[0] % given
        if match[0] == "%v":
            return shown(given)
        raise UnknownError

    made = re.sub(r"%(?:%|[-+0]?\d*(?:\.\d+)?[a-zA-Z])", one, form)
    if rest:
        raise UnknownError
    return made


def _compare(name: str, left: Known, right: Known) -> bool:
    order: int
    if isinstance(left, str) and isinstance(right, str):
        order = (left > right) - (left < right)
    elif isinstance(left, float) == isinstance(right, float):  # Go refuses to compare a float with an integer
        first, second = _number(left), _number(right)
        order = (first > second) - (first < second)
    else:
        raise UnknownError
    return {"eq": order == 0, "ne": order != 0, "lt": order < 0, "le": order <= 0, "gt": order > 0, "ge": order >= 0}[
        name
    ]


def _reduced(name: str, arguments: Sequence[Known]) -> Known:
    wanted = name == "or"
    return next((each for each in arguments if true(each) is wanted), arguments[-1])


def _strip_port(address: str) -> str:
    host, colon, port = address.rpartition(":")
    return host.strip("[]") if colon and port.isdigit() else address


_ONE: Mapping[str, Callable[[Known], Known]] = {
    "humanize": lambda given: humanize(_number(given)),
    "humanize1024": lambda given: humanize1024(_number(given)),
    "humanizeDuration": lambda given: humanize_duration(_number(given)),
    "humanizePercentage": lambda given: humanize_percentage(_number(given)),
    "toUpper": lambda given: _str(given).upper(),
    "toLower": lambda given: _str(given).lower(),
    "stripPort": lambda given: _strip_port(_str(given)),
    "not": lambda given: not true(given),
    "len": lambda given: len(_str(given).encode()),
    "print": shown,
    "safeHtml": _str,
}
_TWO = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


def called(name: str, arguments: Sequence[Known]) -> Known:
    """What a function gives for these arguments, the piped one last."""
    if name in _ONE and len(arguments) == 1:
        return _ONE[name](arguments[0])
    if name in _TWO and len(arguments) == 2:
        return _compare(name, *arguments)
    if name in {"and", "or"} and arguments:
        return _reduced(name, arguments)
    if name == "printf" and arguments:
        return _printf(arguments)
    if name == "index" and len(arguments) == 2 and isinstance(arguments[0], Mapping):
        return arguments[0].get(_str(arguments[1]), "")
    if name == "match" and len(arguments) == 2:
        return _matches(_str(arguments[0]), _str(arguments[1]))
    raise UnknownError


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        raise UnknownError from None
