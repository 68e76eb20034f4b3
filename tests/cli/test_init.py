"""`monitorgen init`: a project that builds at once and never costs anybody a file."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from monitorgen.cli.group import COMMANDS
from tests.cli.conftest import tree, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.support.tools import FindTool


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_builds_without_a_finding(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", "shop").code == 0
    monkeypatch.chdir(here / "shop")
    built = run("build")
    assert built.code == 0
    assert re.fullmatch(r"out: \d+ added, 0 changed, 0 removed, 0 unchanged\n(\d+) alerts: \1 proven\n", built.err)
    assert run("build", "--check").code == 0


def test_the_validators_have_nothing_to_say(
    here: Path, run: Run, find_tool: FindTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "shop")
    monkeypatch.chdir(here / "shop")
    tools = [part for name in ("promtool", "amtool", "docker-compose") for part in (f"--{name}", find_tool(name))]
    done = run("check", *tools, "--require-tools")
    assert (done.code, done.out.count(" ok\n")) == (0, 8)


def test_the_commands_that_it_names_work(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("init", "shop").out
    assert "  cd shop\n" in told
    monkeypatch.chdir(here / "shop")
    commands = [line.split("  ")[0].split()[1:] for line in map(str.strip, told.splitlines()) if line[:3] == "mon"]
    assert [command[0] for command in commands] == ["build", "check", "show"]
    assert all(command[0] in COMMANDS for command in commands)
    assert all(run(*command).code == 0 for command in commands)


def test_it_tells_each_file_that_it_wrote(here: Path, run: Run) -> None:
    told = run("init", "shop").out
    assert all(f"  {path} " in told for path in tree(here / "shop"))
    written = [".gitattributes", ".gitignore", "specs/shop/services.yaml", "specs/shop/system.yaml"]
    assert sorted(tree(here / "shop")) == written


def test_the_system_is_named_after_the_folder_as_far_as_that_is_a_name(here: Path, run: Run) -> None:
    run("init", "My Shop!")
    assert (here / "My Shop!/specs/my-shop/system.yaml").read_text().count("\nsystem: my-shop\n") == 1
    run("init", "2026", "--name", "bank")
    assert (here / "2026/specs/bank/system.yaml").exists()


@pytest.mark.parametrize("name", ["Bank", "a/b", "", "..", "a" * 64])
def test_a_name_that_is_none_is_refused(name: str, here: Path, run: Run) -> None:
    assert run("init", "shop", "--name", name).code == 2
    assert tree(here) == {}


def test_nothing_is_overwritten(here: Path, run: Run) -> None:
    run("init", "shop")
    write(here / "shop/specs/shop/system.yaml", "mine\n")
    before = tree(here)
    done = run("init", "shop")
    assert done.code == 2
    assert "nothing is overwritten" in done.err
    assert tree(here) == before


def test_a_repository_keeps_its_own_gitattributes_and_learns_what_to_add(here: Path, run: Run) -> None:
    write(here / ".gitattributes", "*.png binary\n")
    told = run("init", "--name", "shop").out
    assert (here / ".gitattributes").read_text() == "*.png binary\n"
    assert "out/** linguist-generated=true" in told
    assert "cd " not in told


def test_a_repository_keeps_its_own_gitignore_and_learns_what_to_add(here: Path, run: Run) -> None:
    write(here / ".gitignore", "/venv/\n")
    told = run("init", "--name", "shop").out
    assert (here / ".gitignore").read_text() == "/venv/\n"
    assert "Add this to .gitignore:\n\n  out/.monitorgen/\n  out/*/*/secrets/\n" in told


def test_git_never_sees_a_secret_nor_the_workshop_of_a_build(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "shop")
    monkeypatch.chdir(here / "shop")
    run("build")
    for secret in ("production/secrets/slack_url", ".monitorgen/journal"):
        write(here / "shop/out" / ("" if secret[0] == "." else "shop") / secret, "hidden")
    subprocess.run(["git", "init", "-q"], check=True)
    seen = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)
    assert "out/shop/production/prometheus/prometheus.yml" in seen.stdout
    assert "secrets/" not in seen.stdout
    assert ".monitorgen" not in seen.stdout


def test_a_second_system_can_be_added(here: Path, run: Run) -> None:
    assert run("init", "--name", "shop").code == 0
    assert run("init", "--name", "bank").code == 0
    assert run("build").code == 0


def test_a_folder_that_is_a_file_is_wrong_use(here: Path, run: Run) -> None:
    write(here / "shop", "a file\n")
    assert run("init", "shop").code == 2
