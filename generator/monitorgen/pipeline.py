"""The way through the house: load, link, compile, check, write. Commands are different ends of this one way.

    specs/ --load--> Spec --link--> Plan --compile--> Artifacts --check--> --write--> out/

A system is loaded once and linked for each of its scopes. Units then go through one by one, so that nothing of a large
system is held that the next unit does not need; nothing is committed before all of them are through without an error.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from monitorgen.diagnostics import Findings
from monitorgen.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.compile import Compiled
    from monitorgen.emit.tree import TreeWriter
    from monitorgen.load.discover import SystemFolder
    from monitorgen.load.sources import Sources
    from monitorgen.passage import Passage
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Globals
    from monitorgen.spec.written import Spec

__all__ = ["Built", "Loaded", "Report", "Selection", "build", "link", "load", "validate"]


class Built(Struct, frozen=True):
    """A scope that was compiled: what it is made for, and who is told."""

    made_for: Globals
    routing: Routing


class Report(Struct):
    """What was found in one set of files, and how places in them are looked up.

    `scopes` are the names that `Selection.environments` may hold for a system; None if it could not be read. A build
    leaves what it made: `tally` counts the alerts by whether they are proven, `built` has the scopes.
    """

    sources: Sources
    findings: Findings = field(default_factory=Findings)
    scopes: frozenset[str] | None = frozenset()
    tally: Counter[str] = field(default_factory=Counter)
    built: list[Built] = field(default_factory=list)


class Loaded(Struct, frozen=True):
    """A system as it was written; `spec` is None if it could not be read, and then its report says why."""

    folder: SystemFolder
    spec: Spec | None
    report: Report


# -- load --------------------------------------------------------------------------------------------------------------


def load(selection: Selection, reports: list[Report]) -> Iterator[Loaded]:
    """The selected systems. A report is added for the specs folder, then one for each system when it is read."""
    from monitorgen.load.discover import find_systems
    from monitorgen.load.sources import Sources
    from monitorgen.load.system import load_system

    shown = selection.specs.as_posix()
    top = Report(Sources(selection.specs, shown))
    reports.append(top)
    for folder in find_systems(selection.specs, top.findings):
        if selection.systems is None or folder.name in selection.systems:
            report = Report(Sources(folder.folder, f"{shown}/{folder.within}" if folder.within else shown))
            reports.append(report)
            spec = load_system(
                folder,
                report.findings,
                python=selection.python,
                time_limit=selection.python_timeout,
                sources=report.sources,
            )
            report.scopes = _scopes_of(spec) if spec is not None else None
            yield Loaded(folder, spec, report)


def _scopes_of(spec: Spec) -> frozenset[str]:
    """The environments of a system and their regions, as a selection names them."""
    declared = spec.environments.values()
    regions = (f"{each.name}/{region}" for each in declared for region in each.regions)
    return frozenset((*(each.name for each in declared), *regions))


# -- link --------------------------------------------------------------------------------------------------------------


def link(loaded: Loaded, selection: Selection) -> Iterator[Passage]:
    """The selected scopes of a system, ready to be linked unit by unit.

    What is found in one is told under its name when the next is asked for, less what is ignored.
    """
    from monitorgen.link.linked import Linked
    from monitorgen.link.scope import scopes
    from monitorgen.link.suppression import suppressed
    from monitorgen.load.builtin import builtin, type_names
    from monitorgen.passage import Passage

    spec, told = loaded.spec, Findings()
    if spec is None:
        return
    everywhere = list(scopes(spec))
    here = [scope for scope in everywhere if _is_selected(scope.environment, scope.name, selection)]
    for scope in here:
        own = Findings()
        yield Passage(Linked(spec, scope, builtin, type_names(), own), selection.watch)
        told.extend(replace(each, environments=(scope.name,)) for each in own)
    names = tuple(scope.name for scope in here)
    for each in suppressed(told, spec, complete=len(here) == len(everywhere)):
        # What holds everywhere is told without naming where.
        loaded.report.findings.add(replace(each, environments=()) if each.environments == names else each)


def _is_selected(environment: str, scope: str, selection: Selection) -> bool:
    return selection.environments is None or not selection.environments.isdisjoint((environment, scope))


# -- the ends ----------------------------------------------------------------------------------------------------------


def validate(selection: Selection) -> list[Report]:
    """Load and link; nothing is compiled or written."""
    reports: list[Report] = []
    for loaded in load(selection, reports):
        for passage in link(loaded, selection):
            for _, fragment in passage.units():
                passage.api(fragment.api)
            passage.decide()
            passage.aggregate()
            passage.contain()
    return reports


def build(selection: Selection, tree: TreeWriter) -> list[Report]:
    """Compile everything that is selected into the tree. The caller commits it, if no report has an error."""
    from monitorgen.compile import compiled

    reports: list[Report] = []
    names = set[str]()
    for loaded in load(selection, reports):
        # A second system of one name was refused (MG127): it is judged, too, but has no folder of its own.
        is_second = loaded.folder.name in names
        names.add(loaded.folder.name)
        for passage in link(loaded, selection):
            for unit in compiled(passage):
                if not is_second:
                    _put(unit, tree)
                loaded.report.tally.update(unit.tally)
            loaded.report.built.append(Built(passage.made_for, passage.routing))
    return reports


def _put(unit: Compiled, tree: TreeWriter) -> None:
    for artifact in unit.artifacts:
        tree.put(unit.folder, unit.unit, artifact.path, artifact.data.encode())
    if unit.record is not None:
        tree.record(unit.folder, unit.unit, unit.record)
