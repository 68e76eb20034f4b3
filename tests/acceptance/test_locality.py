"""A change of one service touches that service's files, a few lines of them, and branches merge: seen by git itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest

from monitorgen.resources import templates
from monitorgen.targets.artifact import LISTS
from tests.support.here import run_here
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

MOST = 10
"""Lines of one environment that a changed threshold may change, less those of its proof."""
MOST_OF_PROOFS = 6
"""Lines of one environment that change in its proof: series just short of the threshold and just past it, what the
alert then says, and the hash of the file."""
MOST_OF_PAGES = 16
"""Lines of one environment that change in its pages: its threshold on the page of its unit and in its runbook, in HTML
and in Markdown, and the hashes of these files."""
PROOFS = "/prometheus/tests/"
PAGES = "/docs/"
PICTURES = "/docs/previews/"
COMPANY = ("company/production.eu", "company/production.us", "company/staging")
PRODUCTIONS = COMPANY[:2]
PRODUCTION = "mysmartnotes/production"


@dataclass(frozen=True)
class Project:
    """A repository with specs and what was built from them."""

    folder: Path

    def git(self, *arguments: str, code: int = 0) -> str:
        """Run git, as nobody in particular."""
        who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", *who, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def build(self, *arguments: str) -> None:
        done = run_here("build", *arguments, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text of a spec that stands there once."""
        path = self.folder / "specs" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, file: str, text: str) -> None:
        """Write a new spec file."""
        (self.folder / "specs" / file).write_text(f"monitorgen: v1\n{text}", encoding="utf-8")

    def diff(self) -> dict[str, int]:
        """What a build changes in out/: how many lines, by path below out/. A line that differs counts once."""
        self.build()
        self.git("add", "--all")
        found = self.git("diff", "--cached", "--numstat", "--no-renames", "--", "out").splitlines()
        parts = (line.split("\t") for line in found)
        return {path.removeprefix("out/"): max(int(added), int(removed)) for added, removed, path in parts}

    def status(self) -> dict[str, set[str]]:
        """The paths that a build adds (A), changes (M) and removes (D)."""
        self.build()
        self.git("add", "--all")
        made: dict[str, set[str]] = {"A": set(), "M": set(), "D": set()}
        for line in self.git("diff", "--cached", "--name-status", "--no-renames", "--", "out").splitlines():
            kind, path = line.split("\t")
            made[kind].add(path.removeprefix("out/"))
        return made

    def files(self, unit: str, *folders: str, at: str = "") -> set[str]:
        """The files of a unit in environments, and its records: as git has them `at` a revision, or in the index."""
        found: set[str] = set()
        for folder in folders:
            record = f"{folder}/plan/{unit}.json"
            listed = json.loads(self.git("show", f"{at}:out/{record}"))["files"]
            found |= {record, *(f"{folder}/{path}" for path in listed)}
        return found

    def lists(self, *folders: str) -> set[str]:
        """The files of environments that have a line, or a box, for every unit."""
        return {f"{folder}/{path}" for folder in folders for path in LISTS}

    def drawn(self, folder: str) -> set[str]:
        """The dashboards of people in an environment: what draws an alert draws its threshold.

        With them go their pictures, and their record.
        """
        files = self.files("system", folder)
        boards = {path for path in files if "/grafana/dashboards/dashboards/" in path}
        pictures = {f"{folder}{PICTURES}{path.rpartition('/')[2].removesuffix('.json')}.svg" for path in boards}
        return boards | pictures | {f"{folder}/plan/system.json"}


SYSTEMS = {
    "mysmartnotes": ROOT / "specs" / "mysmartnotes",
    "company": ROOT / "tests/systems/company/specs/company",
}


