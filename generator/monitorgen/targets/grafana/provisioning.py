"""What provisions Grafana: where its data come from, and which folders of dashboards there are.

Grafana ignores keys that it does not know, and a datasource with a slip in `jsonData` works until somebody zooms out.
So these files are written through models that take nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field, to_builtins

if TYPE_CHECKING:
    from monitorgen.document import Json


class PrometheusData(Struct, frozen=True, kw_only=True, rename="camel"):
    """Settings of a Prometheus; `timeInterval` is the scrape interval, from which `$__rate_interval` follows."""

    time_interval: str
    http_method: Literal["POST"] = "POST"
    manage_alerts: bool = True
    prometheus_type: Literal["Prometheus"] = "Prometheus"
    prometheus_version: str


class AlertmanagerData(Struct, frozen=True, kw_only=True, rename="camel"):
    """Settings of an Alertmanager; Grafana's own alerts stay with Grafana."""

    implementation: Literal["prometheus"] = "prometheus"
    handle_grafana_managed_alerts: bool = False


class Datasource(Struct, frozen=True, kw_only=True, rename="camel"):
    """A datasource that nobody changes by hand."""

    name: str
    type: Literal["prometheus", "alertmanager"]
    uid: str
    access: Literal["proxy"] = "proxy"
    url: str
    is_default: bool
    editable: Literal[False] = False
    json_data: PrometheusData | AlertmanagerData

    def __post_init__(self) -> None:
        """Refuse what Grafana would take and never find."""
        _check("uid", _UID, self.uid)
        _check("url", r"https?://.*", self.url)


class Datasources(Struct, frozen=True, kw_only=True, rename="camel"):
    """provisioning/datasources/*.yaml."""

    api_version: Literal[1] = 1
    datasources: tuple[Datasource, ...]


class Options(Struct, frozen=True, kw_only=True, rename="camel"):
    """Where a provider's files are; folders below it would become folders of Grafana, and there are none."""

    path: str
    from_folders: Literal[False] = field(default=False, name="foldersFromFilesStructure")

    def __post_init__(self) -> None:
        """Refuse what Grafana would look for below the folder that it runs in."""
        _check("path", "/.*", self.path)


class Provider(Struct, frozen=True, kw_only=True, rename="camel"):
    """A folder of dashboards: read again and again, and what is gone from disk is gone from Grafana."""

    name: str
    org_id: Literal[1] = 1
    folder: str
    folder_uid: str
    type: Literal["file"] = "file"
    disable_deletion: Literal[False] = False
    allow_ui_updates: Literal[False] = False
    update_interval_seconds: int = 30
    options: Options

    def __post_init__(self) -> None:
        """Refuse what Grafana would take and never find."""
        _check("folderUid", _UID, self.folder_uid)


class Providers(Struct, frozen=True, kw_only=True, rename="camel"):
    """provisioning/dashboards/*.yaml."""

    api_version: Literal[1] = 1
    providers: tuple[Provider, ...]


def document(model: Datasources | Providers) -> Json:
    """The model as it is written."""
    made: Json = to_builtins(model)
    return made


_UID = "[A-Za-z0-9_-]{1,40}"


def _check(field: str, pattern: str, value: str) -> None:
    if not re.fullmatch(pattern, value):
        raise ValueError(f"{field} of what provisions Grafana can't be {value!r}")
