"""`monitorgen serve` over real HTTP: pages of the specs as they are, errors beside the old pages, a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Run, change, tree
from tests.support.cli import clean_environment
from tests.support.servers import fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVICES = "specs/shop/services.yaml"
PAGE = "shop/production/docs/services/checkout.html"


class Serving:
    """A `serve` that runs, where its pages are, and what it has said so far."""

    def __init__(self, folder: Path, temporary: Path, *arguments: str) -> None:
        self.temporary = temporary
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitorgen", "serve", "--port", "0", *arguments],
            cwd=folder, env={**clean_environment(folder), "TMPDIR": str(temporary)}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip()

    def _read(self) -> None:
        assert self.process.stderr is not None
        while part := os.read(self.process.stderr.fileno(), 4096):
            self.said += part.decode()

    def until(self, holds: Callable[[], bool], limit: float = 60.0) -> None:
        end = time.monotonic() + limit
        while not holds():
            assert time.monotonic() < end, f"nothing happened; it said:\n{self.said}"
            assert self.process.poll() is None, f"it ended; it said:\n{self.said}"
            time.sleep(0.05)

    def rounds(self, number: int) -> None:
        """Wait until it waits for the so many-th time."""
        self.until(lambda: self.said.count("watching specs; Ctrl-C ends it") >= number)

    def page(self, path: str = PAGE) -> str:
        return fetched(f"{self.url}{path}").decode()

    def signalled(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self._reader.join()
        return code

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture
def serve(shop_with_pages: Path, tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Serves the shop; what still runs at the end of the test is ended."""
    started: list[Serving] = []
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def start(*arguments: str) -> Serving:
        started.append(Serving(shop_with_pages, temporary, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.mark.slow
def test_pages_follow_the_specs_and_stay_while_these_have_errors(shop: Path, serve: Callable[..., Serving]) -> None:
    serving = serve("--env", "production")
    serving.rounds(1)
    assert serving.url.startswith("http://127.0.0.1:")
    assert fetched(serving.url) == fetched(f"{serving.url}shop/production/docs/index.html")
    first = serving.page()
    change(shop / SERVICES, "for: 10m", "for: 25m")
    serving.rounds(2)
    second = serving.page()
    assert second != first
    assert "25m" in second
    change(shop / SERVICES, "for: 25m", "for: ten minutes")
    serving.rounds(3)
    assert "specs/shop/services.yaml:13:14" in serving.said
    assert serving.page() == second
    assert serving.signalled(signal.SIGINT) == 0
    assert "Traceback" not in serving.said
    assert list(serving.temporary.iterdir()) == []
    assert not (shop / "out").exists()


@pytest.mark.slow
def test_news_of_a_build_and_of_what_is_wrong_reach_the_pages(shop: Path, serve: Callable[..., Serving]) -> None:
    import http.client
    import json
    from urllib.parse import urlsplit

    serving = serve("--env", "production", "--quiet")
    serving.until(lambda: "</html>" in fetched(serving.url).decode())
    connection = http.client.HTTPConnection(urlsplit(serving.url).netloc, timeout=60)
    connection.request("GET", "/.monitorgen/builds")
    news = connection.getresponse()

    def told() -> dict[str, str]:
        while not (line := news.readline().decode()).startswith("data: "):
            assert line, "it ended"
        found: dict[str, str] = json.loads(line.removeprefix("data: "))
        return found

    now = told()
    while now["build"].endswith("-0"):
        now = told()
    old = serving.page()
    change(shop / SERVICES, "for: 10m", "for: ten minutes")
    wrong = told()
    assert wrong["build"] == now["build"]
    assert "specs/shop/services.yaml:13:14" in wrong["wrong"]
    assert serving.page() == old
    change(shop / SERVICES, "for: ten minutes", "for: 20m")
    mended = told()
    assert mended["wrong"] == ""
    assert mended["build"] != now["build"]
    assert serving.page() != old
    connection.close()
    assert serving.signalled(signal.SIGTERM) == 0
    assert list(serving.temporary.iterdir()) == []


@pytest.mark.slow
def test_a_folder_of_ones_own_is_kept_and_nothing_of_others_in_it_is_touched(
    shop: Path, serve: Callable[..., Serving], run: Run
) -> None:
    assert run("build", "--out", "pages").code == 0
    before = tree(shop / "pages")
    serving = serve("--env", "production", "--out", "pages")
    serving.rounds(1)
    assert "staging" in serving.page("")
    assert serving.signalled(signal.SIGINT) == 0
    assert tree(shop / "pages") == before


@pytest.mark.slow
def test_others_are_let_in_only_with_a_warning(serve: Callable[..., Serving]) -> None:
    serving = serve("--host", "0.0.0.0", "--quiet")
    assert "Warning: everybody who can reach 0.0.0.0 can read these pages" in serving.said
    assert serving.signalled(signal.SIGINT) == 0


def test_a_port_that_is_taken_is_told(shop: Path, run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.code == 2
    assert f"can't listen on 127.0.0.1 port {port}: Address already in use; --port chooses another" in done.err


def test_the_folder_may_not_be_among_the_specs(shop: Path, run: Run) -> None:
    assert run("serve", "--out", "specs/shop/out").code == 2


def test_a_folder_with_other_things_in_it_is_not_shown(shop: Path, run: Run) -> None:
    (shop / "pages/private").mkdir(parents=True)
    (shop / "pages/private/key").write_text("k")
    done = run("serve", "--port", "0", "--out", "pages")
    assert done.code == 2
    assert "pages/private is no system that was built, and all of pages would be shown" in done.err


def test_an_environment_that_there_is_not_ends_it(shop: Path, run: Run) -> None:
    done = run("serve", "--port", "0", "--env", "stagin")
    assert done.code == 2
    assert "staging" in done.err
