"""The copy in which every secret file exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.tools.find import Tool, find
from monitorgen.tools.promtool import check_config
from monitorgen.tools.stage import staged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

SCRAPE = """\
# Überwachung der API
scrape_configs:
  - job_name: api
    authorization: {credentials_file: ../secrets/api}
  - job_name: 'päyments'
    basic_auth: {username: "ü", password_file: "/run/secrets/pay"}   # kept
    tls_config: {ca_file: /run/secrets/pay_ca, cert_file: /run/secrets/pay_cert, key_file: /run/secrets/pay_key}
"""
ALERTMANAGER = """\
route: {receiver: chat}
receivers:
  - name: chat
    slack_configs: [{api_url_file: secrets/slack, channel: '#a'}]
    pagerduty_configs: [{routing_key_file: ../../../outside/key}]
"""


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """The output of one environment, which names secrets that are not there."""
    folder = tmp_path / "out" / "shop" / "production"
    (folder / "prometheus" / "scrape").mkdir(parents=True)
    (folder / "alertmanager").mkdir()
    (folder / "docs").mkdir()
    (folder / "prometheus" / "prometheus.yml").write_text("scrape_config_files: [scrape/*.yml]\n")
    (folder / "prometheus" / "scrape" / "api.yml").write_text(SCRAPE)
    (folder / "alertmanager" / "alertmanager.yml").write_text(ALERTMANAGER)
    return folder


def test_promtool_accepts_the_copy_though_not_the_output(find_tool: FindTool, environment: Path) -> None:
    promtool = find("promtool", find_tool("promtool"))
    assert isinstance(promtool, Tool)
    assert not check_config(promtool, environment / "prometheus" / "prometheus.yml").ok
    with staged(environment) as copy:
        report = check_config(promtool, copy / "prometheus" / "prometheus.yml")
    assert (report.ok, report.findings) == (True, ())


def test_each_named_file_exists_inside_the_copy(environment: Path) -> None:
    with staged(environment) as copy:
        assert (copy / "prometheus" / "secrets" / "api").read_text() == "placeholder\n"
        jobs = yaml.safe_load((copy / "prometheus" / "scrape" / "api.yml").read_text())["scrape_configs"]
        moved = [jobs[1]["basic_auth"]["password_file"], *jobs[1]["tls_config"].values()]
        receivers = yaml.safe_load((copy / "alertmanager" / "alertmanager.yml").read_text())["receivers"]
        moved.append(receivers[0]["pagerduty_configs"][0]["routing_key_file"])
        assert len(set(moved)) == 5
        for path in moved:
            assert copy in (copy / path).resolve().parents
            assert (copy / path).is_file()


def test_urls_lead_nowhere(environment: Path) -> None:
    with staged(environment) as copy:
        assert (copy / "alertmanager" / "secrets" / "slack").read_text() == "http://127.0.0.1:9/\n"


def test_lines_stay_where_they_are_and_the_rest_of_them_as_it_was(environment: Path) -> None:
    with staged(environment) as copy:
        lines = (copy / "prometheus" / "scrape" / "api.yml").read_text().splitlines()
        assert lines[:4] == SCRAPE.splitlines()[:4]
        assert lines[5].startswith('    basic_auth: {username: "ü", password_file: "')
        assert lines[5].endswith('pay"}   # kept')
        assert len(lines) == len(SCRAPE.splitlines())


def test_the_output_is_not_touched_and_the_copy_is_removed(environment: Path) -> None:
    before = sorted(environment.parent.parent.parent.rglob("*"))
    with staged(environment) as copy:
        assert copy.is_dir()
        assert not (copy / "docs").exists()
    assert not copy.exists()
    assert sorted(environment.parent.parent.parent.rglob("*")) == before


def test_the_stack_is_there_with_a_value_for_each_variable(environment: Path) -> None:
    (environment / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (environment / ".env.example").write_text("# A=1\nSLACK_URL=''\n\n# other\nPG=''\n", encoding="utf-8")
    with staged(environment) as copy:
        assert (copy / "compose.yaml").read_text(encoding="utf-8") == "services: {}\n"
        assert (copy / ".env").read_text(encoding="utf-8") == "SLACK_URL=placeholder\nPG=placeholder\n"
