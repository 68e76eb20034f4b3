"""Matchers as both of Alertmanager's parsers read them: a double-quoted value with its escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.routing import Matcher

_PLAIN = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)


def matcher(made: Matcher) -> str:
    """`severity="critical"`, with backslashes, quotes and line breaks of the value escaped.

    A label with any other name is quoted as well, which Alertmanager reads since 0.27.
    """
    label = made.label if _PLAIN.fullmatch(made.label) else quoted(made.label)
    return f"{label}{made.op}{quoted(made.value)}"


def quoted(text: str) -> str:
    """A text in double quotes, its own backslashes, quotes and line breaks escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
