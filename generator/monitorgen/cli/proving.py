"""Proofs as `test` runs them: staged bundle by bundle, judged by promtool side by side, failures told in words."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from monitorgen.diagnostics import Origin
    from monitorgen.pipeline import Report, Selection
    from monitorgen.plan.rules import Alert
    from monitorgen.plan.system import Fragment
    from monitorgen.proof.bundles import Bundle
    from monitorgen.proof.case import Case, Moment
    from monitorgen.proof.unit import UnitProofs
    from monitorgen.tools.find import Tool
    from monitorgen.tools.passed import Passed
    from monitorgen.tools.proofs import Firing, Mismatch, Verdict

_START = 400
"""What starting promtool and reading a file costs, in evaluations of a rule."""
_BATCH = 8_000
"""The least cost of what one promtool is given: so many evaluations take about a second."""


class Wanted(Struct, frozen=True):
    """Which alerts are tested: of these units, of these names or `unit.name`; none named: all."""

    units: frozenset[str] = frozenset()
    alerts: frozenset[str] = frozenset()

    def unit(self, name: str) -> bool:
        """Whether something of a unit may be wanted."""
        return not self.units or name in self.units

    def of(self, unit: str) -> Callable[[str], bool]:
        """Whether an alert of a unit is wanted."""
        return lambda name: not self.alerts or name in self.alerts or f"{unit}.{name}" in self.alerts


class Staged(Struct, frozen=True):
    """A bundle of one environment, ready to be judged: its files below the folder of all, and what it is known by."""

    folder: str
    scope: str
    report: Report
    bundle: Bundle
    files: tuple[str, ...]
    key: str

    @property
    def name(self) -> str:
        """What is judged, for people."""
        alerts, recorded = self.bundle.alerts, self.bundle.slo or self.bundle.rule
        if recorded:
            return f"{self.bundle.unit}: what is recorded of {recorded}"
        return f"{self.bundle.unit}.{alerts[0]}" if len(alerts) == 1 else f"{self.bundle.unit}: all that is quiet"


class Judged(Struct, frozen=True):
    """What promtool said of a bundle, as diagnostics."""

    staged: Staged
    diagnostics: tuple[Diagnostic, ...]


class Proved(Struct, frozen=True):
    """A unit of an environment with its proofs."""

    report: Report
    scope: str
    folder: str
    fragment: Fragment
    proofs: UnitProofs

    @property
    def unit(self) -> str:
        """The unit's name."""
        return self.fragment.unit

    def rules(self) -> Iterator[Alert]:
        """The unit's alerting rules."""
        from monitorgen.plan.rules import Alert

        rules = (rule for group in self.fragment.groups for rule in group.rules)
        return (rule for rule in rules if isinstance(rule, Alert))


def proved(selection: Selection, reports: list[Report], wanted: Wanted) -> Iterator[Proved]:
    """The proofs of every selected environment, unit by unit."""
    from monitorgen import pipeline
    from monitorgen.compile import proven

    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            scope, folder = passage.linked.scope.name, passage.made_for.folder
            for _, fragment in passage.units():
                if fragment.groups and wanted.unit(fragment.unit):
                    yield Proved(loaded.report, scope, folder, fragment, proven(passage, fragment))
            passage.decide()


def staged(found: Proved, wanted: Wanted, folder: Path, passed: Passed) -> Iterator[Staged]:
    """Write the bundles of a unit's proofs."""
    from monitorgen.emit import yaml
    from monitorgen.proof.bundles import bundles
    from monitorgen.proof.promtool import test_files
    from monitorgen.targets.prometheus.rules import rule_file

    made = bundles(found.unit, found.fragment.groups, found.proofs.proofs.cases, wanted.of(found.unit))
    for number, bundle in enumerate(made):
        name = f"{found.folder.replace('/', '.')}.{found.unit}.{number}"
        rules = yaml.dump(rule_file(bundle.groups))
        tests = list(test_files(bundle.cases, f"{name}.rules.yml", found.proofs.external_labels, name))
        (folder / f"{name}.rules.yml").write_text(rules, encoding="utf-8")
        files = []
        for end, text in tests:
            files.append(f"{name}{end}.yml")
            (folder / files[-1]).write_text(text, encoding="utf-8")
        # The name stands in the texts: two environments in which all is the same have a hash each.
        key = passed.key((rules, *(text for _, text in tests)))
        yield Staged(found.folder, found.scope, found.report, bundle, tuple(files), key)


def judge(tool: Tool, folder: Path, work: Sequence[Staged], done: Callable[[int], None]) -> list[Judged]:
    """Let promtool judge the bundles, as many at once as there are processors; `done` is told of each batch."""
    from monitorgen.tools.proofs import test

    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    batches = list(_batches(work, workers))

    def judged(batch: Sequence[Staged]) -> list[Judged]:
        verdicts = iter(test(tool, folder, [file for each in batch for file in each.files]))
        return [Judged(each, tuple(_diagnostics(each, [next(verdicts) for _ in each.files]))) for each in batch]

    made: list[Judged] = []
    with ThreadPoolExecutor(workers) as pool:
        for some in pool.map(judged, batches):
            made += some
            done(len(some))
    return made


