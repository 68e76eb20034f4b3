"""`monitorgen preview`: pages and pictures of dashboards, below one folder, with made data or a Prometheus's."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Run
    from tests.support.servers import Serve

DASHBOARDS = """\
monitorgen: v1
dashboards:
  money:
    title: Money
    panels:
      Orders: {rate: checkout.orders_total, by: [outcome]}
"""
PAGES = ["index.html", "services/checkout.html", "services/http-service.html", "system/alerts.html"]


def below(folder: Path) -> list[str]:
    return sorted(tree(folder))


def test_each_dashboard_becomes_a_page_in_its_folder_and_an_index_leads_there(shop: Path, run: Run) -> None:
    done = run("preview")
    assert done.code == 0
    found = below(shop / "preview/shop/production")
    assert set(PAGES) <= set(found)
    assert below(shop / "preview/shop/staging") == found
    index = (shop / "preview/shop/production/index.html").read_text(encoding="utf-8")
    for page in found[1:]:
        if page != "index.html":
            assert f'href="{page}"' in index
    assert index.index('href="system/overview.html"') == index.index('href="'), "what is opened first stands first"
    assert f"preview/shop/production/index.html: {len(found) - 1} dashboards" in done.err


def test_pictures_are_well_formed_and_there_is_no_index_of_them(shop: Path, run: Run) -> None:
    assert run("preview", "--format", "svg", "--theme", "light", "--env", "production").code == 0
    pictures = [path for path in (shop / "preview").rglob("*") if path.is_file()]
    assert pictures
    for each in pictures:
        assert each.suffix == ".svg"
        assert ET.fromstring(each.read_bytes()).tag.endswith("svg")


@pytest.mark.parametrize("form", ["html", "svg"])
def test_the_same_specs_are_the_same_bytes(form: str, shop: Path, run: Run) -> None:
    for name in ("one", "two"):
        assert run("preview", "--format", form, "--out", name).code == 0
    assert tree(shop / "one") == tree(shop / "two")


def test_a_theme_holds_for_pages_too(shop: Path, run: Run) -> None:
    run("preview", "overview", "--env", "production", "--theme", "light")
    page = (shop / "preview/shop/production/system/overview.html").read_text(encoding="utf-8")
    assert '<html lang="en" data-theme="light">' in page
    run("preview", "overview", "--env", "production")
    assert 'data-theme="' not in (shop / "preview/shop/production/system/overview.html").read_text(encoding="utf-8")


def test_dashboards_are_named_by_name_uid_or_title(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/dashboards.yaml", DASHBOARDS)
    for index, name in enumerate(["money", "Money"]):
        out = f"out{index}"
        assert run("preview", name, "--env", "production", "--out", out).code == 0
        assert [each for each in below(shop / out) if "index" not in each] == ["shop/production/dashboards/money.html"]
    run("build")
    uid = json.loads((shop / "out/shop/production/grafana/dashboards/dashboards/money.json").read_bytes())["uid"]
    assert run("preview", uid, "overview", "--env", "staging", "--out", "both").code == 0
    assert len(below(shop / "both")) == 3


@pytest.mark.parametrize(
    ("name", "hint"), [("overveiw", "did you mean overview?"), ("zzz", "there are: alertmanager, alerts, checkout, ")]
)
def test_a_dashboard_that_is_not_there_is_wrong_use(name: str, hint: str, shop: Path, run: Run) -> None:
    done = run("preview", "overview", name)
    assert done.code == 2
    assert f"there is no dashboard '{name}'; {hint}" in done.err
    assert not (shop / "preview").exists()


def test_what_is_wrong_in_the_specs_is_told_and_the_rest_is_drawn(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", 'outcome="rejected"', 'status="rejected"')
    done = run("preview")
    assert done.code == 1
    assert "MG302" in done.out + done.err
    assert (shop / "preview/shop/production/system/overview.html").is_file()


def test_an_unknown_environment_is_wrong_use(shop: Path, run: Run) -> None:
    assert run("preview", "--env", "prodution").code == 2
    assert not (shop / "preview").exists()


def test_nothing_is_written_outside_of_the_folder_whatever_dashboards_are_called(shop: Path, run: Run) -> None:
    write(
        shop / "specs/shop/dashboards.yaml",
        """\
monitorgen: v1
dashboards:
  a-b_c:
    title: ../../../../etc/passwd
    folder: ../../..
    panels: {'../x': {rate: checkout.orders_total}}
  taken: {json: old.json, folder: '/etc/..'}
