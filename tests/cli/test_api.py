"""`monitorgen api`: what changed in an API, in files, folders and commits; copies of documents on the web."""

from __future__ import annotations

import json
import subprocess
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

OLD = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /users/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: user.yaml}}}}}
  /gone: {get: {responses: {'200': {description: ok}}}}
"""
NEW = OLD.replace("/gone", "/new|er")
USER = "type: object\nproperties: {name: {type: string}, age: {type: integer}}\n"
SPEC = """\
monitorgen: v1
system: shop
environments: {production: {}}
secrets: {url: {}}
channels: {chat: {webhook: {url: {secret: url}}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: chat}}
services: {users: {port: 80, openapi: openapi/users.yaml}}
"""


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of an API in a folder each, in several files, beside each other in the current folder."""
    monkeypatch.chdir(tmp_path)
    for side, text, user in (("old", OLD, USER), ("new", NEW, USER.replace("age: {type: integer}", "mail: {}"))):
        (tmp_path / side).mkdir()
        (tmp_path / side / "api.yaml").write_text(text)
        (tmp_path / side / "user.yaml").write_text(user)
    return tmp_path


def test_what_breaks_is_told_by_operation_and_by_the_exit_code(sides: Path, run: Run) -> None:
    done = run("api", "diff", "old/api.yaml", "new/api.yaml")
    assert done.code == 1
    assert done.out.splitlines() == [
        "4 changes, 2 of them breaking",
        "",
        "GET /gone",
        "  breaking  is gone",
        "",
        "GET /new|er",
        "            is new",
        "",
        "GET /users/{id}",
        "  breaking  response 200 application/json /age: is gone",
        "            response 200 application/json /mail: is new",
    ]
    quiet = run("api", "diff", "old/api.yaml", "new/api.yaml", "--quiet")
    assert quiet.out.startswith("2 changes, 2 of them breaking\n")


def test_nothing_that_breaks_is_fine(sides: Path, run: Run) -> None:
    done = run("api", "diff", "old/api.yaml", "old/api.yaml")
    assert (done.code, done.out) == (0, "no change\n")


def test_programs_and_pull_requests_get_the_same(sides: Path, run: Run) -> None:
    done = run("api", "diff", "old/api.yaml", "new/api.yaml", "--format", "json")
    told: dict[str, Any] = json.loads(done.out)
    assert told["breaking"] == 2
    assert told["changes"][0] == {"method": "GET", "path": "/gone", "where": "", "change": "is gone", "breaking": True}
    assert len(told["changes"]) == 4
    done = run("api", "diff", "old/api.yaml", "new/api.yaml", "--format", "markdown")
    assert done.code == 1
    assert "4 changes, 2 of them breaking." in done.out
    assert "| **breaking** | `GET /gone` | is gone |" in done.out
    assert "|  | `GET /new\\|er` | is new |" in done.out


def test_folders_of_an_output_are_compared_environment_by_environment(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = {"openapi": "3.1.1", "info": {"title": "a", "version": "1"}, "paths": {}}
    operation = {"get": {"responses": {"200": {"description": "ok"}}}}
    for side, environments in (("old", ("production", "staging")), ("new", ("production", "test"))):
        for environment in environments:
            folder = tmp_path / side / "shop" / environment / "openapi"
            folder.mkdir(parents=True)
            (folder / "openapi.json").write_text(json.dumps({**document, "paths": {"/a": operation}}))
    done = run("api", "diff", "old", "new")
    assert done.code == 1
    assert "shop/production: no change\n" in done.out
    assert "shop/staging: 1 change, 1 of them breaking\n" in done.out
    assert "shop/test: 1 change, none of them breaking\n" in done.out
    one = run("api", "diff", "old/shop/production", "new/shop/production")
    assert (one.code, one.out) == (0, "no change\n")


def test_a_commit_is_a_side(sides: Path, run: Run) -> None:
    def git(*arguments: str) -> None:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *name, *arguments], cwd=sides, check=True, capture_output=True)

    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "first")
    (sides / "old" / "api.yaml").write_text(NEW)
    done = run("api", "diff", "HEAD:", "old/api.yaml")
    assert (done.code, done.out.splitlines()[0]) == (1, "2 changes, 1 of them breaking")
    same = run("api", "diff", "HEAD:old/api.yaml", "HEAD:old/api.yaml")
    assert (same.code, same.out) == (0, "no change\n")
    for wrong in ("nobody:old", "HEAD:gone", "gone.yaml"):
        assert run("api", "diff", wrong, "old/api.yaml").code == 2


