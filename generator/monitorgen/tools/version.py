"""Versions of external tools, as they tell them themselves."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = tuple[int, ...]
"""The numbers of a release in order, such as `(3, 5, 3)`; tuples compare as releases do."""

_SAID = re.compile(r"\bversion v?(\d+(?:\.\d+)+)")


def said(output: str) -> Version | None:
    """The version in what a tool prints on `--version`, such as `promtool, version 3.5.3+ds1 (branch: ...)`.

    Suffixes of packagers and pre-releases are left out. None if the text names no version.
    """
    match = _SAID.search(output)
    return tuple(int(part) for part in match[1].split(".")) if match else None


def written(version: Version) -> str:
    """The usual form, `3.5.3`."""
    return ".".join(map(str, version))
