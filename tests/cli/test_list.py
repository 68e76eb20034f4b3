"""`monitorgen list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.cli.list_ import KINDS
from tests.cli.conftest import change, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def rows(run: Run, kind: str, *arguments: str) -> list[dict[str, object]]:
    """The rows of a kind."""
    found = run("list", kind, *arguments, "--format", "json").document()[kind]
    assert isinstance(found, list)
    return found


def row(found: list[dict[str, object]], **wanted: object) -> dict[str, object]:
    """The one row that has these cells."""
    (only,) = [each for each in found if wanted.items() <= each.items()]
    return only


def test_without_a_kind_the_kinds_are_listed(run: Run) -> None:
    done = run("list")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_table_for_people_and_a_list_for_programs(kind: str, shop: Path, run: Run) -> None:
    done = run("list", kind)
    found = rows(run, kind)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) == len(found) + 1
    assert lines[0] == lines[0].upper()
    assert len({tuple(each) for each in found}) == 1, "every row has the same cells"


def test_an_unknown_kind_is_wrong_use(shop: Path, run: Run) -> None:
    done = run("list", "servcies")
    assert done.code == 2
    assert "units" in done.err


def test_systems_and_environments(shop: Path, run: Run) -> None:
    assert rows(run, "systems") == [
        {"system": "shop", "folder": "specs/shop", "files": 2, "environments": ["production", "staging"]}
    ]
    change(shop / "specs/shop/system.yaml", "production: {}", "production: {regions: {eu: {}}}")
    assert rows(run, "environments")[0] == {
        "system": "shop",
        "environment": "production",
        "region": "eu",
        "output": "shop/production.eu",
    }


def test_a_unit_that_differs_between_environments_stands_there_twice(shop: Path, run: Run) -> None:
    found = rows(run, "units")
    assert row(found, unit="checkout", environments=["production"])["targets"] == ["checkout:8080"]
    assert row(found, unit="checkout", environments=["staging"])["targets"] == ["checkout:8081"]
    assert row(found, unit="prometheus")["environments"] == ["production", "staging"]
    assert row(found, unit="checkout", environments=["staging"])["types"] == ["service", "http-service"]


def test_alerts_name_the_channels_that_they_tell(shop: Path, run: Run) -> None:
    found = rows(run, "alerts", "--env", "production")
    assert row(found, alert="OrdersRejected", severity="critical")["tells"] == ["oncall", "chat"]
    assert row(found, alert="OrdersRejected", severity="warning")["tells"] == ["chat"]
    staging = rows(run, "alerts", "--env", "staging")
    assert row(staging, alert="OrdersRejected", severity="critical")["tells"] == ["chat"]


def test_secrets_tell_who_reads_them(shop: Path, run: Run) -> None:
    found = rows(run, "secrets", "--env", "production")
    assert row(found, secret="unused") | {"system": ""} == {
        "system": "",
        "secret": "unused",
        "description": "Nobody reads it",
        "comes_from": None,
        "file": None,
        "used_by": [],
        "containers": [],
        "environments": ["production"],
    }
    assert row(found, secret="pagerduty_key")["used_by"] == ["receiver critical"]


def test_metrics_tell_their_labels_and_who_exposes_them(shop: Path, run: Run) -> None:
    found = row(rows(run, "metrics"), metric="orders_total")
    assert found["exposed_by"] == "checkout"
    assert found["type"] == "counter"
    assert "outcome" in iterated(found["labels"])


def test_files_tell_how_each_was_taken(shop: Path, run: Run) -> None:
    write(shop / "specs/shop/notes.yaml", "a: 1\n")
    write(shop / "specs/shop/more.py", "from monitorgen import Spec\nspec = Spec()\n")
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("python: [more.py]\n")
    taken = {each["file"]: each["taken"] for each in rows(run, "files")}
    assert taken == {"more.py": "python", "notes.yaml": "ignored", "services.yaml": "spec", "system.yaml": "spec"}


def test_what_can_be_read_is_listed_beside_the_errors(shop: Path, run: Run) -> None:
    text = (shop / "specs/shop/system.yaml").read_text()
    write(shop / "specs/bank/system.yaml", text.replace("system: shop", "system: bank\nsurprise: 1"))
    done = run("list", "units")
    assert done.code == 1
    assert "checkout" in done.out
    assert "specs/bank/system.yaml:3:1" in done.err


def test_the_column_of_the_system_is_there_if_there_are_several(shop: Path, run: Run) -> None:
    assert "SYSTEM" not in run("list", "units").out
    text = (shop / "specs/shop/system.yaml").read_text()
    write(shop / "specs/bank/system.yaml", text.replace("system: shop", "system: bank"))
    assert run("list", "units").out.startswith("SYSTEM")


def iterated(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


STACK = """\
stack:
  alertmanager: {heartbeat: none, replicas: 2}
  prometheus: {remote_write: {store: {url: 'https://s.example.org', authorization: {credentials: {secret: push}}}}}