def test_a_document_that_cannot_be_followed_is_told_with_its_place(sides: Path, run: Run) -> None:
    (sides / "new" / "user.yaml").unlink()
    done = run("api", "diff", "old/api.yaml", "new/api.yaml")
    assert done.code == 1
    assert "MG174" in done.err
    assert "new/api.yaml:7:" in done.err


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of documents on this machine; its URL."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("no_proxy", "*")
    served = tmp_path / "web"
    (served / "parts").mkdir(parents=True)
    (served / "user.yaml").write_text("type: object\nproperties: {of: {$ref: 'parts/team.json#/Team'}}\n")
    (served / "parts" / "team.json").write_text('{"Team": {"type": "string"}}')
    (served / "broken.yaml").write_text("{")
    handler = partial(SimpleHTTPRequestHandler, directory=str(served))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_what_is_on_the_web_is_refused_until_it_is_vendored(tmp_path: Path, web: str, run: Run) -> None:
    specs = tmp_path / "specs" / "shop"
    (specs / "openapi").mkdir(parents=True)
    (specs / "s.yaml").write_text(SPEC)
    (specs / "openapi" / "users.yaml").write_text(OLD.replace("user.yaml", f"'{web}/user.yaml'"))
    refused = run("validate")
    assert refused.code == 1
    assert "MG190" in refused.err
    assert f"monitorgen api vendor {web}/user.yaml" in refused.err
    done = run("api", "vendor", "--all")
    assert done.code == 0, done.err
    host = web.removeprefix("http://").replace(":", "_")
    assert done.out.splitlines() == [
        f"specs/shop/vendored/{host}/parts/team.json",
        f"specs/shop/vendored/{host}/user.yaml",
    ]
    built = run("build")
    assert built.code == 0, built.err
    document = json.loads((tmp_path / "out/shop/production/openapi/openapi.json").read_text())
    assert {"type": "string"} in document["components"]["schemas"].values()
    listed = run("list", "files", "--format", "json")
    taken = {each["file"]: each["why"] for each in json.loads(listed.out)["files"]}
    assert taken[f"vendored/{host}/user.yaml"] == "openapi/users.yaml: $ref"
    again = run("api", "vendor", "--all")
    assert again.out == done.out


class _SendsOn(BaseHTTPRequestHandler):
    """Leads from a way that nobody can listen on to one where anybody can."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://example.org/user.yaml")
        self.end_headers()


def test_a_redirect_leads_nowhere_where_the_url_itself_would_be_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("no_proxy", "*")
    specs = tmp_path / "specs" / "shop"
    (specs / "openapi").mkdir(parents=True)
    (specs / "s.yaml").write_text(SPEC)
    (specs / "openapi" / "users.yaml").write_text(OLD.replace("$ref: user.yaml", "type: object"))
    with ThreadingHTTPServer(("127.0.0.1", 0), _SendsOn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run("api", "vendor", f"http://127.0.0.1:{server.server_address[1]}/user.yaml")
        server.shutdown()
    assert done.code == 2
    assert "http://example.org/user.yaml is not encrypted" in done.err
    assert not (specs / "vendored").exists()


def test_nothing_is_written_where_something_cannot_be_fetched(tmp_path: Path, web: str, run: Run) -> None:
    specs = tmp_path / "specs" / "shop"
    (specs / "openapi").mkdir(parents=True)
    (specs / "s.yaml").write_text(SPEC)
    (specs / "openapi" / "users.yaml").write_text(OLD.replace("$ref: user.yaml", "type: object"))
    for urls, reason in (
        ((f"{web}/user.yaml", f"{web}/gone.yaml"), "404"),
        ((f"{web}/user.yaml", f"{web}/broken.yaml"), "no YAML"),
        (("http://example.org/a.yaml",), "not encrypted"),
        (("ftp://example.org/a.yaml",), "on no web server"),
        (("https://[::1/a.yaml",), "is no URL"),
        ((), "--all"),
    ):
        done = run("api", "vendor", *urls)
        assert done.code == 2
        assert reason in done.err
    assert not (specs / "vendored").exists()
