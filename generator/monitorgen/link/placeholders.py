"""Placeholders: `{environment}` and the like in addresses, labels, urls and channels."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Findings

_PLACEHOLDER = re.compile(r"(?<!\{)\{([a-zA-Z_][a-zA-Z0-9_-]*)\}(?!\})")


def fill(text: str, values: Mapping[str, str | None], origin: Origin) -> str:
    """The text with its placeholders filled in; `{{ ... }}` is left alone. Raises `Refused` for unknown ones."""
    if "{" not in text:
        return text

    def put(match: re.Match[str]) -> str:
        name = match[1]
        value = values.get(name)
        if value is not None:
            return value
        if name in values:
            message = f"the placeholder {{{name}}} has no value here"
            raise Refused(Diagnostic("MG213", message, origin, hint=_lacking(name)))
        there = [each for each, value in values.items() if value is not None]
        near = get_close_matches(name, there, 1)
        known = " ".join(f"{{{each}}}" for each in there)
        hint = f"did you mean {{{near[0]}}}?" if near else f"known here: {known}"
        raise Refused(Diagnostic("MG212", f"there is no placeholder {{{name}}} here", origin, hint=hint))

    return _PLACEHOLDER.sub(put, text)


def filled(text: str, values: Mapping[str, str | None], origin: Origin, findings: Findings) -> str | None:
    """As `fill`, but an unknown placeholder is told, and nothing comes of the text."""
    try:
        return fill(text, values, origin)
    except Refused as refused:
        findings.add(refused.diagnostic)
        return None


def _lacking(name: str) -> str:
    return {"region": "the environment has no regions", "team": "nobody is named by `team:` here"}.get(
        name, "write the value"
    )