""",
    )
    old = {"title": "\ud800../..\x00<script>", "uid": "taken", "schemaVersion": 39, "tags": ["x"], "panels": []}
    write(shop / "specs/shop/old.json", json.dumps(old))
    before = tree(shop.parent)
    done = run("preview", "--env", "production")
    assert done.code in {0, 1}, done.err
    written = {name: data for name, data in tree(shop.parent).items() if name not in before}
    assert all(name.startswith("project/preview/shop/production/") for name in written)
    assert {name: data for name, data in tree(shop.parent).items() if name in before} == before
    assert "project/preview/shop/production/dashboards/a-b_c.html" in written
    assert "project/preview/shop/production/etc/taken.html" in written


def test_a_name_that_could_escape_is_no_name_of_a_dashboard(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/dashboards.yaml", DASHBOARDS.replace("money:", "../money:"))
    assert run("preview").code == 1
    assert not [each for each in below(shop) if "money" in each]


def test_what_lies_in_the_folder_already_stays(shop: Path, run: Run) -> None:
    write(shop / "preview/mine.txt", "mine")
    run("preview", "overview")
    assert (shop / "preview/mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_place_of_the_folder_is_told(shop: Path, run: Run) -> None:
    write(shop / "preview", "mine")
    done = run("preview")
    assert done.code == 2
    assert "preview" in done.err
    assert (shop / "preview").read_text(encoding="utf-8") == "mine"


# -- a Prometheus ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["localhost:9090", "ftp://x", "http://", "file:///etc/passwd", "http://x:99999", "http://a b", ""]
)
def test_an_address_that_is_none_is_told_before_anything_is_read(url: str, shop: Path, run: Run) -> None:
    done = run("preview", "--prometheus", url)
    assert done.code == 2
    assert "is no address of a Prometheus: write it like http://localhost:9090" in done.err
    assert not (shop / "preview").exists()


def test_a_password_would_be_on_the_pages(shop: Path, run: Run) -> None:
    done = run("preview", "--prometheus", "http://me:s3cret@localhost:9090")
    assert done.code == 2
    assert "s3cret" not in done.err
    assert "a user and a password in --prometheus are not used" in done.err


def test_a_prometheus_that_nobody_reaches_is_named(shop: Path, run: Run, free_port: Callable[[], int]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    done = run("preview", "--prometheus", url)
    assert done.code == 2
    assert f"no Prometheus answers at {url}: " in done.err
    assert "refused" in done.err
    assert "Traceback" not in done.err


class _Other(BaseHTTPRequestHandler):
    """A server that is no Prometheus."""

    answer = b"<html>hello</html>"
    code = 200

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        self.send_response(self.code)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def answering() -> Iterator[Callable[[int, bytes], str]]:
    """A server that answers everything alike; its address."""
    running: list[ThreadingHTTPServer] = []

    def start(code: int, answer: bytes) -> str:
        handler = type("_Answering", (_Other,), {"code": code, "answer": answer})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for each in running:
        each.shutdown()
        each.server_close()


@pytest.mark.parametrize(
    ("code", "answer"), [(200, b"<html>hello</html>"), (404, b"not here"), (200, b"[]"), (502, b""), (200, b"\xff")]
)
def test_what_is_no_prometheus_is_called_so(
    code: int, answer: bytes, shop: Path, run: Run, answering: Callable[[int, bytes], str]
) -> None:
    url = answering(code, answer)
    done = run("preview", "--prometheus", url)
    assert done.code == 2
    assert f"what answers at {url} is no Prometheus" in done.err


def test_queries_that_prometheus_refuses_are_named_each_once(
    shop: Path, run: Run, answering: Callable[[int, bytes], str]
) -> None:
    url = answering(422, b'{"status": "error", "errorType": "execution", "error": "too many samples"}')
    done = run("preview", "overview", "--env", "production", "--prometheus", url)
    assert done.code == 0
    assert "Prometheus can't answer Targets up: too many samples" in done.err
    lines = done.err.splitlines()
    assert len(lines) == len(set(lines))


def test_hostile_answers_are_shown_as_text(shop: Path, run: Run, answering: Callable[[int, bytes], str]) -> None:
    labels = {"service": "<script>alert(1)</script>\u202e", "alertname": '"><img src=x onerror=y>', "job": "\x00"}
    rows = [{"metric": labels, "values": [[1, "NaN"], [2, "+Inf"]], "value": [1, "x" * 3]}]
    alerts = [{"labels": labels, "state": "<b>", "activeAt": "never"}]
    answer = {"status": "success", "data": {"result": rows, "alerts": alerts}}
    url = answering(200, json.dumps(answer).encode())
    done = run("preview", "--env", "production", "--format", "svg", "--prometheus", url)
    assert done.code == 0, done.err
    for each in (shop / "preview").rglob("*.svg"):
        text = each.read_text(encoding="utf-8")
        assert "\u202e" not in text
        assert not [one for one in ET.fromstring(text).iter() if one.tag.rpartition("}")[2] in {"script", "img", "b"}]


@pytest.mark.live
def test_the_data_of_a_prometheus_are_shown(shop: Path, run: Run, serve: Serve, tmp_path: Path) -> None:
    config = tmp_path / "prometheus.yml"
    port_of_itself = "scrape_configs: [{job_name: checkout, scrape_interval: 1s, static_configs: [{targets: [%s]}]}]"
    rules = (
        "groups: [{name: g, interval: 1s, rules: [{alert: Watching, expr: vector(1), labels: {severity: critical}}]}]"
    )
    write(tmp_path / "rules.yml", rules)
    write(config, f"{port_of_itself % 'localhost:1'}\nrule_files: [rules.yml]\nglobal: {{evaluation_interval: 1s}}\n")
    with serve("prometheus", config) as server:
        from tests.support.servers import wait_until

        def there() -> bool:
            asked = server.get("/api/v1/query?query=count(up==0)*count(ALERTS)")
            return isinstance(asked, dict) and bool(asked["data"]["result"])

        assert wait_until(there)
        done = run("preview", "--env", "production", "--prometheus", server.url)
    assert done.code == 0
    assert "can't answer" not in done.err
    page = (shop / "preview/shop/production/system/overview.html").read_text(encoding="utf-8")
    assert f"Data of {server.url}" in page
    assert "localhost:1" in page, "the target that does not answer"
    assert "Watching" in page, "the alert that fires"
    kind = (shop / "preview/shop/production/services/http-service.html").read_text(encoding="utf-8")
    assert "No data" in kind or "no data" in kind, "nothing counts requests here"
