"""Recording rules that people write: confined to their entry, checked, and known to other rules by what they record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings, Origin, Refused
from monitorgen.link.raw_expressions import confined, judged
from monitorgen.plan.rules import Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.surroundings import Surroundings


def recordings_of(
    written: Mapping[str, str], around: Surroundings, where: Callable[[str], Origin], findings: Findings
) -> list[Recording]:
    """The recording rules of an entry or of the root, sorted by name."""
    made: list[Recording] = []
    for name, text in sorted(written.items()):
        origin = where(name)
        try:
            expr = confined(text, around, origin)
        except Refused as refused:
            findings.add(refused.diagnostic)
            continue
        judged(text, around, partial(_same, origin), findings, use="recording")
        made.append(Recording(name, expr, {}, origin))
    return made


def _same(origin: Origin) -> Origin:
    return origin
