"""What provisions Grafana: where its data come from, and which folders of dashboards there are.

Grafana ignores keys that it does not know, and a datasource with a slip in `jsonData` works until somebody zooms out.
So these files are written through models that take nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from monitorgen.document import Json


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PrometheusData(_Strict):
    """Settings of a Prometheus; `timeInterval` is the scrape interval, from which `$__rate_interval` follows."""

    time_interval: str = Field(serialization_alias="timeInterval")
    http_method: Literal["POST"] = Field(default="POST", serialization_alias="httpMethod")
    manage_alerts: bool = Field(default=True, serialization_alias="manageAlerts")
    prometheus_type: Literal["Prometheus"] = Field(default="Prometheus", serialization_alias="prometheusType")
    prometheus_version: str = Field(serialization_alias="prometheusVersion")


class AlertmanagerData(_Strict):
    """Settings of an Alertmanager; Grafana's own alerts stay with Grafana."""

    implementation: Literal["prometheus"] = "prometheus"
    handle_grafana_managed_alerts: bool = Field(default=False, serialization_alias="handleGrafanaManagedAlerts")


class Datasource(_Strict):
    """A datasource that nobody changes by hand."""

    name: str
    type: Literal["prometheus", "alertmanager"]
    uid: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    access: Literal["proxy"] = "proxy"
    url: str = Field(pattern=r"^https?://")
    is_default: bool = Field(serialization_alias="isDefault")
    editable: Literal[False] = False
    json_data: PrometheusData | AlertmanagerData = Field(serialization_alias="jsonData")


class Datasources(_Strict):
    """provisioning/datasources/*.yaml."""

    api_version: Literal[1] = Field(default=1, serialization_alias="apiVersion")
    datasources: tuple[Datasource, ...]


class Options(_Strict):
    """Where a provider's files are; folders below it would become folders of Grafana, and there are none."""

    path: str = Field(pattern=r"^/")
    from_folders: Literal[False] = Field(default=False, serialization_alias="foldersFromFilesStructure")


class Provider(_Strict):
    """A folder of dashboards: read again and again, and what is gone from disk is gone from Grafana."""

    name: str
    org_id: Literal[1] = Field(default=1, serialization_alias="orgId")
    folder: str
    folder_uid: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", serialization_alias="folderUid")
    type: Literal["file"] = "file"
    disable_deletion: Literal[False] = Field(default=False, serialization_alias="disableDeletion")
    allow_ui_updates: Literal[False] = Field(default=False, serialization_alias="allowUiUpdates")
    update_interval_seconds: int = Field(default=30, serialization_alias="updateIntervalSeconds")
    options: Options


class Providers(_Strict):
    """provisioning/dashboards/*.yaml."""

    api_version: Literal[1] = Field(default=1, serialization_alias="apiVersion")
    providers: tuple[Provider, ...]


def document(model: Datasources | Providers) -> Json:
    """The model as it is written."""
    made: Json = model.model_dump(by_alias=True)
    return made
