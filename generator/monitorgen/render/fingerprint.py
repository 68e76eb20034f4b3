"""What a finding is known by from one run to the next, so that tools can tell new ones from old ones.

Lines move whenever something is written above them, so neither line nor column is part of it: a finding is its code,
its file, the path of the value that it speaks of (or the text of the line, where there is no such value) and what it
says. Those that agree in all of it are counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.render.shown import Shown


def fingerprints(shown: Sequence[Shown]) -> list[str]:
    """A text of 32 hexadecimal digits for each diagnostic, all different."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for diagnostic in shown:
        known = _known_by(diagnostic)
        seen[known] += 1
        text = "\0".join((*known, str(seen[known])))
        made.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made


def _known_by(shown: Shown) -> tuple[str, ...]:
    spot = shown.spot
    if spot is None:
        return shown.code, shown.message, shown.label
    value = "\0".join(map(str, shown.path)) or (spot.text or "").strip()
    return shown.code, shown.message, shown.label, spot.file, value
