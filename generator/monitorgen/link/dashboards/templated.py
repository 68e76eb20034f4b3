"""What dashboards of many entries stand on: an entry that is nobody, picked by variables in the place of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Findings, Origin
from monitorgen.link.dashboards.info import infos
from monitorgen.link.dashboards.variables import chosen
from monitorgen.link.entries import effective
from monitorgen.link.exposure import exposed
from monitorgen.plan.dashboards import Variable
from monitorgen.plan.jobs import Files, Job
from monitorgen.promql.types import Matcher
from monitorgen.spec.written import Written

if TYPE_CHECKING:
    from monitorgen.link.dashboards.kinds import Kind
    from monitorgen.link.entries import Entry
    from monitorgen.link.jobs import Ground
    from monitorgen.link.surroundings import Exposed
    from monitorgen.link.types import Kind as EntryKind
    from monitorgen.link.types import Types

SERVICE, JOB, INSTANCE = "service", "job", "instance"
ANY_SERVICE, ANY_JOB = Matcher(SERVICE, "=~", "$service"), Matcher(JOB, "=~", "$job")
ANY_INSTANCE = Matcher(INSTANCE, "=~", "$instance")
_NOWHERE = Origin("monitorgen:dashboards", (), "catalog")


class Nobody(Struct, frozen=True):
    """An entry of a kind without a name or a place: what its types say, and what it exposes under `$job`."""

    entry: Entry
    exposed: Exposed


def nobody(of: EntryKind, asked: tuple[str, ...], types: Types, ground: Ground) -> Nobody | None:
    """An entry that has these types and says nothing itself; None if there can be none."""
    # What is wrong with its types is told where entries have them.
    written = Written({"type": list(asked)}, _NOWHERE)
    entry = effective("$service", of, written, types, Findings())
    if entry is None:
        return None
    job = Job("$job", Files(()), _NOWHERE)
    made = exposed(entry, job, ground, Findings())
    measures = {
        name: replace(each, scope=tuple(map(_many, each.scope))) if each.scope is not None else each
        for name, each in made.measures.items()
    }
    return Nobody(entry, replace(made, measures=measures, picked_by=ANY_JOB))


def _many(matcher: Matcher) -> Matcher:
    """A matcher of one service as one of all that are chosen."""
    return chosen(matcher.label, SERVICE) if matcher.op == "=" and matcher.value == "$service" else matcher


def chooses_services(kind: Kind) -> tuple[Variable, ...]:
    """The services of a kind, and behind them their jobs."""
    matchers = [Matcher("kind", "=", kind.label)]
    if kind.team is not None:
        matchers.append(Matcher("team", "=", kind.team))
    return (
        Variable(SERVICE, "Service", infos(matchers), SERVICE, listed=True),
        Variable(JOB, "Job", infos((*matchers, ANY_SERVICE)), JOB, listed=True, hidden=True),
    )


def chooses_instances(kind: Kind) -> tuple[Variable, ...]:
    """The entries of a type of infrastructure, their jobs, and the instances of those."""
    matchers = (Matcher("kind", "=", kind.label),)
    return (
        Variable(SERVICE, "Entry", infos(matchers), SERVICE, listed=True),
        Variable(JOB, "Job", infos((*matchers, ANY_SERVICE)), JOB, listed=True, hidden=True),
        Variable(INSTANCE, "Instance", f"up{{{ANY_JOB}}}", INSTANCE),
    )
