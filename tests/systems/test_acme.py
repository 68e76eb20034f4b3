"""A company of 299 services, 292 of them in seven lines of Python: built, and checked clean."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.built import Built
from tests.support.here import run_here
from tests.support.tools import ROOT
from tests.support.tree import stops

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

SPECS = ROOT / "tests" / "systems" / "acme" / "specs"
FOLDERS = ["dev", "production.eu", "production.us", "staging.eu", "staging.us"]
LONGEST_SPEC = 120
"""Lines that all of the company says, blank ones and comments apart."""


HALLS = ("range(1, 293)", "range(1, 11)")
"""The halls, and fewer of them: their controllers are all alike, and each costs a build the same."""
FEW = 17
"""The services with these."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All of the company, in one region of production."""
    return made(SPECS, tmp_path_factory.mktemp("acme"), "--env", "production/eu")["production.eu"]


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specs of the company with few halls."""
    copy = shutil.copytree(SPECS, tmp_path_factory.mktemp("few") / "specs")
    file = copy / "acme/teams/warehouse/services.py"
    text = file.read_text(encoding="utf-8")
    assert text.count(HALLS[0]) == 1
    file.write_text(text.replace(*HALLS), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def acme(specs: Path) -> dict[str, Built]:
    """All environments of the company with few halls."""
    return made(specs, specs.parent)


def made(specs: Path, home: Path, *arguments: str) -> dict[str, Built]:
    done = run_here("build", "--specs", specs, "--out", home / "out", "--no-cache", *arguments, cwd=home)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    folders = sorted(folder for folder in (home / "out" / "acme").iterdir() if folder.is_dir())
    return {folder.name: Built("acme", folder.name.replace(".", "/"), folder, specs) for folder in folders}


def services(found: Built) -> set[str]:
    """The services of an environment."""
    return {each["unit"] for each in found.listed("units") if each["kind"] == "service"}


@pytest.mark.slow
def test_all_of_the_company_is_scraped(whole: Built) -> None:
    assert len(services(whole)) == 299
    assert services(whole) <= whole.jobs.keys()


@pytest.mark.slow
def test_each_region_has_its_own_prometheus_with_its_services(acme: dict[str, Built]) -> None:
    assert list(acme) == FOLDERS
    of = {name: services(built) for name, built in acme.items()}
    assert len(of["production.eu"]) == len(of["staging.eu"]) == len(of["staging.us"]) == FEW
    assert of["production.eu"] - of["production.us"] == {"suggest"}
    assert of["production.eu"] - of["dev"] == {"ledger", "suggest"}
    for name, built in acme.items():
        assert of[name] <= built.jobs.keys()


@pytest.mark.slow
def test_a_team_is_told_where_it_said(acme: dict[str, Built]) -> None:
    production = acme["production.eu"]

    def told(team: str, severity: str, **labels: str) -> list[list[str]]:
        ends = stops(production.alertmanager, {"team": team, "severity": severity, **labels})
        return [sorted(kind.removesuffix("_configs") for kind in production.receiver(end.receiver)) for end in ends]

    assert told("payments", "critical") == [["pagerduty", "slack"], ["pagerduty"], ["pagerduty"]]
    assert told("warehouse", "critical")[0] == ["slack"]
    keys = {str(each) for one in production.alertmanager["receivers"] for each in one.get("pagerduty_configs", ())}
    assert len({key for key in keys if "pd_search" in key or "pd_payments" in key}) >= 2


@pytest.mark.slow
def test_nobody_is_paged_outside_of_production(acme: dict[str, Built]) -> None:
    for name in ("dev", "staging.eu", "staging.us"):
        assert not [one for one in acme[name].alertmanager["receivers"] if "pagerduty_configs" in one]


@pytest.mark.slow
def test_a_service_costs_its_owner_next_to_nothing() -> None:
    lines = [
        line
        for file in SPECS.rglob("*")
        if file.suffix in {".yaml", ".py"}
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    assert len(lines) <= LONGEST_SPEC


@pytest.mark.slow
def test_the_validators_find_nothing(find_tool: FindTool, specs: Path, tmp_path: Path) -> None:
    """promtool, amtool and docker-compose, on all five environments."""
    tools = [(f"--{tool}", find_tool(tool)) for tool in ("promtool", "amtool", "docker-compose")]
    options = [part for option in tools for part in option]
    done = run_here("check", "--specs", specs, "--out", tmp_path / "out", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" ok") == 4 * len(FOLDERS)
    assert "20 checks ran, 0 skipped" in done.stdout + done.stderr
