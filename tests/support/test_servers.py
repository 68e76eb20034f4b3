"""The fixture `serve` itself: servers start, answer, and are gone afterwards."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.servers import Serve, ServerName

CONFIGS: dict[ServerName, str] = {
    "prometheus": "global: {scrape_interval: 15s}\n",
    "alertmanager": "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n",
}
STATUS: dict[ServerName, str] = {"prometheus": "/api/v1/status/buildinfo", "alertmanager": "/api/v2/status"}


@pytest.mark.live
@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
@pytest.mark.parametrize("old", [False, True], ids=["current", "old"])
def test_a_server_answers_while_the_context_lasts(serve: Serve, tmp_path: Path, name: ServerName, old: bool) -> None:
    config = tmp_path / f"{name}.yml"
    config.write_text(CONFIGS[name])
    with serve(name, config, old=old) as server:
        assert isinstance(server.get(STATUS[name]), dict)
        os.kill(server.pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


@pytest.mark.live
def test_a_server_that_refuses_its_configuration_shows_why(serve: Serve, tmp_path: Path) -> None:
    config = tmp_path / "prometheus.yml"
    config.write_text("bogus: 1\n")
    with pytest.raises(AssertionError, match="field bogus not found"), serve("prometheus", config):
        pass


@pytest.mark.live
def test_a_server_that_ends_by_itself_fails_the_test(serve: Serve, tmp_path: Path) -> None:
    config = tmp_path / "alertmanager.yml"
    config.write_text(CONFIGS["alertmanager"])
    with pytest.raises(AssertionError, match="ended by itself"):
        kill_while_serving(serve, config)


def kill_while_serving(serve: Serve, config: Path) -> None:
    with serve("alertmanager", config) as server:
        os.kill(server.pid, 9)
        os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
