"""The tour of the README, as a newcomer walks it: start, break something, be told, mend it, be told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.support.servers import wait_until
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

pytestmark = pytest.mark.live

START = ROOT / "docs" / "tour" / "start"
PORTS = (5001, 8000, 9090, 9093)


def taken(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def post(path: str) -> None:
    """Tell the shop something, past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(urllib.request.Request(f"http://127.0.0.1:8000{path}", method="POST"), timeout=10).close()


def test_a_port_that_is_taken_is_told_before_anything_starts(find_tool: FindTool) -> None:
    find_tool("prometheus")
    with socket.socket() as other:
        if not taken(5001):
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", 5001))
            other.listen()
        done = subprocess.run([START], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "port 5001 is taken: end what listens there first\n"


def test_the_tour_ends_with_a_notification_and_its_end(find_tool: FindTool, tmp_path: Path) -> None:
    for name in ("prometheus", "alertmanager"):
        find_tool(name)
    if busy := [port for port in PORTS if taken(port)]:
        assert not os.environ.get("CI"), busy
        pytest.skip(f"the tour's ports are taken: {busy}")
    log = tmp_path / "log"
    with log.open("wb") as sink:
        tour = subprocess.Popen([START], stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        said = log.read_text
        assert wait_until(lambda: "running: " in said(encoding="utf-8"), 60), said(encoding="utf-8")
        post("/break")
        assert wait_until(lambda: "FIRING warning: shop: High error rate" in said(encoding="utf-8"), 90)
        post("/mend")
        assert wait_until(lambda: "RESOLVED warning: shop: High error rate" in said(encoding="utf-8"), 150)
    finally:
        tour.send_signal(signal.SIGTERM)
        assert tour.wait(30) == 0
    assert wait_until(lambda: not any(taken(port) for port in PORTS), 15), "the tour leaves something behind"
