"""Fixtures of all tests: external tools, real servers on loopback, the command line; see `tests/support`."""

from __future__ import annotations

import os
import signal
from functools import partial
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support import cli, servers, tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

# No deadline: the machines are shared. In CI the same examples at every run: a red one must be the change's own.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_configure() -> None:
    """Ctrl-C as a terminal has it: in the background of a script it is ignored, and every child would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


WHOLE = ("acceptance", "bad", "cli", "packaging", "pull_requests")
"""Rooms whose tests run the program as a whole, a second and more for most: slow, all of them."""
LONG = ("live", "proof", "pull_requests", "acceptance", "packaging", "docs", "scripts")
"""Rooms with the files that take longest: begun first, so that no worker is alone with one of them at the end."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whether a room need not be read, as all of it is slow and slow tests are not wanted."""
    is_room = collection_path.parent == config.rootpath / "tests" and collection_path.name in WHOLE
    return True if is_room and str(config.getoption("markexpr")).startswith("not slow") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is quick first, then what is slow, then what starts servers: bad news comes early."""

    def room(item: pytest.Item) -> str:
        return item.path.relative_to(item.config.rootpath).parts[1]

    for item in items:
        if room(item) in WHOLE:
            item.add_marker(pytest.mark.slow)
    order = {name: number for number, name in enumerate(LONG)}

    def place(item: pytest.Item) -> tuple[int, int]:
        marks = {mark.name for mark in item.iter_markers()}
        return 2 if "live" in marks else int("slow" in marks), order.get(room(item), len(LONG))

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def user_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is remembered between builds is not put beside what the user's own builds remember."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def find_tool() -> tools.FindTool:
    """Where an external tool is: `find_tool("promtool")`, `find_tool("promtool", old=True)`."""
    return tools.find_tool


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """A function for free ports of loopback."""
    return servers.free_port


@pytest.fixture
def serve(find_tool: tools.FindTool, tmp_path_factory: pytest.TempPathFactory) -> servers.Serve:
    """Real servers: `with serve("prometheus", folder / "prometheus.yml") as server: server.get("/api/v1/rules")`."""

    def start(
        name: servers.ServerName,
        config: Path,
        *,
        old: bool = False,
        arguments: Sequence[str] = (),
        port: int = 0,
        environment: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[servers.Server]:
        folder = tmp_path_factory.mktemp(name) / "run"
        return servers.serving(name, find_tool(name, old=old), config, arguments, folder, port, environment)

    return start


@pytest.fixture
def run_cli(tmp_path_factory: pytest.TempPathFactory) -> cli.RunCli:
    """The command line: `run_cli("build", cwd=folder).returncode`."""
    return partial(cli.run_cli, home=tmp_path_factory.mktemp("home"))
