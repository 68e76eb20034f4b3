"""The catalogue's panels: what somebody on call sees of each type, whether there is one entry of it or several."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitorgen import catalog
from monitorgen.load.builtin import builtin
from monitorgen.spec.service import Type
from tests.support.cli import run_cli

if TYPE_CHECKING:
    from pathlib import Path

ROWS = ("Utilization", "Saturation", "Errors", "Traffic")
SYSTEM = """\
monitorgen: v1
system: shop
environments: {production: {}}
secrets: {hook: {description: Incoming webhook}}
channels: {chat: {webhook: {url: {secret: hook}}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: none}}
infrastructure:
"""
SEEN_FROM_OUTSIDE = {"external", "probed"}


def of_infrastructure(name: str) -> bool:
    """Whether a type is a product that has a dashboard of its own, and not another one's with a few alerts more."""
    found = typed(name)
    return found.kind == "infrastructure" and found.type is None and name not in {*SEEN_FROM_OUTSIDE, "infrastructure"}


def typed(name: str) -> Type:
    written = builtin(name)
    assert written is not None
    return Type.model_validate(written.node)


NAMES = [name for name in catalog.types() if of_infrastructure(name)]


@pytest.mark.parametrize("name", NAMES)
def test_a_type_shows_use_saturation_errors_and_traffic(name: str) -> None:
    panels = typed(name).panels or {}
    assert 3 <= len(panels) <= 12
    rows = list(dict.fromkeys(each.row for each in panels.values()))
    assert rows == [row for row in ROWS if row in rows]
    assert "Errors" in rows
    for title, each in panels.items():
        assert title[0].isupper(), title
        assert each.description is not None, title
        assert each.description.endswith("."), title
        assert len(each.description) <= 200, title


@pytest.fixture(scope="module", params=[1, 2], ids=["one", "two"])
def dashboards(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboards of a system that has one entry, or two, of every type."""
    folder = tmp_path_factory.mktemp("panels")
    entries = (
        f"  {name}-{number}: {{type: {name}, {place(name)}: '{name}-{number}.example.org:4321'}}\n"
        for name in NAMES
        for number in range(request.param)
    )
    (folder / "specs").mkdir()
    (folder / "specs/system.yaml").write_text(SYSTEM + "".join(entries), encoding="utf-8")
    done = run_cli("build", cwd=folder, home=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out/shop/production/grafana/dashboards"


def place(name: str) -> str:
    """What says where an entry of a type is scraped."""
    return "exporter" if typed(name).exporter else "address"


@pytest.mark.parametrize("name", NAMES)
def test_each_panel_of_a_type_is_drawn_under_its_row(name: str, dashboards: Path) -> None:
    (path,) = dashboards.rglob(f"{name}.json")
    under: dict[str, list[str]] = {}
    row = ""
    for each in json.loads(path.read_bytes())["panels"]:
        if each["type"] == "row":
            row = each["title"]
        else:
            under.setdefault(row, []).append(each["title"])
    wanted: dict[str, list[str]] = {}
    for title, panel in (typed(name).panels or {}).items():
        wanted.setdefault(panel.row or "", []).append(title)
    assert {row: titles for row, titles in under.items() if row in ROWS} == wanted
