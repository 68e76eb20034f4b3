"""Mutants of rules: each is put to promtool with the generated stories that are about it, until one notices."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.emit import yaml
from monitorgen.plan.rules import Alert
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.proof.bundles import bundles
from monitorgen.proof.promtool import test_files
from monitorgen.targets.prometheus.rules import rule_file
from monitorgen.tools.proofs import test
from monitorgen.units import Duration
from mutation_run import objectives
from mutation_run.expressions import changes
from mutation_run.mutant import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from monitorgen.cli.proving import Proved
    from monitorgen.plan.rules import Recording, RuleGroup
    from monitorgen.tools.find import Tool
    from mutation_run.mutant import Fate

    Rule = Alert | Recording

_AT_ONCE = 12


class Mutant(Struct, frozen=True):
    """A rule, and what it is changed into; `same` says why that changes nothing."""

    of: str
    operator: str
    change: str
    rule: Rule
    changed: Rule
    same: str = ""

    def became(self, folder: str, fate: Fate) -> Outcome:
        """The outcome in an environment."""
        return Outcome(folder, self.of, self.operator, self.change, fate, self.same)


class Judge(Struct, frozen=True):
    """Stories as the files that promtool reads, and the rules that these need. `digest` is of all of it."""

    groups: tuple[RuleGroup, ...]
    tests: tuple[tuple[str, str], ...]
    digest: str

    def has(self, rule: Rule) -> bool:
        """Whether a rule is among those that the stories are played with."""
        return any(rule is each for group in self.groups for each in group.rules)

    def rules(self, mutant: Mutant) -> str:
        """The rules with one of them changed."""
        changed = (
            replace(group, rules=tuple(mutant.changed if rule is mutant.rule else rule for rule in group.rules))
            for group in self.groups
        )
        return yaml.dump(rule_file(tuple(changed)))


def mutants(
    unit: str, groups: Sequence[RuleGroup], wanted: Callable[[Rule], bool] = lambda _rule: True
) -> Iterator[Mutant]:
    """Every change of every rule of a unit that is wanted."""
    rules = [rule for group in groups for rule in group.rules]
    for rule in filter(wanted, rules):
        alike = [each for each in rules if isinstance(each, Alert) and each.name == rule.name]
        for operator, change, changed, same in _of_rule(rule, alike):
            yield Mutant(f"{unit}.{rule.name}", operator, change, rule, changed, same)


def _of_rule(rule: Rule, alike: Sequence[Alert]) -> Iterator[tuple[str, str, Rule, str]]:
    for each in (*changes(parse(rule.expr)), *objectives.changes(rule)):
        yield each.operator, each.change, replace(rule, expr=text_of(each.node)), each.same
    if not isinstance(rule, Alert):
        return
    if rule.hold.ms:
        yield "for dropped", f"for: {rule.hold}", replace(rule, hold=Duration(0)), ""
    if rule.keep.ms:
        yield "keep_firing_for dropped", f"keep_firing_for: {rule.keep}", replace(rule, keep=Duration(0)), ""
    if "severity" in rule.labels:
        for severity in dict.fromkeys(("other", *(each.severity for each in alike if each.severity != rule.severity))):
            other = {**rule.labels, "severity": severity}
            yield "severity", f"{rule.labels['severity']} -> {severity}", replace(rule, labels=other), ""


def judges(unit: Proved, wanted: Callable[[str], bool]) -> list[Judge]:
    """The bundles of a unit's stories. What all its alerts are silent about is asked with each of them."""
    cases = unit.proofs.proofs.cases
    made = []
    for bundle in bundles(unit.unit, unit.fragment.groups, cases, wanted):
        if len(bundle.alerts) > 1:
            continue
        silent = (
            replace(case, moments=tuple(each for each in case.moments if each.alert in bundle.alerts))
            for case in cases
            if len(case.alerts) > 1
        )
        told = (*bundle.cases, *(case for case in silent if case.moments))
        tests = tuple(test_files(told, "RULES", unit.proofs.external_labels, bundle.unit))
        text = yaml.dump(rule_file(bundle.groups)) + "".join(text for _, text in tests)
        made.append(Judge(bundle.groups, tests, sha256(text.encode()).hexdigest()))
    return made


class Work(Struct, frozen=True):
    """A mutant of an environment, and who has not judged it yet."""

    folder: str
    mutant: Mutant
    judges: tuple[Judge, ...]


class RulesRun:
    """Judges mutants of rules, each text once however many environments have it."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self._tool, self._folder = tool, folder
        self._names = count()
        self._seen: set[tuple[str, ...]] = set()

    def outcomes(
        self, found: Iterable[Proved], wanted: Callable[[str], bool], step: Callable[[], None]
    ) -> list[Outcome]:
        """What became of all mutants of these units; the rules of alerts that are not wanted are left alone."""
        work: list[Work] = []
        made: list[Outcome] = []
        for unit in found:
            for each in self._work(unit, wanted):
                if each.mutant.same:
                    made.append(each.mutant.became(each.folder, "equivalent"))
                elif not each.judges:
                    made.append(each.mutant.became(each.folder, "survived"))
                else:
                    work.append(each)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            while work:
                parts = [work[start : start + _AT_ONCE] for start in range(0, len(work), _AT_ONCE)]
                work = []
                for some in pool.map(self._judged, parts):
                    step()
                    for each, noticed in some:
                        left = each.judges[1:]
                        if not noticed and left:
                            work.append(replace(each, judges=left))
                        else:
                            made.append(each.mutant.became(each.folder, "killed" if noticed else "survived"))
        return made

    def _work(self, unit: Proved, wanted: Callable[[str], bool]) -> Iterator[Work]:
        found = judges(unit, wanted)
        everything = wanted("")
        for mutant in mutants(
            unit.unit, unit.fragment.groups, lambda rule: everything or any(each.has(rule) for each in found)
        ):
            mine = tuple(each for each in found if each.has(mutant.rule))
            key = (mutant.rule.expr, *_text(mutant.changed), *(each.digest for each in mine))
            if key not in self._seen:
                self._seen.add(key)
                yield Work(unit.folder, mutant, mine)

    def _judged(self, part: Sequence[Work]) -> list[tuple[Work, bool]]:
        """Whether the first judge of each notices."""
        staged = [self._staged(each.mutant, each.judges[0]) for each in part]
        verdicts = iter(test(self._tool, self._folder, [file for files in staged for file in files]))
        made = []
        for each, files in zip(part, staged, strict=True):
            own = [next(verdicts) for _ in files]
            made.append((each, not all(verdict.passed for verdict in own)))
            for file in files:
                (self._folder / file).unlink()
            (self._folder / _rules_of(files[0])).unlink()
        return made

    def _staged(self, mutant: Mutant, judge: Judge) -> list[str]:
        name = f"m{next(self._names)}"
        files = [f"{name}{end}.yml" for end, _ in judge.tests]
        rules = _rules_of(files[0])
        (self._folder / rules).write_text(judge.rules(mutant), encoding="utf-8")
        for file, (_, text) in zip(files, judge.tests, strict=True):
            (self._folder / file).write_text(text.replace("RULES", rules, 1), encoding="utf-8")
        return files


def _rules_of(test: str) -> str:
    """The file of the rules that a test is about."""
    return f"{test.partition('.')[0]}.rules.yml"


def _text(rule: Rule) -> Iterator[str]:
    yield from (rule.name, rule.expr)
    yield from (f"{label}={text}" for label, text in rule.labels.items())
    if isinstance(rule, Alert):
        yield from (str(rule.hold), str(rule.keep))
