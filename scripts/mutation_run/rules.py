"""Mutants of rules: each is put to promtool with the generated stories about its alert."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.plan.rules import Alert
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.proof.bundles import bundles
from monitorgen.proof.promtool import test_files
from monitorgen.targets.prometheus.rules import rule_file
from monitorgen.tools.proofs import test
from monitorgen.units import Duration
from mutation_run.expressions import changes
from mutation_run.mutant import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from monitorgen.cli.proving import Proved
    from monitorgen.plan.rules import Recording, RuleGroup
    from monitorgen.proof.bundles import Bundle
    from monitorgen.tools.find import Tool
    from mutation_run.mutant import Fate

_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bundle with one rule changed; `same` says why that changes nothing."""

    of: str
    operator: str
    change: str
    groups: tuple[RuleGroup, ...]
    same: str = ""

    def became(self, folder: str, fate: Fate) -> Outcome:
        """The outcome in an environment."""
        return Outcome(folder, self.of, self.operator, self.change, fate, self.same)


def mutants(bundle: Bundle) -> Iterator[Mutant]:
    """Every change of every rule that the bundle's alerts are made of."""
    for at, group in enumerate(bundle.groups):
        for number, rule in enumerate(group.rules):
            for operator, change, changed, same in _of_rule(rule):
                rules = (*group.rules[:number], changed, *group.rules[number + 1 :])
                groups = (*bundle.groups[:at], replace(group, rules=rules), *bundle.groups[at + 1 :])
                yield Mutant(f"{bundle.unit}.{rule.name}", operator, change, groups, same)


def _of_rule(rule: Alert | Recording) -> Iterator[tuple[str, str, Alert | Recording, str]]:
    for each in changes(parse(rule.expr)):
        yield each.operator, each.change, replace(rule, expr=text_of(each.node)), each.same
    if not isinstance(rule, Alert):
        return
    if rule.hold.ms:
        yield "for dropped", f"for: {rule.hold}", replace(rule, hold=Duration(0)), ""
    if rule.keep.ms:
        yield "keep_firing_for dropped", f"keep_firing_for: {rule.keep}", replace(rule, keep=Duration(0)), ""
    if "severity" in rule.labels:
        other = {**rule.labels, "severity": "other"}
        yield "severity", f"{rule.labels['severity']} -> other", replace(rule, labels=other), ""


class RulesRun:
    """Judges mutants of rules, each text once however many environments have it."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self._tool, self._folder = tool, folder
        self._names = count()
        self._seen: set[str] = set()

    def outcomes(
        self, found: Iterable[Proved], wanted: Callable[[str], bool], step: Callable[[], None]
    ) -> list[Outcome]:
        """What became of all mutants of these units."""
        work: list[tuple[str, Mutant, str, list[str]]] = []
        made: list[Outcome] = []
        for unit in found:
            for bundle in bundles(unit.unit, unit.fragment.groups, unit.proofs.proofs.cases, wanted):
                if len(bundle.alerts) > 1:
                    continue  # the story of all that is quiet stands beside those of each alert
                tests = self._tests(unit, bundle)
                for mutant in mutants(bundle):
                    key = yaml.dump(rule_file(mutant.groups)) + "".join(text for _, text in tests)
                    if key in self._seen:
                        continue
                    self._seen.add(key)
                    if mutant.same:
                        made.append(mutant.became(unit.folder, "equivalent"))
                    else:
                        work.append((unit.folder, mutant, *self._staged(mutant, tests)))
        parts = [work[start : start + _AT_ONCE] for start in range(0, len(work), _AT_ONCE)]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for some in pool.map(self._judged, parts):
                made += some
                step()
        return made

    def _tests(self, unit: Proved, bundle: Bundle) -> list[tuple[str, str]]:
        silent = [
            replace(case, moments=tuple(each for each in case.moments if each.alert in bundle.alerts))
            for case in unit.proofs.proofs.cases
            if len(case.alerts) > 1
        ]
        cases = [*bundle.cases, *(case for case in silent if case.moments)]
        return list(test_files(cases, "RULES", unit.proofs.external_labels, bundle.unit))

    def _staged(self, mutant: Mutant, tests: list[tuple[str, str]]) -> tuple[str, list[str]]:
        name = f"m{next(self._names)}"
        (self._folder / f"{name}.rules.yml").write_text(yaml.dump(rule_file(mutant.groups)), encoding="utf-8")
        files = []
        for end, text in tests:
            files.append(f"{name}{end}.yml")
            (self._folder / files[-1]).write_text(text.replace("RULES", f"{name}.rules.yml", 1), encoding="utf-8")
        return name, files

    def _judged(self, part: list[tuple[str, Mutant, str, list[str]]]) -> list[Outcome]:
        verdicts = iter(test(self._tool, self._folder, [file for _, _, _, files in part for file in files]))
        made = []
        for folder, mutant, _, files in part:
            own = [next(verdicts) for _ in files]
            fate: Fate = "survived" if all(each.passed for each in own) else "killed"
            made.append(mutant.became(folder, fate))
        return made
