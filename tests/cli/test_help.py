"""Help: there at once, with examples, and an answer to a misspelt word."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from monitorgen.cli.group import COMMANDS

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HEAVY = {"pydantic", "yaml", "jinja2", "promql_parser", "monitorgen.spec", "monitorgen.pipeline", "traceback"}
LOADED = """\
import sys
from monitorgen.cli import main
sys.argv[1:] = {arguments}
try:
    main()
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command imports."""
    program = LOADED.format(arguments=list(arguments))
    # Without coverage, which would import much of what is looked for itself.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=bare)
    return set(done.stderr.split())


def test_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    assert all(f"  {command} " in done.out for command in COMMANDS)
    assert "Exit codes: 0 fine, 1 findings" in done.out


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert not HEAVY & loaded_by(*arguments)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    assert not HEAVY - {"monitorgen.pipeline"} & loaded_by(command, "--help")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(command: str, run: Run) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"monitorgen {command}" in done.out.partition("Examples:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_line_in_the_overview_is_that_of_the_command(command: str) -> None:
    from monitorgen.cli.group import monitorgen

    found = monitorgen.get_command(monitorgen.make_context("monitorgen", ["schema"]), command)
    assert found is not None
    assert found.short_help == COMMANDS[command][1]


def test_a_misspelt_command_is_answered_with_the_nearest(run: Run) -> None:
    done = run("biuld")
    assert done.code == 2
    assert "Did you mean build?" in done.err


def test_an_unknown_option_is_wrong_use(run: Run) -> None:
    assert run("build", "--chekc").code == 2


def test_the_version_is_that_of_the_package(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").out == f"monitorgen {version('monitorgen')}\n"
