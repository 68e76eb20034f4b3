"""What a target makes: a file of an environment's folder, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

READ_WHOLE = {"prometheus/rules": ".yml", "prometheus/scrape": ".yml", "alertmanager/templates": ".tmpl"}
"""Folders of which a server reads every file, with the ending of their names."""

LISTS = frozenset(
    {
        "docs/index.html", "docs/index.md", "docs/map.html", "docs/map.md", "docs/map.svg", "docs/dashboards.html",
        "docs/dashboards.md", "docs/assets/search-index.js",
    }
)  # fmt: skip
"""Files with a line for every unit, which each branch that brings one changes."""


class Artifact(Struct, frozen=True):
    """`path` is relative to the environment's folder, with `/` between its parts."""

    path: str
    data: str


def folders_of(artifacts: Iterable[Artifact]) -> set[str]:
    """The folders that files lie in, relative to the environment's, at any depth."""
    found: set[str] = set()
    for folder in {artifact.path.rpartition("/")[0] for artifact in artifacts}:
        steps = folder.split("/")
        found |= {"/".join(steps[:depth]) for depth in range(1, len(steps) + 1)}
    return found
