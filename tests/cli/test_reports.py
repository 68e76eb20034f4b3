"""What commands find, for the tools beside a pull request: formats, report files, names from the repository's root."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, get_args
from xml.etree import ElementTree as ET

import pytest

from monitorgen.cli.options import FORMATS, REPORTS
from monitorgen.render import Format
from tests.cli.conftest import change, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.support.tools import FindTool

SERVICES = "specs/shop/services.yaml"


@pytest.fixture
def wrong(shop: Path) -> Path:
    """The shop with an error, as a folder of a repository."""
    change(shop / SERVICES, "for: 10m", "for: ten minutes")
    subprocess.run(["git", "init", "--quiet", shop.parent], check=True)
    return shop


def test_the_command_line_knows_the_formats_that_there_are() -> None:
    assert get_args(Format) == FORMATS
    assert set(REPORTS) < set(FORMATS)


@pytest.mark.parametrize("command", [("validate",), ("build",), ("build", "--check"), ("check",)])
@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit"])
def test_every_command_names_the_file_from_the_root_of_the_repository(
    command: tuple[str, ...], form: str, wrong: Path, run: Run
) -> None:
    done = run(*command, "--format", form)
    assert (done.code, done.err) == (1, "")
    assert "project/specs/shop/services.yaml" in done.out
    assert "projectproject" not in done.out.replace("/", "")


def test_people_and_json_name_it_from_where_they_stand(wrong: Path, run: Run) -> None:
    assert "--> specs/shop/services.yaml:13:14" in run("validate").err
    assert '"specs/shop/services.yaml"' in run("validate", "--format", "json").out


def test_outside_of_a_repository_names_stay(shop: Path, run: Run) -> None:
    change(shop / SERVICES, "for: 10m", "for: ten minutes")
    assert "file=specs/shop/services.yaml,line=13," in run("validate", "--format", "github").out


def test_specs_are_named_by_their_own_repository_when_called_from_outside(
    wrong: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    done = run("validate", "--specs", wrong / "specs", "--format", "github")
    assert "file=project/specs/shop/services.yaml,line=13," in done.out


def test_a_linked_working_tree_is_a_repository_too(shop: Path, run: Run) -> None:
    change(shop / SERVICES, "for: 10m", "for: ten minutes")
    write(shop.parent / ".git", "gitdir: /elsewhere/.git/worktrees/x\n")
    assert "file=project/specs/shop/services.yaml,line=13," in run("validate", "--format", "github").out


def test_a_link_to_the_specs_is_named_by_what_it_leads_to(wrong: Path, run: Run) -> None:
    (wrong / "link").symlink_to("specs")
    done = run("validate", "--specs", "link", "--format", "github")
    assert "file=project/specs/shop/services.yaml,line=13," in done.out


def test_reports_are_written_beside_what_is_told(wrong: Path, run: Run) -> None:
    done = run(
        *("validate", "--report", "sarif=reports/a.sarif", "--report", "junit=reports/junit.xml"),
        *("--report", "gitlab=gl.json", "--report", "json=all.json"),
    )
    assert done.code == 1
    assert "error[MG" in done.err
    assert json.loads((wrong / "reports/a.sarif").read_text())["version"] == "2.1.0"
    assert ET.fromstring((wrong / "reports/junit.xml").read_bytes()).get("failures") == "1"
    assert [each["location"]["lines"]["begin"] for each in json.loads((wrong / "gl.json").read_text())] == [13]
    assert json.loads((wrong / "all.json").read_text())["specs"] == "specs"


def test_a_report_holds_warnings_though_the_terminal_is_quiet(shop: Path, run: Run) -> None:
    change(shop / SERVICES, "orders_total: {type: counter", "orders: {type: counter")
    change(shop / SERVICES, "rate: orders_total", "rate: orders")
    done = run("validate", "-q", "--report", "gitlab=gl.json")
    assert (done.code, done.err) == (0, "")
    assert {each["severity"] for each in json.loads((shop / "gl.json").read_text())} == {"minor"}


def test_a_report_of_nothing_is_one_too(shop: Path, run: Run) -> None:
    assert run("validate", "--report", "gitlab=gl.json").code == 0
    assert json.loads((shop / "gl.json").read_text()) == []


@pytest.mark.parametrize("value", ["gl.json", "gitlab", "gitlab=", "human=a", "github=a", "=a", "sarf=a"])
def test_a_report_that_cannot_be_is_wrong_use(value: str, shop: Path, run: Run) -> None:
    done = run("validate", "--report", value)
    assert done.code == 2
    assert "FORMAT=FILE with json, gitlab, sarif or junit" in done.err


def test_a_report_that_cannot_be_written_is_told(shop: Path, run: Run) -> None:
    done = run("validate", "--report", "json=specs/shop/system.yaml/x")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_the_files_that_are_fine_are_test_cases_that_pass(wrong: Path, run: Run) -> None:
    root = ET.fromstring(run("validate", "--format", "junit").out)
    cases = {case.get("file"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        "project/specs/shop/services.yaml": ["failure"],
        "project/specs/shop/system.yaml": [],
    }


def test_every_check_of_every_environment_is_a_test_case(shop: Path, run: Run, find_tool: FindTool) -> None:
    tools = ("--promtool", find_tool("promtool"), "--amtool", find_tool("amtool"))
    root = ET.fromstring(run("check", *tools, "--format", "junit").out)
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert names[:2] == [("shop", "services.yaml"), ("shop", "system.yaml")]
    assert names[2:6] == [
        ("shop/production", "promtool check config"),
        ("shop/production", "promtool check rules"),
        ("shop/production", "amtool check-config"),
        ("shop/production", "docker-compose config"),
    ]
    assert len(names) == 10
    with (shop / SERVICES).open("a") as stream:
        stream.write("stack: {prometheus: {config: {global: {no_such_field: 1}}}}\n")
    root = ET.fromstring(run("check", *tools, "--env", "production", "--format", "junit").out)
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["promtool check config"]


def test_what_does_not_run_is_skipped_or_fails_where_it_is_required(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    root = ET.fromstring(run("check", "--format", "junit").out)
    assert root.get("skipped") == "8"
    root = ET.fromstring(run("check", "--require-tools", "--format", "junit").out)
    assert (root.get("skipped"), root.get("failures")) == ("0", "8")


def test_a_file_that_is_not_up_to_date_is_a_finding_at_that_file(shop: Path, run: Run) -> None:
    run("build")
    subprocess.run(["git", "init", "--quiet", shop.parent], check=True)
    change(shop / SERVICES, "above: 2%", "above: 3%")
    found = json.loads(run("build", "--check", "--env", "production", "--format", "gitlab").out)
    assert {each["check_name"] for each in found} == {"MG819"}
    paths = {each["location"]["path"] for each in found}
    assert "project/out/shop/production/prometheus/rules/checkout.yml" in paths
    assert all((shop.parent / path).is_file() for path in paths)


def test_what_keeps_the_output_from_being_written_is_told_in_every_format(shop: Path, run: Run) -> None:
    write(shop / "out", "a file\n")
    done = run("build", "--format", "gitlab", "--report", "sarif=a.sarif")
    assert done.code == 2
    assert [each["check_name"] for each in json.loads(done.out)] == ["MG814"]
    assert "MG814" in (shop / "a.sarif").read_text()
