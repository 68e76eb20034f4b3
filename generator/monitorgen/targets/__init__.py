"""One package an output; none imports another, none reads the Spec."""

from __future__ import annotations

NAMES = ("prometheus", "alertmanager", "grafana", "openapi", "docs", "compose")
"""The targets, as people choose them. Each has a folder of its own in an environment's, but for the last."""


def target_of(path: str) -> str:
    """The target that makes a file, by its path in the environment's folder: `compose` makes what surrounds them."""
    head = path.partition("/")[0]
    return head if head in NAMES else "compose"
