"""Recording rules that people write: confined to their entry, checked, and known to other rules by what they record.

What an entry records keeps the label `job`, as its conditions do: entries of one type record under the same names, and
a series without it would be that of whichever was evaluated last.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.raw_expressions import confined, judged, lookup
from monitorgen.plan.rules import Recording
from monitorgen.promql.infer import infer
from monitorgen.promql.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.surroundings import Surroundings
    from monitorgen.promql.types import LabelSchema

    Elsewhere = Callable[[str], tuple[str, Origin] | None]

JOB = "job"


def recordings_of(
    written: Mapping[str, str],
    around: Surroundings,
    where: Callable[[str], Origin],
    findings: Findings,
    elsewhere: Elsewhere,
) -> list[Recording]:
    """The recording rules of an entry or of the root, sorted by name.

    `elsewhere` tells who else records under a name, and where: for people, None if nobody does.
    """
    made: list[Recording] = []
    for name, text in sorted(written.items()):
        origin = where(name)
        try:
            expr = confined(text, around, origin)
        except Refused as refused:
            findings.add(refused.diagnostic)
            continue
        result = judged(text, around, partial(_same, origin), findings, use="recording").labels
        labels = own_job(result, around.own.job if around.own else None)
        other = elsewhere(name)
        if other is not None and not labels and not _is_of_own_job(expr, around):
            findings.add(_recorded_twice(name, origin, *other))
        made.append(Recording(name, expr, labels, origin))
    return made


def own_job(result: LabelSchema, job: str | None) -> dict[str, str]:
    """The label that a rule adds to what it records: the entry's job, where no series of the result can have one."""
    return {JOB: job} if job is not None and not result.can_have(JOB) else {}


def _is_of_own_job(expr: str, around: Surroundings) -> bool:
    """Whether all that is recorded carries the entry's own job."""
    if around.own is None or around.own.job is None:
        return False
    labels = infer(parse(expr), lookup(around), around.own.target_labels).labels
    return JOB in labels.always and labels.values.get(JOB) == frozenset({around.own.job})


def _recorded_twice(name: str, origin: Origin, other: str, there: Origin) -> Diagnostic:
    message = f"{name} is recorded by {other}, too, and nothing tells their series apart"
    hint = "choose another name, or keep the label `job` and record series of this entry only"
    related = (Related(there, "it is recorded here as well"),)
    return Diagnostic("MG217", message, origin, part="key", hint=hint, related=related)


def _same(origin: Origin) -> Origin:
    return origin
