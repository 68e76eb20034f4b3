"""Matchers as both of Alertmanager's parsers read them: a double-quoted value with its escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.routing import Matcher


def matcher(made: Matcher) -> str:
    """`severity="critical"`, with backslashes, quotes and line breaks of the value escaped."""
    value = made.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{made.label}{made.op}"{value}"'
