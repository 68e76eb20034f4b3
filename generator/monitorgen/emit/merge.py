"""A user's own settings laid over a generated document: maps merge by key, everything else replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.document import Json


def merged(document: Json, over: Json) -> Json:
    """`over` laid over `document`; neither is changed."""
    if over is None:
        return document
    if not isinstance(document, dict) or not isinstance(over, dict):
        return over
    made = dict(document)
    for key, value in over.items():
        made[key] = merged(made[key], value) if key in made else value
    return made
