"""What units of a scope say of each other and of the root: dependencies, networks, targets that are scraped twice."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.system import Summary
    from monitorgen.plan.values import UnitId

    Where = Callable[..., Origin]  # of a unit: where("checkout", "network")


def check_references(
    summaries: Mapping[UnitId, Summary], declared: Collection[UnitId], networks: Collection[str], where: Where
) -> Iterator[Diagnostic]:
    """All of them. `declared` are the units that some scope has, `networks` those of this one."""
    yield from unknown_dependencies(summaries, declared, where)
    yield from unknown_networks(summaries, networks, where)
    yield from targets_scraped_twice(summaries)


def unknown_dependencies(
    summaries: Mapping[UnitId, Summary], declared: Collection[str], where: Where
) -> Iterator[Diagnostic]:
    """MG209: `depends_on` names entries. One that this scope lacks is an edge less; one that no scope has is wrong."""
    for summary in summaries.values():
        for need in summary.needs:
            if need not in declared and need not in summaries:
                near = get_close_matches(need, [*declared, *summaries], 1)
                hint = f"did you mean {near[0]}?" if near else "declare it in `services` or `infrastructure`"
                place = where(summary.unit, "depends_on", need)
                yield Diagnostic("MG209", f"there is no entry {need!r} to depend on", place, hint=hint, part="key")


def unknown_networks(
    summaries: Mapping[UnitId, Summary], declared: Collection[str], where: Where
) -> Iterator[Diagnostic]:
    """MG210: a network is declared in `networks`, or it is `host`, or the only one, `monitoring`."""
    known = [*declared, "host"] if declared else ["monitoring", "host"]
    for summary in summaries.values():
        if summary.network is not None and summary.network not in known:
            near = get_close_matches(summary.network, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"declare it: networks: {{{summary.network}: {{}}}}"
            place = where(summary.unit, "network")
            yield Diagnostic("MG210", f"there is no network {summary.network!r}", place, hint=hint)


def targets_scraped_twice(summaries: Mapping[UnitId, Summary]) -> Iterator[Diagnostic]:
    """MG602: one target in two jobs gives every series twice, and sums that are twice as large."""
    taken: dict[str, Summary] = {}
    for summary in summaries.values():
        for page in summary.pages:
            first = taken.setdefault(page, summary)
            if first is not summary:
                message = f"{summary.unit} and {first.unit} both scrape {page}"
                related = (Related(first.origin, "the other one is here"),)
                hint = "every series would be there twice; say `scrape: none` in one of them"
                yield Diagnostic("MG602", message, summary.origin, part="key", hint=hint, related=related)