def _batches(work: Sequence[Staged], workers: int) -> Iterator[list[Staged]]:
    """Bundles for one run each, the dearest first; small enough that all processors are busy to the end."""
    whole = sum(each.bundle.cost + _START for each in work)
    most = max(_BATCH, whole // (workers * 12))
    batch: list[Staged] = []
    cost = 0
    for each in sorted(work, key=lambda each: -each.bundle.cost):
        batch.append(each)
        cost += each.bundle.cost + _START
        if cost >= most:
            yield batch
            batch, cost = [], 0
    if batch:
        yield batch


# -- failures in words -------------------------------------------------------------------------------------------------


def _diagnostics(staged: Staged, verdicts: Iterable[Verdict]) -> Iterator[Diagnostic]:
    unit = staged.bundle.unit
    for verdict in verdicts:
        if verdict.broken:
            message = f"the proof of {staged.name} can't be judged: {verdict.broken}"
            yield Diagnostic("MG951", message, _origin(staged), part="key", environments=(staged.scope,))
        for mismatch in verdict.mismatches:
            case, moment = _moment(staged, mismatch)
            story = case.sentence if case is not None else mismatch.story or _story(staged, mismatch)
            shows = f" ({shown(moment)})" if moment is not None else ""
            name = moment.alert if moment is not None else next(iter(staged.bundle.alerts), "")
            yield Diagnostic(
                "MG950",
                f"{story}: at {mismatch.at}{shows} {_what(mismatch) if moment is not None else _given(mismatch)}",
                _origin(staged, name),
                part="key",
                hint=f"`monitorgen proof {unit}.{name}` draws the story" if name else "",
                environments=(staged.scope,),
            )


def shown(moment: Moment) -> str:
    """What a moment is to show, in words."""
    from monitorgen.proof.promtool import WORDS

    return ", ".join(WORDS[each] for each in moment.shows)


def _origin(staged: Staged, name: str = "") -> Origin:
    """Where an alert is declared, or what all of a bundle is about."""
    wanted = name or next(iter(staged.bundle.alerts), "")
    rules = [rule for group in staged.bundle.groups for rule in group.rules]
    return next((rule for rule in rules if rule.name == wanted), rules[0]).origin


def _moment(staged: Staged, mismatch: Mismatch) -> tuple[Case | None, Moment | None]:
    """The moment that promtool speaks of; an expression is known by the alert that it names."""
    from monitorgen.units import Duration

    for case in staged.bundle.cases:
        for moment in case.moments:
            named = moment.alert == mismatch.alert or f'"{moment.alert}"' in mismatch.expr.replace("\\", "")
            at = str(Duration(case.step * moment.step))
            # That some fire, whichever they are, is asked by counting them.
            alike = not mismatch.expr or (moment.told is None) is ("count(" in mismatch.expr)
            if named and alike and at == mismatch.at and mismatch.story in {"", case.sentence}:
                return case, moment
    return None, None


def _story(staged: Staged, mismatch: Mismatch) -> str:
    """The story in which something is looked at then, which promtool does not tell of an expression."""
    from monitorgen.units import Duration

    found = (
        case.sentence
        for case in staged.bundle.cases
        for each in case.recorded
        if str(Duration(case.step * each.step)) == mismatch.at
    )
    return next(found, staged.name)


def _what(mismatch: Mismatch) -> str:
    expected, got = set(mismatch.expected), set(mismatch.got)
    missing = [each for each in mismatch.expected if each not in got]
    beyond = [each for each in mismatch.got if each not in expected]
    if len(missing) == len(beyond) == 1 and missing[0].labels == beyond[0].labels:
        return f"it should say {missing[0].annotations}, but says {beyond[0].annotations}"
    if not missing:
        return f"{_named(beyond)} should not fire, but does"
    if not beyond:
        return f"{_named(missing)} should fire, but does not"
    return f"{_named(missing)} should fire, but {_named(beyond)} does"


def _given(mismatch: Mismatch) -> str:
    """What is recorded, where that is not what was expected."""
    if not mismatch.expr:
        return _what(mismatch)
    missing = [each.labels for each in mismatch.expected if each not in mismatch.got]
    beyond = [each.labels for each in mismatch.got if each not in mismatch.expected]
    return f"it should be {' and '.join(missing) or 'nothing'}, but is {' and '.join(beyond) or 'nothing'}"


def _named(firing: Sequence[Firing]) -> str:
    """Labels of alerts; a sample of an expression is given as `{...} 1E+00`."""
    labels = (
        each.labels.rpartition("}")[0].lstrip("{") if each.labels.startswith("{") else each.labels for each in firing
    )
    return " and ".join(f"{{{each}}}" if each else "it" for each in labels)


def with_environments(judged: Iterable[Judged]) -> None:
    """Add what was found to the reports of the systems that it belongs to."""
    for each in judged:
        every = each.staged.report.scopes or frozenset()
        for diagnostic in each.diagnostics:
            only = len(every) == 1
            each.staged.report.findings.add(replace(diagnostic, environments=()) if only else diagnostic)
