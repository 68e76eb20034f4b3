"""The portal of a scope: what is kept of each unit as it goes by, and its pages once it is known who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.link.pages import system_page
from monitorgen.plan.documents import runbook_path
from monitorgen.plan.pages import Need
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.targets.portal import alerts, channels, dashboards, own_pages, runbooks, services, shell
from monitorgen.targets.portal.blocks import Site
from monitorgen.targets.portal.index import MAP, Index
from monitorgen.targets.portal.links import FOLDER
from monitorgen.targets.portal.map import Graph
from monitorgen.targets.portal.model import Board, Kept, unit_of
from monitorgen.targets.portal.search import Search
from monitorgen.targets.portal.told import CHANNELS
from monitorgen.targets.reference import config as reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitorgen.passage import Passage
    from monitorgen.plan.system import Fragment, Summary
    from monitorgen.plan.values import UnitId
    from monitorgen.preview.board import Drawn
    from monitorgen.routing.cases import Case
    from monitorgen.targets.artifact import Artifact
    from monitorgen.targets.grafana.compiled import Made

_DATA = "docs"
"""What the made data of all pictures follow from."""
_NAMES = {"grafana": "Grafana", "prometheus": "Prometheus", "alertmanager": "Alertmanager"}


class Pages:
    """Makes the portal of a scope. The order is `hold` for each unit, `settle`, `of_unit` for each, `of_system`."""

    def __init__(self, passage: Passage, notice: Callable[[str], str]) -> None:
        self._passage, self._notice = passage, notice
        self._about = system_page(passage.linked)
        self._kept, self._graph, self._index, self._search = Kept(), Graph(), Index(), Search()
        self._boards: list[Board] = []
        self._settled: Site | None = None
        self._files = own_pages.files_of(passage.made_for.own_pages)
        """The files of owners' texts, with the pages that they became."""

    @property
    def title(self) -> str:
        """What people call the system."""
        return self._about.title or self._passage.made_for.system

    @property
    def wanted(self) -> bool:
        """Whether there is a portal at all: `docs: none` leaves it out."""
        return self._passage.made_for.portal

    def hold(
        self, summary: Summary | None, fragment: Fragment, proofs: Mapping[tuple[str, str], str], made: Sequence[Made]
    ) -> Iterator[Artifact]:
        """Keep what the pages of a unit need; the pictures of its dashboards can be made at once."""
        if not self.wanted:
            return
        assert self._settled is None
        source = summary.origin.file if summary is not None else f"the system {self._passage.made_for.system}"
        boards = tuple(map(_board, made))
        if fragment.unit == SYSTEM_UNIT:
            # Only these are drawn: a dashboard of one unit looks like that of its kind, which is the system's.
            known: Drawn = {}
            drawn = [_drawn(board, each, known) for board, each in zip(boards, made, strict=True)]
            boards = tuple(replace(board, preview=path) for board, (path, _) in zip(boards, drawn, strict=True))
            yield from (artifact for _, artifact in drawn)
        self._boards += boards
        unit = unit_of(fragment, summary, source, proofs, boards)
        self._graph.learn(unit)
        for file, alert in runbooks.files_of(unit.alerts).items():
            self._files.setdefault(file, runbook_path(unit.name, alert))
        self._kept.hold(unit)

    def settle(self) -> None:
        """Fix what all pages share: all units are held, and the folders of all other files are seen."""
        made_for = self._passage.made_for
        tabs = [("Overview", "index"), ("Who is told", CHANNELS)]
        if self._boards:
            tabs.append(("Dashboards", dashboards.PAGE))
        if self._graph.is_drawn:
            tabs.append(("Map", MAP))
        if made_for.own_pages:
            tabs.append((own_pages.TITLE, own_pages.PAGE))
        api = reference.PAGE.removeprefix(f"{FOLDER}/")
        files = (("API", api),) if reference.FOLDER in self._passage.seen.made else ()
        outside = tuple((_NAMES[name], url) for name, url in self._about.urls.items())
        self._settled = Site(self.title, made_for.scope, tuple(tabs), files, outside)

    @property
    def _site(self) -> Site:
        """What all pages share, after it was settled."""
        assert self._settled is not None
        return self._settled

    def of_unit(self, name: UnitId, cases: Sequence[Case]) -> Iterator[Artifact]:
        """The pages of a unit: its own, and one for each of its alerts."""
        if not self.wanted:
            return
        unit = self._kept.release(name)
        self._index.learn(unit)
        self._search.learn(unit)
        users = tuple(Need(user, purpose) for user, purpose in sorted(self._graph.users.get(name, ())))
        titles = self._graph.nodes
        around = services.Around(self._about, titles, users)
        shown = alerts.words_of(unit, cases, self._passage.routing.severities)
        notice, site = self._notice(unit.source), self._site
        yield from shell.pair(services.page(unit, shown, around), site, notice)
        for each in runbooks.pages(unit, shown, around, self._files):
            yield from shell.pair(each, site, notice)

    def of_system(self, cases: Sequence[Case]) -> Iterator[Artifact]:
        """The pages of the whole system, and what all pages share."""
        if not self.wanted:
            return
        yield from self.of_unit(SYSTEM_UNIT, cases)
        routing, site = self._passage.routing, self._site
        notice = self._notice(f"the system {self._passage.made_for.system}")
        pages = [
            self._index.page(site, self._about, routing, has_map=self._graph.is_drawn),
            channels.page(routing, self._about),
        ]
        pages += own_pages.pages(self._passage.made_for.own_pages, self._files)
        if self._boards:
            pages.append(dashboards.page(self._boards, self._about))
        if self._graph.is_drawn:
            pages.append(self._graph.page())
            yield self._graph.picture()
        for each in pages:
            yield from shell.pair(each, site, notice)
        self._search.add(channels.entries(routing))
        self._search.add(dashboards.entries(self._boards))
        yield self._search.artifact(notice)
        yield from shell.assets()


def _board(made: Made) -> Board:
    each = made.dashboard
    return Board(each.name, each.uid, each.title, each.folder, each.description, made.path)


def _drawn(board: Board, made: Made, known: Drawn) -> tuple[str, Artifact]:
    """The picture of a dashboard with made data, and its path below docs/; `known` are the panels drawn so far.

    Names in it are usual ones, not those of this system: so it stays the same when a service comes. Panels that say
    the same show the same data, as those of teams' dashboards of one kind.
    """
    from monitorgen.preview.board import picture
    from monitorgen.preview.sample import Sample
    from monitorgen.targets.artifact import Artifact

    path = f"{dashboards.PREVIEWS}/{board.name}.svg"
    drawn = picture(dict(made.json), board.folder, Sample(_DATA), known=known)
    return path, Artifact(f"{FOLDER}/{path}", drawn)
