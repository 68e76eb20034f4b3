"""Recording rules that people write: confined to their entry, checked, and known to other rules by what they record.

What an entry records keeps the label `job`, as its conditions do: entries of one type record under the same names, and
a series without it would be that of whichever was evaluated last.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.raw_expressions import confined, judged, lookup, metrics_in
from monitorgen.link.surroundings import part_of
from monitorgen.plan.rules import Recording
from monitorgen.promql.infer import infer
from monitorgen.promql.parse import parse
from monitorgen.promql.rewrite import confine
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.surroundings import Surroundings
    from monitorgen.promql.types import LabelSchema, Metric

    Known = tuple[tuple[str, Metric | None], ...]
    Elsewhere = Callable[[str], tuple[str, Callable[[], Origin]] | None]

JOB = "job"


def recordings_of(
    written: Mapping[str, str],
    around: Surroundings,
    where: Callable[[str], Origin],
    findings: Findings,
    elsewhere: Elsewhere,
) -> list[Recording]:
    """The recording rules of an entry or of the root, sorted by name.

    `elsewhere` tells who else records under a name, for people, and where; None if nobody does.
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
        other = elsewhere(name) if not labels else None
        if other is not None and not _is_of_own_job(text, expr, around):
            who, there = other
            findings.add(_recorded_twice(name, origin, who, there()))
        made.append(Recording(name, expr, labels, origin))
    return made


def own_job(result: LabelSchema, job: str | None) -> dict[str, str]:
    """The label that a rule adds to what it records: the entry's job, where no series of the result can have one."""
    return {JOB: job} if job is not None and not result.can_have(JOB) else {}


def _is_of_own_job(text: str, expr: str, around: Surroundings) -> bool:
    """Whether all that is recorded carries the entry's own job."""
    own = around.own
    if own is None or own.job is None:
        return False
    names = metrics_in(text)
    declared = tuple([(name, own.declared(name)) for name in names])
    others = tuple([(name, around.declared(name)) for name, metric in declared if metric is None])
    if _is_of_any_job(text, declared, others, own.target_labels):
        return True
    # The text may name the job itself.
    return _is_of_job(own.job, infer(parse(expr), lookup(around), own.target_labels).labels)


_STAND_IN = "monitorgen_stand_in"


@lru_cache(4096)
def _is_of_any_job(text: str, declared: Known, others: Known, target: frozenset[str]) -> bool:
    """The same for whatever job an entry has, so that it is asked once for all entries of one type.

    `declared` are the metrics of the text as the entry declares them, `others` as the system does where it doesn't.
    """
    own = dict(declared)

    def scopes(name: str) -> tuple[Matcher, ...] | None:
        metric = own.get(name) or part_of(name, own.get, target)
        return (Matcher(JOB, "=", _STAND_IN),) if metric is not None and JOB in metric.labels.always else None

    known = {**own, **dict(others)}
    return _is_of_job(_STAND_IN, infer(parse(confine(text, scopes)), known.get, target).labels)


def _is_of_job(job: str, labels: LabelSchema) -> bool:
    return JOB in labels.always and labels.values.get(JOB) == frozenset({job})


def _recorded_twice(name: str, origin: Origin, other: str, there: Origin) -> Diagnostic:
    message = f"{name} is recorded by {other}, too, and nothing tells their series apart"
    hint = "choose another name, or keep the label `job` and record series of this entry only"
    related = (Related(there, "it is recorded here as well"),)
    return Diagnostic("MG217", message, origin, part="key", hint=hint, related=related)


def _same(origin: Origin) -> Origin:
    return origin
