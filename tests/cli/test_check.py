"""`monitorgen check`: the official validators judge what the specs say now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Done, Run
    from tests.support.tools import FindTool


def with_tools(run: Run, find_tool: FindTool, *arguments: str, old: bool = False) -> Done:
    promtool, amtool = find_tool("promtool", old=old), find_tool("amtool", old=old)
    compose = find_tool("docker-compose")
    return run("check", "--promtool", promtool, "--amtool", amtool, "--docker-compose", compose, *arguments)


def test_a_sound_spec_passes_every_check_in_every_environment(shop: Path, run: Run, find_tool: FindTool) -> None:
    done = with_tools(run, find_tool)
    assert done.code == 0
    rows = [line.split() for line in done.out.splitlines()[1:]]
    assert len(rows) == 8
    assert {row[0] for row in rows} == {"shop/production", "shop/staging"}
    assert all(row[-1] == "ok" for row in rows)
    assert "8 checks ran, 0 skipped" in done.err


def test_it_writes_nothing_and_says_that_out_is_not_what_was_checked(shop: Path, run: Run, find_tool: FindTool) -> None:
    before = tree(shop)
    assert "out is not up to date" in with_tools(run, find_tool, "--env", "production").err
    assert tree(shop) == before
    run("build")
    assert "not up to date" not in with_tools(run, find_tool, "--env", "production").err
    change(shop / "specs/shop/services.yaml", "above: 2%", "above: 3%")
    assert "out is not up to date" in with_tools(run, find_tool, "--env", "production").err


def test_what_a_validator_refuses_is_an_error_in_the_output(shop: Path, run: Run, find_tool: FindTool) -> None:
    # A way out that monitorgen does not judge: what is merged into Prometheus's own file.
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("stack: {prometheus: {config: {global: {no_such_field: 1}}}}\n")
    done = with_tools(run, find_tool)
    assert done.code == 1
    assert "error[MG901]" in done.err
    assert "out/shop/production/prometheus/prometheus.yml:" in done.err


def test_it_names_the_versions_of_tools_and_servers(shop: Path, run: Run, find_tool: FindTool) -> None:
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("stack: {prometheus: {version: 3.5.3}}\n")
    document = with_tools(run, find_tool, "--format", "json", "--env", "production").document()
    checks = document["checks"]
    assert isinstance(checks, list)
    assert [each["check"] for each in checks] == [
        "promtool check config",
        "promtool check rules",
        "amtool check-config",
        "docker-compose config",
    ]
    assert checks[0]["for"] == "Prometheus 3.5.3"
    assert all(each["ok"] and each["version"] for each in checks)


def test_old_validators_are_not_asked_what_they_cannot_know(shop: Path, run: Run, find_tool: FindTool) -> None:
    done = with_tools(run, find_tool, old=True)
    assert done.code == 0
    assert "which its lints need" in done.out
    assert "is older than 0.30, which the files need" in done.out
    assert with_tools(run, find_tool, "--require-tools", old=True).code == 1


@pytest.fixture
def without_tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing on PATH; the shop is in no repository, so that no .tools is near either."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("without_tools")
def test_missing_tools_are_told_and_required_ones_are_errors(shop: Path, run: Run) -> None:
    done = run("check")
    assert done.code == 0
    assert "0 checks ran, 8 skipped" in done.err
    assert "promtool is neither in .tools/bin nor on PATH" in done.out
    assert "MG906" in done.err
    required = run("check", "--require-tools")
    assert required.code == 1
    assert "error[MG906]" in required.err


def test_with_errors_in_the_specs_nothing_is_checked(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    done = run("check")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("nothing was checked\n")


def test_an_unknown_tool_is_wrong_use(shop: Path, run: Run) -> None:
    assert run("check", "--promtool", "nowhere").code == 2


def test_a_tool_that_is_none_is_told(shop: Path, run: Run) -> None:
    write(shop / "promtool", "#!/bin/sh\nexit 0\n")
    (shop / "promtool").chmod(0o755)
    done = run("check", "--promtool", "promtool", "--require-tools")
    assert done.code == 1
    assert "says none" in done.err
