"""Real servers of the newest version and of the oldest that is promised, with what was built for them."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from monitorgen.tools.stage import staged
from tests.support.cli import run_cli
from tests.support.planned import planned
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.support.planned import Planned
    from tests.support.servers import Serve, Server, ServerName

OLD_STACK = {"prometheus": "2.42.0", "alertmanager": "0.25.0"}
FOUND = ("index-1.example.org:9200", "index-2.example.org:9200")
"""The targets in the file that something else keeps for the company's index."""


@dataclass(frozen=True)
class Case:
    """An environment of a system; `old` asks for the oldest versions of the servers."""

    folder: str
    old: bool = False

    def __str__(self) -> str:
        return self.folder + (" for old servers" if self.old else "")


CASES = [
    *(Case(str(made.relative_to(ROOT / "out"))) for made in sorted((ROOT / "out").glob("*/*"))),
    Case("mysmartnotes/production", old=True),
    Case("company/production.eu"),
    Case("company/production.eu", old=True),
    Case("company/staging"),
]


@dataclass(frozen=True)
class Deployed:
    """What was built, as it is deployed: `folder` holds `prometheus` and `alertmanager`, all secrets are there."""

    case: Case
    plan: Planned
    folder: Path


class Started(Protocol):
    """The fixture `started`."""

    def __call__(self, name: ServerName, deployed: Deployed) -> AbstractContextManager[Server]:
        """A server of the version that the configuration was built for."""


@pytest.fixture(scope="session", params=CASES, ids=str)
def deployed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Each case, built or, where it is committed, taken as it is."""
    case: Case = request.param
    system = case.folder.partition("/")[0]
    home = tmp_path_factory.mktemp("built")
    committed = (ROOT / "out" / system).is_dir()
    if committed and not case.old:
        specs, out = ROOT / "specs", ROOT / "out"
    else:
        specs, out = home / "specs", home / "out"
        source = ROOT / "specs" if committed else ROOT / "tests" / "systems" / system / "specs"
        shutil.copytree(source / system, specs / system)
        if case.old:
            _ask_for_old_servers(specs / system / "system.yaml")
        done = run_cli("build", cwd=home, home=home)
        assert done.returncode == 0, done.stderr
    with staged(out / case.folder) as folder:
        (folder / "prometheus" / "targets").mkdir()
        kept = folder / "prometheus" / "targets" / "index-a.json"
        kept.write_text(json.dumps([{"targets": FOUND}]), encoding="utf-8")
        yield Deployed(case, planned(specs, case.folder), folder)


def _ask_for_old_servers(system: Path) -> None:
    """Set the versions; what those can't read yet, a webhook's address in a file, becomes an address."""
    text = system.read_text(encoding="utf-8")
    text = text.replace("webhook: {url: {secret: heartbeat_url}}", "webhook: {url: 'https://beats.example.org'}")
    text = text.replace("prometheus: {retention: 30d}", "prometheus:\n    retention: 30d")
    for name, version in OLD_STACK.items():
        assert text.count(f"  {name}:\n") == 1
        text = text.replace(f"  {name}:\n", f"  {name}:\n    version: {version}\n")
    system.write_text(text, encoding="utf-8")


@pytest.fixture
def started(serve: Serve) -> Started:
    """Servers of what was deployed: `with started("prometheus", deployed) as server: ...`."""

    @contextmanager
    def start(name: ServerName, deployed: Deployed) -> Iterator[Server]:
        with serve(name, deployed.folder / name / f"{name}.yml", old=deployed.case.old) as server:
            yield server

    return start
