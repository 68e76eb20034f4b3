"""Every kind of panel on three versions of Grafana, by schemas that are made from its types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from msgspec.structs import replace

from monitorgen import resources
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Row
from monitorgen.targets.grafana.compiled import made
from tests.support.dashboards import KINDS, dashboard, errors, every_kind, panel

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.dashboards import PanelKind

VERSIONS = sorted(path.name for path in resources.grafana_schemas().iterdir() if path.is_dir())


def faults(version: str, kind: str, value: Json) -> list[str]:
    """What a version has against a part of a dashboard."""
    schema = json.loads((resources.grafana_schemas() / version / f"{kind}.json").read_bytes())
    return [f"{each.instance_path}: {each.message}" for each in jsonschema_rs.validator_for(schema).iter_errors(value)]


def panels_of(document: Json) -> list[dict[str, Json]]:
    assert isinstance(document, dict)
    panels = document["panels"]
    assert isinstance(panels, list)
    return [each for each in panels if isinstance(each, dict)]


def test_the_versions_are_those_that_the_output_is_made_for() -> None:
    assert VERSIONS == ["11.6", "12.4", "13.2"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_panel_of_each_kind_is_valid(version: str, kind: PanelKind) -> None:
    document = made(dashboard(Row(None, (panel("P", kind),)))).json
    assert faults(version, "dashboard", document) == []
    (found,) = panels_of(document)
    assert found["type"] == kind
    assert faults(version, kind, found) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_whole_dashboard_is_valid_with_all_that_it_is_made_of(version: str) -> None:
    document = made(every_kind()).json
    assert faults(version, "dashboard", document) == []
    for each in panels_of(document):
        assert faults(version, str(each["type"]), each) == []
        for inner in panels_of(each) if each["type"] == "row" else ():
            assert faults(version, str(inner["type"]), inner) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_take_no_key_that_nobody_knows(version: str, kind: PanelKind) -> None:
    (found,) = panels_of(made(dashboard(Row(None, (panel("P", kind),)))).json)
    options = found["options"]
    assert isinstance(options, dict)
    assert faults(version, kind, {**found, "span": 6})
    assert faults(version, kind, {**found, "options": {**options, "legned": 1}})


def test_what_the_builder_gives_by_itself_is_refused() -> None:
    from grafanalib import core

    built = core.TimeSeries(title="t", dataSource="prometheus", targets=[core.Target(expr="up", refId="A")])
    raw = json.loads(json.dumps(built.to_json_data(), default=lambda each: each.to_json_data()))
    assert len(faults("13.2", "timeseries", raw)) > 3


def test_the_same_dashboard_is_the_same_bytes() -> None:
    assert dump(made(every_kind()).json) == dump(made(every_kind()).json)


def test_a_panel_more_changes_no_other_panel_but_its_place() -> None:
    before = dashboard(Row(None, (panel("A"), panel("B"))))
    after = dashboard(Row(None, (panel("New"), panel("A"), panel("B"))))

    def of(title: str, document: Json) -> Json:
        return next({**each, "gridPos": None} for each in panels_of(document) if each["title"] == title)

    for title in "AB":
        assert of(title, made(before).json) == of(title, made(after).json)


def test_an_alert_is_drawn_as_a_line_with_what_is_beyond_it_filled() -> None:
    (found,) = panels_of(made(dashboard(Row(None, (errors(),)))).json)
    text = json.dumps(json.loads(dump(found)))
    assert '"thresholdsStyle": {"mode": "line+area"}' in text
    assert '"steps": [{"color": "transparent", "value": null}, {"color": "#D78000", "value": 0.02}' in text
    # The line is in the picture even while everything is quiet.
    assert '"axisSoftMax": 0.05' in text


def test_what_an_owner_says_of_a_panel_in_grafanas_words_wins() -> None:
    mine = replace(panel("A"), raw={"options": {"tooltip": {"mode": "none"}}, "transparent": True})
    (found,) = panels_of(made(dashboard(Row(None, (mine,)))).json)
    options = found["options"]
    assert isinstance(options, dict)
    assert found["transparent"] is True
    assert options["tooltip"] == {"mode": "none", "sort": "desc"}
    assert options["legend"]
    assert mine.raw == {"options": {"tooltip": {"mode": "none"}}, "transparent": True}


def test_nothing_of_a_grafana_of_long_ago_is_left() -> None:
    text = dump(made(every_kind()).json)
    for word in ("__inputs", "gnetId", "hideControls", "sharedCrosshair", "intervalFactor", "maxDataPoints", '"span"'):
        assert word not in text
    assert '"schemaVersion": 42' in text
    assert '"editable": false' in text
