"""The example systems, built as their owners would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support.cli import run_cli
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Built:
    """What `monitorgen build` made of a system in production, read as Prometheus and Alertmanager read it."""

    system: str
    folder: Path
    home: Path

    @cached_property
    def prometheus(self) -> dict[str, Any]:
        """prometheus.yml."""
        return _read(self.folder / "prometheus" / "prometheus.yml")

    @cached_property
    def jobs(self) -> dict[str, dict[str, Any]]:
        """The scrape jobs by name, of all files that prometheus.yml names."""
        files = self._named("scrape_config_files")
        listed = [job for file in files for job in _read(file)["scrape_configs"]]
        by_name = {job["job_name"]: job for job in listed}
        assert len(by_name) == len(listed)
        return by_name

    @cached_property
    def rules(self) -> list[dict[str, Any]]:
        """The rules of all files that prometheus.yml names, in their order."""
        groups = [group for file in self._named("rule_files") for group in _read(file)["groups"]]
        return [rule for group in groups for rule in group["rules"]]

    @property
    def alerting(self) -> list[dict[str, Any]]:
        """The alerting rules among them."""
        return [rule for rule in self.rules if "alert" in rule]

    @cached_property
    def alertmanager(self) -> dict[str, Any]:
        """alertmanager.yml."""
        return _read(self.folder / "alertmanager" / "alertmanager.yml")

    @cached_property
    def metrics(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What `monitorgen list metrics` says, by entry and metric."""
        arguments = ("list", "metrics", "--specs", ROOT / "specs", "--system", self.system, "--format", "json")
        listed = run_cli(*arguments, cwd=self.home, home=self.home)
        assert listed.returncode == 0, listed.stderr
        return {(each["exposed_by"], each["metric"]): each for each in json.loads(listed.stdout)["metrics"]}

    def alerts(self, name: str) -> list[dict[str, Any]]:
        """The alerting rules of a name, one for each entry that has it."""
        return [rule for rule in self.alerting if rule["alert"] == name]

    def _named(self, key: str) -> list[Path]:
        base = self.folder / "prometheus"
        files = sorted(file for pattern in self.prometheus[key] for file in base.glob(pattern))
        assert files, f"{key} names no file"
        return files


@pytest.fixture(scope="session")
def mysmartnotes(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """MySmartNotes in production."""
    return _built("mysmartnotes", tmp_path_factory.mktemp("mysmartnotes"))


def _built(system: str, home: Path) -> Built:
    done = run_cli("build", "--specs", ROOT / "specs", "--system", system, "--out", home / "out", cwd=home, home=home)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return Built(system, home / "out" / system / "production", home)


def _read(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded
