"""Dashboards that their owners bring as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.emit.json import dump
from monitorgen.targets.grafana.compiled import made
from monitorgen.targets.grafana.owned import unwrapped
from tests.support.dashboards import dashboard

if TYPE_CHECKING:
    from monitorgen.document import Json

PANEL: dict[str, Json] = {
    "id": 7,
    "type": "timeseries",
    "title": "Requests",
    "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},
    "datasource": {"type": "prometheus", "uid": "P1809F7CD0C75ACF3"},
    "targets": [{"refId": "A", "expr": "up", "datasource": {"type": "prometheus", "uid": "P1809F7CD0C75ACF3"}}],
    "options": {},
}
EXPORTED: dict[str, Json] = {
    "__inputs": [{"name": "DS_PROMETHEUS"}],
    "__requires": [],
    "id": 12,
    "uid": "theirs",
    "iteration": 1600000000000,
    "version": 3,
    "title": "Theirs",
    "tags": ["old"],
    "schemaVersion": 39,
    "panels": [PANEL],
    "templating": {
        "list": [
            {"type": "datasource", "name": "DS_PROMETHEUS", "query": "prometheus"},
            {"type": "query", "name": "job", "datasource": "${DS_PROMETHEUS}", "query": "label_values(up, job)"},
        ]
    },
    "annotations": {"list": [{"name": "Annotations & Alerts", "datasource": "-- Grafana --", "builtIn": 1}]},
}


def adopted(document: Json) -> dict[str, Json]:
    made_json = json.loads(dump(made(replace(dashboard(), json=document)).json))
    assert isinstance(made_json, dict)
    return made_json


def test_what_ties_it_to_one_grafana_is_taken_off() -> None:
    found = adopted(EXPORTED)
    assert not {"id", "version", "iteration", "__inputs", "__requires"} & found.keys()
    assert found["uid"] == dashboard().uid
    assert found["tags"] == ["monitorgen", "acme", "service", "old"]
    assert found["editable"] is False


def test_every_prometheus_becomes_the_one_that_is_chosen() -> None:
    text = dump(adopted(EXPORTED))
    assert "P1809F7CD0C75ACF3" not in text
    assert "DS_PROMETHEUS" not in text
    assert text.count('"uid": "${datasource}"') == 3
    assert '"datasource": "-- Grafana --"' in text


def test_another_store_is_left_alone() -> None:
    logs: Json = {**PANEL, "datasource": {"type": "loki", "uid": "logs"}, "targets": []}
    assert '"uid": "logs"' in dump(adopted({**EXPORTED, "panels": [logs]}))


def test_a_wrapped_dashboard_is_unwrapped() -> None:
    assert adopted({"dashboard": EXPORTED, "overwrite": True}) == adopted(EXPORTED)


def test_panels_keep_their_ids_and_get_those_that_they_lack() -> None:
    twice: list[Json] = [PANEL, {**PANEL, "title": "Again"}, {**PANEL, "title": "None", "id": None}]
    panels = adopted({**EXPORTED, "panels": twice})["panels"]
    assert isinstance(panels, list)
    ids = [each["id"] for each in panels if isinstance(each, dict)]
    assert ids[0] == 7
    assert len(set(map(str, ids))) == 3
    again = adopted({**EXPORTED, "panels": twice})["panels"]
    assert again == panels


def test_what_is_no_dashboard_is_empty() -> None:
    documents: list[Json] = [[], "text", {"kind": "Dashboard", "spec": {}}, {"dashboard": []}]
    for document in documents:
        assert unwrapped(document) is None
        assert made(replace(dashboard(), json=document)).json == {}


def test_its_own_title_is_kept_unless_the_spec_says_another() -> None:
    assert adopted(EXPORTED)["title"] == "Shop"
    unnamed = replace(dashboard(), json=EXPORTED, title="shop")
    assert made(unnamed).json["title"] == "Theirs"


def test_the_document_of_the_spec_is_not_changed() -> None:
    before = json.dumps(EXPORTED)
    adopted(EXPORTED)
    assert json.dumps(EXPORTED) == before
