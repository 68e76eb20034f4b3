"""Diagnostics for programs: one JSON document, its keys stable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown, Spot


def as_json(shown: Sequence[Shown]) -> str:
    """`{"diagnostics": [...], "errors": 1, "warnings": 0}`; all keys are always there, what is unknown is null.

    A place has `file`, `line`, `column`, `end_line` and `end_column` (behind the last marked character); lines and
    columns count from 1, columns in characters. The text is plain ASCII, so no character in it acts on a terminal.
    """
    document = {
        "diagnostics": [_entry(diagnostic) for diagnostic in shown],
        "errors": sum(diagnostic.level == "error" for diagnostic in shown),
        "warnings": sum(diagnostic.level == "warning" for diagnostic in shown),
    }
    return json.dumps(document, indent=2) + "\n"


def _entry(shown: Shown) -> dict[str, object]:
    return {
        "code": shown.code,
        "level": shown.level,
        "message": shown.message,
        **_place(shown.spot),
        "label": shown.label,
        "hint": shown.hint,
        "environments": list(shown.environments),
        "related": [{**_place(spot), "message": text} for spot, text in shown.related],
    }


def _place(spot: Spot | None) -> dict[str, object]:
    if spot is None or not spot.line:
        nowhere = dict.fromkeys(("line", "column", "end_line", "end_column"))
        return {"file": spot.file if spot is not None else None, **nowhere}
    return {
        "file": spot.file,
        "line": spot.line,
        "column": spot.column,
        "end_line": spot.line,
        "end_column": spot.end,
    }
