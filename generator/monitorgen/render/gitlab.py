"""Diagnostics as a Code Quality report, which GitLab shows in a merge request: what is new or gone, at its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitorgen.render.fingerprint import fingerprints
from monitorgen.render.told import in_file, message, remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}
_NOWHERE = "."
"""GitLab wants a path; this is the repository."""


def gitlab(shown: Sequence[Shown]) -> str:
    """A JSON list of findings. The path is that from the repository's root; lines count from 1."""
    entries = [_entry(each, fingerprint) for each, fingerprint in zip(shown, fingerprints(shown), strict=True)]
    return json.dumps(entries, indent=2) + "\n"


def _entry(shown: Shown, fingerprint: str) -> dict[str, object]:
    spot = in_file(shown)
    line = max(spot.line, 1) if spot is not None else 1
    return {
        "description": "; ".join([f"{shown.code}: {message(shown)}", *remarks(shown)]),
        "check_name": shown.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[shown.level],
        "location": {"path": spot.file if spot is not None else _NOWHERE, "lines": {"begin": line, "end": line}},
    }
