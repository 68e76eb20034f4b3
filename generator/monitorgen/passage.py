"""A scope on its way through the house: its units are linked one by one, and little is kept of each.

What one unit alone can tell is judged when it passes; what only all of them can tell, when the last is through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.check.dashboards.bundle import Card, Reference
    from monitorgen.link.api import Apis
    from monitorgen.link.linked import Linked
    from monitorgen.link.notification.policy import Told
    from monitorgen.plan.api import Api, ApiSource
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Fragment, Globals, Summary
    from monitorgen.plan.workloads import Containers, Workload


class Seen(Struct):
    """What is kept of the units of a scope when they are through, for what needs all of them.

    `boards` are the paths of dashboards by name, `made` the folders that there are files in, `led_to` the dashboards
    that alerts lead to.
    """

    told: list[Told] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    exporters: list[Workload] = field(default_factory=list)
    summaries: dict[str, Summary] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    boards: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    led_to: set[Reference] = field(default_factory=set)
    apis: list[ApiSource] = field(default_factory=list)

    def look_at(self, summary: Summary | None, fragment: Fragment, told: list[Told]) -> None:
        """Keep what others need of a unit."""
        self.told += told
        self.jobs += fragment.jobs
        self.exporters += fragment.workloads
        self.boards |= {each.name: "" for each in fragment.dashboards}
        if summary is not None:
            self.summaries[summary.unit] = summary
        if fragment.api is not None:
            self.apis.append(fragment.api)


class Passage:
    """A scope with its globals, and what was seen so far. The order is `units`, `decide`, `aggregate`, `contain`."""

    def __init__(self, linked: Linked, watch: Callable[[str], None]) -> None:
        from monitorgen.link.settings import globals_of

        self.linked = linked
        self.made_for: Globals = globals_of(linked, linked.findings)
        self.seen = Seen()
        self._watch = watch
        self._routing: Routing | None = None
        self._apis: Apis | None = None

    @property
    def routing(self) -> Routing:
        """Who is told, after it was decided."""
        assert self._routing is not None
        return self._routing

    def units(self) -> Iterator[tuple[Summary | None, Fragment]]:
        """The Plan, unit by unit; None is the summary of what belongs to the system."""
        from monitorgen.check.references import check_references
        from monitorgen.link.api import Apis
        from monitorgen.link.hygiene import check_hygiene
        from monitorgen.link.pages import page_of
        from monitorgen.link.secrets import check_secrets_of_root, check_secrets_of_unit

        linked = self.linked
        linked.findings.extend(check_secrets_of_root(linked))
        summaries = linked.index()
        self._apis = apis = Apis(linked)
        linked.findings.extend(check_references(summaries, linked.declared, linked.networks, linked.where))
        for unit in linked.units():
            linked.findings.extend(check_secrets_of_unit(linked, unit))
            fragment, told = linked.fragment(unit)
            api = apis.source(unit)
            linked.findings.extend(check_hygiene(linked.entry_of(unit), fragment))
            summary = summaries.get(unit)
            page = page_of(linked, summary) if summary is not None else None
            fragment = replace(fragment, api=api, page=page)
            self.seen.look_at(summary, fragment, told)
            self._watch(self.made_for.folder)
            yield summary, fragment

    def decide(self) -> Routing:
        """Who is told, once all alerts are known; the tree of routes is judged by what was meant."""
        from monitorgen.check.routes import check_routes
        from monitorgen.link.hygiene import pages_served_nowhere
        from monitorgen.link.notification.decide import decide
        from monitorgen.link.notify import policy_of

        linked, told = self.linked, self.seen.told
        routing, diagnostics = decide(policy_of(linked), told)
        linked.findings.extend(diagnostics)
        if not any(each.level == "error" for each in diagnostics):
            # What linking refused is left out of the tree, so that it can't do what was meant.
            linked.findings.extend(check_routes(routing, [each.alert for each in told]))
            linked.findings.extend(pages_served_nowhere(linked, routing))
        self._routing = routing
        return routing

    def api(self, said: ApiSource | None) -> Api | None:
        """The API of a unit with all that is internal; None where it has none, or all of it is in the aggregate."""
        if said is None or not said.hides:
            return None
        from monitorgen.link.api_aggregate import of_unit

        assert self._apis is not None
        return of_unit(self._apis, said)

    def aggregate(self) -> Api | None:
        """The APIs of all units as one, once all are through; None where there is none."""
        if not self.seen.apis:
            return None
        from monitorgen.link.api_aggregate import aggregated

        assert self._apis is not None
        return aggregated(self._apis, self.seen.apis)

    def contain(self) -> Containers | None:
        """The containers, once everything is known that they have to reach; None where nothing is run."""
        from monitorgen.link.containers.all import Parts, containers_of

        seen = self.seen
        parts = Parts(seen.summaries, seen.jobs, self.routing, seen.exporters, seen.boards)
        return containers_of(self.linked, self.made_for, parts)
