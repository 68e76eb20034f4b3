"""What provisions Grafana, and where its files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from msgspec.structs import replace

from monitorgen.targets.grafana import config
from monitorgen.targets.grafana.folders import file_of, folder_slug
from monitorgen.targets.grafana.provisioning import Datasource, Options, PrometheusData, Provider
from monitorgen.units import Duration
from tests.support.dashboards import dashboard

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCES = config.Sources("http://prometheus:9090", (3, 5, 3), Duration(15_000), "http://alertmanager:9093")


def provisioned(*folders: str) -> dict[str, object]:
    made = config.of_system(folders, SOURCES, "From the system acme.")
    return {each.path: yaml.safe_load(each.data) for each in made}


def test_datasources_have_lasting_uids_and_know_the_scrape_interval() -> None:
    assert provisioned("Shop")[config.DATASOURCES] == {
        "apiVersion": 1,
        "datasources": [
            {
                "name": "Prometheus", "type": "prometheus", "uid": "prometheus", "access": "proxy",
                "url": "http://prometheus:9090", "isDefault": True, "editable": False,
                "jsonData": {
                    "timeInterval": "15s", "httpMethod": "POST", "manageAlerts": True,
                    "prometheusType": "Prometheus", "prometheusVersion": "3.5.3",
                },
            },
            {
                "name": "Alertmanager", "type": "alertmanager", "uid": "alertmanager", "access": "proxy",
                "url": "http://alertmanager:9093", "isDefault": False, "editable": False,
                "jsonData": {"implementation": "prometheus", "handleGrafanaManagedAlerts": False},
            },
        ],
    }  # fmt: skip


def test_a_provider_for_each_folder_sorted_by_title() -> None:
    found = provisioned("Shop payments", "Acme", "Acme")[config.PROVIDERS]
    assert isinstance(found, dict)
    assert [(each["folder"], each["folderUid"], each["options"]["path"]) for each in found["providers"]] == [
        ("Acme", "acme", "/etc/grafana/dashboards/acme"),
        ("Shop payments", "shop-payments", "/etc/grafana/dashboards/shop-payments"),
    ]
    assert {each["allowUiUpdates"] for each in found["providers"]} == {False}


def test_without_dashboards_there_is_nothing_to_provision() -> None:
    assert provisioned() == {}


def test_the_files_say_that_they_are_generated() -> None:
    for each in config.of_system(["Shop"], SOURCES, "From the system acme."):
        assert each.data.startswith("# From the system acme.")


def test_a_slip_in_a_setting_is_refused_and_not_ignored() -> None:
    data = PrometheusData(time_interval="15s", prometheus_version="3.5")
    said: Callable[..., PrometheusData] = PrometheusData
    with pytest.raises(TypeError, match="time_intervall"):
        said(time_intervall="15s", prometheus_version="3.5")
    with pytest.raises(ValueError, match="url"):
        Datasource(name="a", type="prometheus", uid="a", url="prometheus:9090", is_default=True, json_data=data)
    with pytest.raises(ValueError, match="uid"):
        Datasource(name="a", type="prometheus", uid="ä", url="http://prometheus", is_default=True, json_data=data)
    with pytest.raises(ValueError, match="path"):
        Options(path="dashboards")
    with pytest.raises(ValueError, match="folderUid"):
        Provider(name="a", folder="A", folder_uid="", options=Options(path="/dashboards"))


def test_a_dashboard_is_in_the_folder_of_its_title() -> None:
    made = list(config.compiled([dashboard()]))
    (artifact,) = config.of_unit(made)
    assert artifact.path == "grafana/dashboards/acme-services/shop.json"
    assert artifact.data.endswith("}\n")
    assert file_of(replace(dashboard(), folder="Ä / B")) == "grafana/dashboards/b/shop.json"
    assert folder_slug("...") == "dashboards"


def test_a_system_without_an_alertmanager_has_one_datasource() -> None:
    made = config.of_system(["Shop"], replace(SOURCES, alertmanager=None), "x")
    assert [each.data.count("- name:") for each in made] == [1, 1]