secrets: {push: {description: Token of the store, env: PUSH_TOKEN}, pg: {file: secrets/pg}, chat_url: {}}
channels: {chat: {slack: {channel: '#shop', api_url: {secret: chat_url}}}, spare: {webhook: {url: 'https://x.org'}}}
"""
HEAD = """\
monitorgen: v1
system: shop
environments: {local: {}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
services:
  api: {port: 3000, publish: 3001, depends_on: [found]}
  found: {discover: {dns: {name: found.example.org, port: 80}}}
infrastructure: {postgres: {address: 'postgres:5432', user: monitor, password: {secret: pg}}}
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system that runs as containers."""
    write(tmp_path / "specs/shop/system.yaml", HEAD + STACK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_services_tell_where_they_are_however_they_are_found(stack: Path, run: Run) -> None:
    found = rows(run, "services")
    assert row(found, service="api")["needs"] == ["found"]
    assert row(found, service="api")["targets"] == ["api:3000"]
    assert row(found, service="found")["targets"] == ["dns:A:found.example.org"]
    assert {each["service"] for each in found} == {"api", "found"}


def test_channels_tell_who_sends_to_them_and_which_nobody_does(stack: Path, run: Run) -> None:
    found = rows(run, "channels")
    assert row(found, channel="chat")["integrations"] == ["slack"]
    assert row(found, channel="chat")["receivers"] == ["default", "critical", "warning"]
    assert row(found, channel="spare")["receivers"] == []


def test_images_tell_which_containers_run_them(stack: Path, run: Run) -> None:
    (manager,) = [each for each in rows(run, "images") if "/alertmanager:" in str(each["image"])]
    assert manager["containers"] == ["alertmanager", "alertmanager-2"]
    assert manager["digest"] is None


def test_ports_of_the_host_are_those_of_containers_and_of_what_is_reserved(stack: Path, run: Run) -> None:
    found = rows(run, "ports")
    assert row(found, port=3001)["taken_by"] == "api"
    assert row(found, port=9090)["address"] == "127.0.0.1"
    assert [each["port"] for each in found] == [3000, 3001, 9090, 9093]


def test_secrets_tell_where_the_engine_finds_them(stack: Path, run: Run) -> None:
    found = rows(run, "secrets")
    push = row(found, secret="push")
    assert (push["comes_from"], push["used_by"]) == ("variable PUSH_TOKEN", ["store store"])
    assert push["containers"] == ["prometheus"]
    assert row(found, secret="pg")["comes_from"] == "file ./secrets/pg"
    assert row(found, secret="pg")["containers"] == ["postgres-exporter"]
    assert row(found, secret="grafana_admin_password")["containers"] == ["grafana"]


def test_dashboards_and_the_alerts_that_they_draw(shop: Path, run: Run) -> None:
    panel = "dashboards: {money: {title: Money, panels: {Errors: {alert: checkout.HighErrorRate}}}}"
    write(shop / "specs/shop/dashboards.yaml", f"monitorgen: v1\n{panel}\n")
    found = rows(run, "dashboards")
    assert [each["dashboard"] for each in found] == sorted(str(each["dashboard"]) for each in found)
    mine = row(found, dashboard="money")
    assert (mine["title"], mine["folder"], mine["panels"], mine["unit"]) == ("Money", "Dashboards", 1, None)
    assert mine["draws"] == ["checkout.HighErrorRate"]
    own = row(found, dashboard="checkout")
    assert (own["unit"], own["folder"]) == ("checkout", "Services")
    assert "checkout.OrdersRejected" in str(own["draws"])
