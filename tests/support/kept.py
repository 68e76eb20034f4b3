"""Expressions with what they read back from recording rules of their own written out, to be looked at as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = re.compile(r"\w+:\w+:(?:error_ratio|p\d+)_rate\w+$")
"""The names of the rules that alerts' own values are recorded under."""


def written_out(expr: str, recorded: Mapping[str, str]) -> str:
    """The expression with each of these rules (name: expression) in the place where it is read."""
    for name, text in recorded.items():
        inside = f"({text})".replace("\\", "\\\\")
        expr = re.sub(rf"(?<![\w:]){re.escape(name)}\{{[^}}]*\}}", inside, expr)
    return expr
