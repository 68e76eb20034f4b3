"""The portal of a scope: what is kept of each unit as it goes by, and its pages once it is known who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.targets.portal.blocks import Site
from monitorgen.targets.portal.index import Index
from monitorgen.targets.portal.model import Kept, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitorgen.passage import Passage
    from monitorgen.plan.system import Fragment, Summary
    from monitorgen.plan.values import UnitId
    from monitorgen.routing.cases import Case
    from monitorgen.targets.artifact import Artifact
    from monitorgen.targets.portal.model import Board


class Pages:
    """Makes the portal of a scope. The order is `hold` for each unit, `of_unit` for each, `of_system`."""

    def __init__(self, passage: Passage, notice: Callable[[str], str]) -> None:
        self.passage = passage
        self.notice = notice
        self.site = _site(passage)
        self._kept = Kept()
        self._index = Index()

    def hold(
        self, summary: Summary | None, fragment: Fragment, proofs: Mapping[tuple[str, str], str],
        boards: Sequence[Board] = (),
    ) -> None:  # fmt: skip
        """Keep what the pages of a unit need."""
        source = summary.origin.file if summary is not None else f"the system {self.passage.made_for.system}"
        self._kept.hold(unit_of(fragment, summary, source, proofs, boards))

    def of_unit(self, name: UnitId, cases: Sequence[Case]) -> Iterator[Artifact]:
        """The pages of a unit: its own, and one for each of its alerts."""
        from monitorgen.targets.portal import services
        from monitorgen.targets.portal.shell import pair

        unit = self._kept.release(name)
        self._index.learn(unit)
        notice = self.notice(unit.source)
        # Runbooks join in here: `pair(page, self.site, notice)` for each of `runbooks.pages(unit, cases)`.
        yield from pair(services.page(unit, cases), self.site, notice)

    def of_system(self, cases: Sequence[Case]) -> Iterator[Artifact]:
        """The pages of the whole system, and what all pages share."""
        from monitorgen.targets.portal import shell

        yield from self.of_unit(SYSTEM_UNIT, cases)
        notice = self.notice(f"the system {self.passage.made_for.system}")
        # The map of the system and the tree of routes join in here.
        yield from shell.pair(self._index.page(self.site), self.site, notice)
        yield from shell.assets()


def _site(passage: Passage) -> Site:
    made_for = passage.made_for
    scope = f"{made_for.environment}/{made_for.region}" if made_for.region is not None else made_for.environment
    return Site(made_for.system, scope, (("Overview", "index"),))
