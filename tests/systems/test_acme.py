"""A company of 299 services, 292 of them in seven lines of Python: built, and checked clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.built import Built
from tests.support.cli import run_cli
from tests.support.tools import ROOT
from tests.support.tree import stops

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

SPECS = ROOT / "tests" / "systems" / "acme" / "specs"
FOLDERS = ["dev", "production.eu", "production.us", "staging.eu", "staging.us"]
LONGEST_SPEC = 120
"""Lines that all of the company says, blank ones and comments apart."""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """The company's environments."""
    home = tmp_path_factory.mktemp("acme")
    done = run_cli("build", "--specs", SPECS, "--out", home / "out", cwd=home, home=home)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    folders = sorted(folder for folder in (home / "out" / "acme").iterdir() if folder.is_dir())
    return {folder.name: Built("acme", folder.name.replace(".", "/"), folder, SPECS) for folder in folders}


@pytest.mark.slow
def test_each_region_has_its_own_prometheus_with_its_services(acme: dict[str, Built]) -> None:
    assert list(acme) == FOLDERS
    services = {
        name: {each["unit"] for each in built.listed("units") if each["kind"] == "service"}
        for name, built in acme.items()
    }
    assert len(services["production.eu"]) == len(services["staging.eu"]) == len(services["staging.us"]) == 299
    assert services["production.eu"] - services["production.us"] == {"suggest"}
    assert services["production.eu"] - services["dev"] == {"ledger", "suggest"}
    for name, built in acme.items():
        assert services[name] <= built.jobs.keys()


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
def test_the_validators_find_nothing(find_tool: FindTool, tmp_path: Path) -> None:
    """promtool, amtool and docker-compose, on all five environments."""
    tools = find_tool("promtool").parent
    for tool in ("amtool", "docker-compose"):
        find_tool(tool)
    env = {"PATH": f"{tools}:/usr/bin:/bin"}
    done = run_cli(
        "check", "--specs", SPECS, "--out", tmp_path / "out", cwd=tmp_path, home=tmp_path, env=env, limit=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" ok") == 4 * len(FOLDERS)
    assert "20 checks ran, 0 skipped" in done.stdout + done.stderr
