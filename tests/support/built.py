"""What `monitorgen build` made of a system, read as Prometheus, Alertmanager, Grafana and compose read it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

from monitorgen.promql.nodes import Node, VectorSelector, selectors, walk
from monitorgen.promql.parse import parse
from monitorgen.promql.variables import settled
from tests.support.here import run_here
from tests.support.kept import OWN, written_out
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Built:
    """One environment of a system; `folder` is that of its output, `specs` what it was made of."""

    system: str
    environment: str
    folder: Path
    specs: Path

    def __str__(self) -> str:
        return f"{self.system}/{self.environment}"

    @cached_property
    def prometheus(self) -> dict[str, Any]:
        """prometheus.yml."""
        return read(self.folder / "prometheus" / "prometheus.yml")

    @cached_property
    def jobs(self) -> dict[str, dict[str, Any]]:
        """The scrape jobs by name, of all files that prometheus.yml names."""
        files = self._named("scrape_config_files")
        listed = [job for file in files for job in read(file)["scrape_configs"]]
        by_name = {job["job_name"]: job for job in listed}
        assert len(by_name) == len(listed)
        return by_name

    def targets(self, job: str) -> list[str]:
        """Where a job looks."""
        return [target for group in self.jobs[job].get("static_configs", ()) for target in group["targets"]]

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The groups of rules of all files that prometheus.yml names, in their order."""
        return [group for file in self._named("rule_files") for group in read(file)["groups"]]

    @cached_property
    def rules(self) -> list[dict[str, Any]]:
        """The rules of all groups, in their order."""
        return [rule for group in self.groups for rule in group["rules"]]

    @cached_property
    def alerting(self) -> list[dict[str, Any]]:
        """The alerting rules among them, with the values that are recorded for them written out."""
        found = []
        for group in self.groups:
            own = {each["record"]: each["expr"] for each in group["rules"] if OWN.match(each.get("record", ""))}
            found += [{**each, "expr": written_out(each["expr"], own)} for each in group["rules"] if "alert" in each]
        return found

    def alerts(self, name: str) -> list[dict[str, Any]]:
        """The alerting rules of a name, one for each entry and severity that has it."""
        return [rule for rule in self.alerting if rule["alert"] == name]

    @cached_property
    def alertmanager(self) -> dict[str, Any]:
        """alertmanager.yml."""
        return read(self.folder / "alertmanager" / "alertmanager.yml")

    def receiver(self, name: str) -> dict[str, list[dict[str, Any]]]:
        """What a receiver tells, by kind of integration."""
        (found,) = [each for each in self.alertmanager["receivers"] if each["name"] == name]
        return {key: value for key, value in found.items() if key != "name"}

    @cached_property
    def compose(self) -> dict[str, Any]:
        """compose.yaml."""
        return read(self.folder / "compose.yaml")

    @cached_property
    def dashboards(self) -> dict[str, dict[str, Any]]:
        """The dashboards by title, of the folders that the provisioning of Grafana names."""
        (file,) = (self.folder / "grafana" / "provisioning" / "dashboards").iterdir()
        volumes = self.compose["services"]["grafana"]["volumes"]
        mounted = {each["target"]: each["source"] for each in volumes if isinstance(each, dict)}
        found: dict[str, dict[str, Any]] = {}
        for provider in read(file)["providers"]:
            place = provider["options"]["path"]
            (root,) = [target for target in mounted if place == target or place.startswith(f"{target}/")]
            folder = self.folder / str(mounted[root]) / place.removeprefix(root).strip("/")
            for each in sorted(folder.glob("*.json")):
                dashboard = json.loads(each.read_text(encoding="utf-8"))
                assert dashboard["title"] not in found
                found[dashboard["title"]] = dashboard
        return found

    @cached_property
    def metrics(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What `monitorgen list metrics` says, by entry and metric."""
        return {(each["exposed_by"], each["metric"]): each for each in self.listed("metrics")}

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """What `monitorgen list` says of this environment."""
        home = self.folder.parent
        arguments = ("--specs", self.specs, "--system", self.system, "--env", self.environment, "--format", "json")
        done = run_here("list", kind, *arguments, cwd=home)
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)[kind]
        return found

    def reads(self, expression: str) -> set[str]:
        """The scraped metrics that an expression is made of, recording rules looked through."""
        recorded = {rule["record"] for rule in self.rules if "record" in rule}
        return {str(each.metric) for each in self.selectors(expression)} - recorded

    def trees(self, expression: str) -> Iterator[Node]:
        """The tree of an expression, and those of the recording rules that it reads."""
        recorded = {rule["record"]: rule["expr"] for rule in self.rules if "record" in rule}
        root = tree(expression)
        yield root
        for name in {str(each.metric) for each in selectors(root)} & recorded.keys():
            yield from self.trees(recorded[name])

    def nodes(self, expression: str) -> list[Node]:
        """All parts of them."""
        return [node for root in self.trees(expression) for node in walk(root)]

    def selectors(self, expression: str) -> list[VectorSelector]:
        """The series that they read, those that are recorded too."""
        return [each for root in self.trees(expression) for each in selectors(root)]

    def _named(self, key: str) -> list[Path]:
        base = self.folder / "prometheus"
        files = sorted(file for pattern in self.prometheus[key] for file in base.glob(pattern))
        assert files, f"{key} names no file"
        return files


def built(system: str, home: Path) -> dict[str, Built]:
    """Build a system of specs/ into the new folder `home`; its environments by name."""
    specs = ROOT / "specs"
    done = run_here("build", "--specs", specs, "--system", system, "--out", home / "out", "--no-cache", cwd=home)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    folders = sorted(folder for folder in (home / "out" / system).iterdir() if folder.is_dir())
    return {folder.name: Built(system, folder.name, folder, specs) for folder in folders}


def tree(expression: str) -> Node:
    """The expression, those of dashboards with anything for what people choose."""
    return parse(settled(expression).text)


def panels(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The panels of a dashboard, those in rows that are folded too."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", ())
        else:
            yield panel


def queries(panel: dict[str, Any]) -> list[str]:
    """What a panel asks Prometheus."""
    return [target["expr"] for target in panel.get("targets", ())]


def seconds(duration: str) -> int:
    """The length of a duration of Prometheus, such as `1h30m`."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([smhd])", duration))


def read(file: Path) -> dict[str, Any]:
    """A file of JSON, or of YAML."""
    text = file.read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text) if file.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return loaded
