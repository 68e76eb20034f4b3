"""What is given away over HTTP: files of the folder, and nothing else; pages learn of builds."""

from __future__ import annotations

import http.client
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.serving.server import Builds, Server, contents, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "<html><body><p>the page</p></body></html>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with the portal of a system, and secrets around it."""
    docs = tmp_path / "out/shop/production/docs"
    (docs / "services").mkdir(parents=True)
    (docs / "index.html").write_text(PAGE)
    (docs / "services/a b&c.html").write_text(PAGE)
    (docs / "style.css").write_text("p {}")
    (docs / "picture.svg").write_text("<svg/>")
    (docs / "page.md").write_text("# A page")
    (docs.parent / ".env").write_text("SECRET=1")
    (tmp_path / "secret.html").write_text("SECRET")
    (docs / "link.html").symlink_to(tmp_path / "secret.html")
    (docs / "inside.html").symlink_to("index.html")
    (docs / "folder").symlink_to(tmp_path)
    os.mkfifo(docs / "pipe.html")
    return tmp_path / "out"


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    """The folder, served at a free port."""
    server = Server("127.0.0.1", 0, Builds(root))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.builds.close()
    server.shutdown()
    thread.join()
    server.server_close()


class Answer:
    """What came back."""

    def __init__(self, server: Server, path: str, method: str = "GET", host: str | None = None) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
        connection.putrequest(method, path, skip_host=host is not None)
        if host is not None:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read().decode()
        connection.close()


SHOP = "/shop/production/docs"


def test_a_page_is_given_with_the_script_that_loads_it_again(server: Server) -> None:
    page = Answer(server, f"{SHOP}/index.html")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    script = f'<script src="/.monitorgen/reload.js" data-build="{server.builds.name}"></script>'
    assert page.body == PAGE.replace("</body>", f"{script}\n</body>")
    assert Answer(server, f"{SHOP}/services/a%20b%26c.html?x#y").status == 200
    assert "EventSource" in Answer(server, "/.monitorgen/reload.js").body


@pytest.mark.parametrize(
    ("name", "kind"),
    [("style.css", "text/css"), ("picture.svg", "image/svg+xml"), ("page.md", "text/plain")],
)
def test_other_files_are_given_as_they_are(server: Server, root: Path, name: str, kind: str) -> None:
    answer = Answer(server, f"{SHOP}/{name}")
    assert answer.body == (root / "shop/production/docs" / name).read_text()
    assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html", "/%2e%2e/secret.html", "/shop/../../secret.html", "/..%2fsecret.html", "/..%5csecret.html",
        f"{SHOP}/link.html", f"{SHOP}/inside.html", f"{SHOP}/folder/secret.html", f"{SHOP}/pipe.html",
        "/shop/production/.env", "/shop/production/%2eenv", "//etc/passwd", "/%2fetc/passwd", f"{SHOP}/%00", "/%ff",
        f"{SHOP}//index.html", f"{SHOP}/./index.html", f"{SHOP}/index.html/", f"{SHOP}/none.html", "/.monitorgen/x",
        "/shop/production",
    ],
)  # fmt: skip
def test_nothing_else_is_given_away(server: Server, path: str) -> None:
    answer = Answer(server, path)
    assert answer.status == 404
    assert "SECRET" not in answer.body
    assert "root:" not in answer.body


@given(st.lists(st.text(max_size=8) | st.sampled_from(["..", ".", "folder", "docs", "link.html", "shop"]), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_for_nothing_outside_is_read(root: Path, parts: list[str]) -> None:
    for start in ([], ["shop", "production", "docs"]):
        assert b"SECRET" not in (contents(root, [*start, *parts]) or b"")


def test_a_folder_is_its_first_page(server: Server) -> None:
    assert Answer(server, "/").headers["Location"] == f"{SHOP}/"
    assert Answer(server, SHOP).headers["Location"] == f"{SHOP}/"
    assert "the page" in Answer(server, f"{SHOP}/").body


def test_of_several_portals_one_chooses(server: Server, root: Path) -> None:
    (root / "shop/staging.eu/docs").mkdir(parents=True)
    (root / "shop/staging.eu/docs/index.html").write_text(PAGE)
    front = Answer(server, "/")
    assert front.status == 200
    assert [f'href="/shop/{each}/docs/index.html"' in front.body for each in ("production", "staging.eu")] == [
        True,
        True,
    ]


def test_before_the_first_build_the_page_says_so_and_waits(tmp_path: Path, server: Server) -> None:
    server.builds.root = tmp_path / "nothing"
    front = Answer(server, "/")
    assert "No pages yet" in front.body
    assert "reload.js" in front.body


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"])
def test_a_browser_that_means_this_machine_is_answered(server: Server, host: str) -> None:
    assert Answer(server, f"{SHOP}/", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8000", "127.0.0.1.example.org", "", "[", "10.0.0.1", "a@b"]
)
def test_names_of_others_that_lead_here_are_not(server: Server, host: str) -> None:
    answer = Answer(server, f"{SHOP}/", host=host)
    assert answer.status == 403
    assert "the page" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(server: Server, method: str) -> None:
    assert Answer(server, f"{SHOP}/", method=method).status == 501


def test_whoever_asks_for_the_head_gets_no_content(server: Server) -> None:
    answer = Answer(server, f"{SHOP}/", method="HEAD")
    assert (answer.status, answer.body) == (200, "")
    assert Answer(server, "/.monitorgen/builds", method="HEAD").body == ""


def test_pages_are_told_of_builds_until_it_ends(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    connection.request("GET", "/.monitorgen/builds")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"

    def told() -> dict[str, str]:
        line, end = answer.readline().decode(), answer.readline()
        assert end == b"\n"
        found: dict[str, str] = json.loads(line.removeprefix("data: "))
        return found

    first = told()
    assert first == {"build": server.builds.name, "wrong": ""}
    server.builds.done("a.yaml:1:1: error", changed=False)
    assert told() == {**first, "wrong": "a.yaml:1:1: error"}
    server.builds.done("", changed=True)
    last = told()
    assert last["wrong"] == ""
    assert last["build"] != first["build"]
    server.builds.close()
    assert answer.read() == b""
    connection.close()


def test_the_first_pages_are_new_even_where_the_folder_had_them(root: Path) -> None:
    builds = Builds(root)
    before = builds.name
    builds.done("wrong", changed=False)
    assert builds.name == before
    builds.done("", changed=False)
    assert builds.name != before
    after = builds.name
    builds.done("", changed=False)
    assert builds.name == after


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.1", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_only_loopback_is_ours_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
