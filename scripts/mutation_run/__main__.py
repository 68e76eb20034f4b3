"""The command line of the mutation run."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from monitorgen.cli.proving import Wanted, proved
from monitorgen.pipeline import Report, Selection
from monitorgen.questions.views import views
from monitorgen.tools.find import Absent, find
from mutation_run import routes
from mutation_run.rules import RulesRun

if TYPE_CHECKING:
    from mutation_run.mutant import Outcome

_HELP = """\
Changes the generated rules and routes one at a time - thresholds by ten percent, comparisons, `for`, label matchers,
labels of aggregations, severities; receivers, `continue`, matchers, stages and inhibition - and tells which changes the
generated tests notice. Changes that change nothing are told by written rules and counted apart. Ends with 1 if a change
survives that does change something."""


def main(arguments: list[str]) -> int:
    """Run, tell, and say whether all were killed."""
    parser = argparse.ArgumentParser(prog="mutation-run", description=_HELP)
    parser.add_argument("--specs", type=Path, default=Path("specs"), metavar="DIR")
    parser.add_argument("--system", action="append", default=[], metavar="NAME")
    parser.add_argument("--env", action="append", default=[], metavar="NAME")
    parser.add_argument("--alert", action="append", default=[], metavar="NAME", help="rules of these alerts only")
    parser.add_argument("--routes-only", action="store_true", help="leave the rules out: takes seconds")
    given = parser.parse_args(arguments)
    selection = Selection(given.specs, frozenset(given.system) or None, frozenset(given.env) or None)
    found = [] if given.routes_only else _rules(selection, frozenset(given.alert))
    reports: list[Report] = []
    for view in () if given.alert else views(selection, reports):
        found += routes.outcomes(view, f"{view.system}/{view.scope}")
    return _tell(found)


def _rules(selection: Selection, alerts: frozenset[str]) -> list[Outcome]:
    tool = find("promtool", None)
    if isinstance(tool, Absent):
        sys.exit(f"mutation-run: promtool {tool.reason}; `make tools` installs it")
    wanted = Wanted(frozenset(), alerts)
    with TemporaryDirectory(prefix="mutation-run-") as folder:
        run = RulesRun(tool, Path(folder))
        return run.outcomes(proved(selection, [], wanted), lambda name: not alerts or name in alerts, _step)


def _step() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(".")
        sys.stderr.flush()


def _tell(found: list[Outcome]) -> int:
    counted = Counter((each.operator, each.fate) for each in found)
    operators = sorted({each.operator for each in found})
    width = max(map(len, operators), default=0)
    print(f"{'OPERATOR':{width}}  KILLED  EQUIVALENT  SURVIVED")
    for operator in operators:
        killed, same, left = (counted[operator, fate] for fate in ("killed", "equivalent", "survived"))
        print(f"{operator:{width}}  {killed:6}  {same:10}  {left:8}")
    reasons = Counter(each.why for each in found if each.fate == "equivalent")
    for why, number in sorted(reasons.items()):
        print(f"equivalent: {number} because {why}")
    survived = [each for each in found if each.fate == "survived"]
    for each in survived:
        print(f"SURVIVED  {each.system}  {each.of}: {each.operator}: {each.change}")
    telling = len(found) - reasons.total()
    share = 100 * (telling - len(survived)) / telling if telling else 100.0
    print(f"{len(found)} mutants, {reasons.total()} of them equivalent; {share:.1f} % of the others killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