class Start(Protocol):
    """The fixture `start`."""

    def __call__(self, *systems: str) -> Project:
        """A repository with these systems, built and committed, for one test to change."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], Path]:
    """Repositories with these systems, built and committed."""
    whole = Project(tmp_path_factory.mktemp("whole"))
    for name, specs in SYSTEMS.items():
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(specs, whole.folder / "specs" / name, ignore=skip)
    whole.build()

    @cache
    def made(systems: tuple[str, ...]) -> Path:
        project = Project(tmp_path_factory.mktemp("original"))
        for folder in ("specs", "out"):
            for system in systems:
                shutil.copytree(whole.folder / folder / system, project.folder / folder / system)
        (project.folder / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
        project.git("init", "--quiet", "--initial-branch=main")
        project.commit("the beginning")
        return project.folder

    return made


@pytest.fixture
def start(original: Callable[[tuple[str, ...]], Path], tmp_path: Path) -> Start:
    """Copies of them: `start("company")`."""

    def copied(*systems: str) -> Project:
        return Project(shutil.copytree(original(systems), tmp_path / "project"))

    return copied


# -- thresholds --------------------------------------------------------------------------------------------------------

THRESHOLDS = [
    ("mysmartnotes/services.yaml", "above: 100", "above: 150", "api_gateway"),
    ("mysmartnotes/services.yaml", "above: 0.1/s", "above: 0.2/s", "celery_worker"),
    ("mysmartnotes/infrastructure.yaml", "above: 90%", "above: 92%", "node"),
    ("mysmartnotes/infrastructure.yaml", "NearLimit, above: 80%", "NearLimit, above: 85%", "postgres"),
    ("company/teams/payments.yaml", "above: 5%", "above: 6%", "checkout"),
    ("company/teams/payments.yaml", "above: 100", "above: 200", "checkout"),
    ("company/teams/search.yaml", "below: 1/m", "below: 2/m", "index"),
]


@pytest.mark.parametrize(("file", "old", "new", "unit"), THRESHOLDS, ids=lambda text: text)
def test_a_threshold_changes_few_lines_of_its_unit(start: Start, file: str, old: str, new: str, unit: str) -> None:
    project = start(file.partition("/")[0])
    project.change(file, old, new)
    by_environment: dict[str, int] = {}
    proofs: dict[str, int] = {}
    pages: dict[str, int] = {}
    changed = project.diff()
    of_unit: dict[str, set[str]] = {}
    for path, lines in changed.items():
        environment = "/".join(path.split("/")[:2])
        if environment not in of_unit:
            of_unit[environment] = project.files(unit, environment) | project.drawn(environment)
        assert path in of_unit[environment], f"{path} is not of {unit}"
        of_proof, of_pages = PROOFS in path, PAGES in path
        if of_proof:
            proofs[environment] = lines + 1
        if of_pages and PICTURES not in path:
            pages[environment] = pages.get(environment, 0) + lines + 1
        # The record, counted for itself, has a line for the proof and for each page.
        by_environment[environment] = by_environment.get(environment, 0) + (-1 if of_proof or of_pages else lines)
    assert by_environment.keys() == ({PRODUCTION} if file.startswith("mysmartnotes") else set(COMPANY))
    assert max(by_environment.values()) <= MOST
    assert max(proofs.values()) <= MOST_OF_PROOFS
    assert 0 < max(pages.values()) <= MOST_OF_PAGES


def test_a_service_that_leaves_its_type_shows_that_in_its_own_files(start: Start) -> None:
    project = start("mysmartnotes")
    old = "HighErrorRate: {severity: critical}"
    project.change("mysmartnotes/services.yaml", old, old.replace("}", ", above: 4%}"))
    changed = project.diff()
    assert changed.keys() <= project.files("api_gateway", PRODUCTION) | project.drawn(PRODUCTION)
    changed = {path: lines for path, lines in changed.items() if "/dashboards/" not in path and PICTURES not in path}
    proofs = sum(lines for path, lines in changed.items() if PROOFS in path) + 1
    pages = sum(lines + 1 for path, lines in changed.items() if PAGES in path)
    assert proofs <= MOST_OF_PROOFS
    assert pages <= MOST_OF_PAGES
    assert sum(changed.values()) - proofs - pages <= MOST


# -- services come and go ----------------------------------------------------------------------------------------------

BILLING = "services: {billing: {type: http-service, port: 8100}}\n"


def test_a_new_service_brings_its_files_and_changes_no_other(start: Start) -> None:
    project = start("mysmartnotes", "company")
    project.add("mysmartnotes/billing.yaml", BILLING)
    project.add("company/teams/refunds.yaml", "services: {refunds: {type: api, port: 8100, team: payments}}\n")
    changes = project.status()
    added = project.files("billing", PRODUCTION) | project.files("refunds", *COMPANY)
    assert {f"{PRODUCTION}/prometheus/{each}/billing.yml" for each in ("rules", "scrape")} <= added
    assert (changes["A"], changes["D"]) == (added, set())
    assert {f"{PRODUCTION}/docs/index.html", f"{PRODUCTION}/docs/assets/search-index.js"} <= changes["M"]
    assert changes["M"] <= project.lists(PRODUCTION, *COMPANY)


def test_a_service_that_goes_takes_its_files_and_what_named_it(start: Start) -> None:
    project = start("company")
    file = "company/teams/payments.yaml"
    text = (project.folder / "specs" / file).read_text(encoding="utf-8")
    project.change(file, text[text.index("  ledger:\n") : text.index("infrastructure:\n")], "")
    project.change(file, "depends_on: [orders-db, ledger]", "depends_on: [orders-db]")
    changes = project.status()
    assert changes["A"] == set()
    assert changes["D"] == project.files("ledger", *COMPANY, at="HEAD")
    # It says what the checkout depends on.
    assert {f"{each}/plan/checkout.json" for each in COMPANY} <= changes["M"]
    # What it needed itself says on its page who needs it.
    needed = {path for path in project.files("orders-db", *COMPANY) if PAGES in path or "/plan/" in path}
    assert changes["M"] <= project.files("checkout", *COMPANY) | project.lists(*COMPANY) | needed


def test_the_last_service_of_a_team_that_warns_takes_what_the_system_had_for_it(start: Start) -> None:
    project = start("company")
    file = "company/teams/search.yaml"
    text = (project.folder / "specs" / file).read_text(encoding="utf-8")
    project.change(file, text[text.index("  suggestions:\n") :], "")
    changes = project.status()
    of_system = project.files("system", *PRODUCTIONS, at="HEAD")
    assert changes["A"] == set()
    assert changes["D"] - of_system == project.files("suggestions", *PRODUCTIONS, at="HEAD")
    assert {f"{each}/alertmanager/alertmanager.yml" for each in PRODUCTIONS} <= changes["M"]
    assert changes["M"] <= of_system


def test_a_renamed_service_changes_its_own_files_alone(start: Start) -> None:
    project = start("company")
    project.change("company/teams/search.yaml", "  suggestions:\n", "  typeahead:\n")
    changes = project.status()
    gone = project.files("suggestions", *PRODUCTIONS, at="HEAD")
    assert (changes["A"], changes["D"]) == (project.files("typeahead", *PRODUCTIONS), gone)
    assert changes["M"] <= project.lists(*PRODUCTIONS)


# -- branches ----------------------------------------------------------------------------------------------------------


def branches(project: Project, first: tuple[str, str], second: tuple[str, str]) -> None:
    """Two branches off main, each with a new spec file and what is built of its system."""
    for name, (file, text) in (("first", first), ("second", second)):
        project.git("checkout", "--quiet", "-b", name, "main")
        project.add(file, text)
        project.build("--system", file.partition("/")[0])
        project.commit(name)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("mysmartnotes/a.yaml", BILLING), ("company/b.yaml", "services: {b: {type: api, port: 1, team: search}}\n")),
        (
            ("company/teams/x.yaml", "services: {x: {type: api, port: 81, team: payments}}\n"),
            ("company/teams/y.yaml", "services: {y: {type: api, port: 82, team: payments, depends_on: [checkout]}}\n"),
        ),
    ],
    ids=["two systems", "neighbours in all lists of a team"],
)
def test_two_branches_that_each_add_a_service_merge(
    start: Start, first: tuple[str, str], second: tuple[str, str]
) -> None:
    project = start(*dict.fromkeys(file.partition("/")[0] for file, _ in (first, second)))
    (project.folder / ".gitattributes").write_bytes((templates() / "init" / "gitattributes.j2").read_bytes())
    project.commit("lists are merged line by line, as `monitorgen init` says")
    branches(project, first, second)
    project.git("merge", "--quiet", "--no-edit", "first")
    assert project.git("diff", "--name-only", "main") != ""
    # Nothing but the lists has to be put in order, and nothing has to be resolved.
    assert project.diff().keys() <= project.lists(PRODUCTION, *COMPANY)
    project.build("--check")


def test_branches_that_both_change_who_is_told_meet_in_the_systems_files_and_a_build_ends_it(start: Start) -> None:
    project = start("company")

    def team(name: str) -> str:
        return f"teams: {{{name}: {{}}}}\nservices: {{{name}-api: {{type: api, port: 80, team: {name}}}}}\n"

    branches(project, ("company/x.yaml", team("x")), ("company/y.yaml", team("y")))
    project.git("merge", "--quiet", "--no-edit", "first", code=1)
    fought_over = set(project.git("diff", "--name-only", "--diff-filter=U").split())
    shared = ("alertmanager/alertmanager.yml", "plan/system.json")
    assert {f"out/{environment}/{name}" for environment in COMPANY for name in shared} <= fought_over
    assert fought_over <= {f"out/{path}" for path in project.files("system", *COMPANY, at="main")}
    project.build("--overwrite")
    project.commit("both teams")
    project.build("--check")
