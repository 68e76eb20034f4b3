"""The files of Grafana: what it makes of the dashboards of one unit, and what it makes of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import json, yaml
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.grafana.compiled import Made, made
from monitorgen.targets.grafana.folders import folder_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.system import Globals

MOUNTED = "/etc/grafana/dashboards"
"""Where grafana/dashboards is in the container; grafana/provisioning is beside it, at Grafana's own place."""
DATASOURCES = "grafana/provisioning/datasources/monitorgen.yaml"
PROVIDERS = "grafana/provisioning/dashboards/monitorgen.yaml"


def compiled(dashboards: Iterable[Dashboard]) -> Iterator[Made]:
    """The dashboards of one unit as JSON, to be checked before they are written."""
    return (made(each) for each in dashboards)


def of_unit(dashboards: Iterable[Made]) -> Iterator[Artifact]:
    """A file a dashboard. JSON has no comments; a tag says where they come from."""
    for each in dashboards:
        yield Artifact(each.path, json.dump(each.json))


def of_system(
    made_for: Globals, folders: Iterable[str], addresses: Mapping[str, str], header: str
) -> Iterator[Artifact]:
    """The provisioning. `folders` are the titles of all folders, `addresses` the URLs of `prometheus`, `alertmanager`.

    Nothing is written where there is no dashboard: then Grafana is not part of the system.
    """
    from monitorgen.targets.grafana import provisioning as files

    titles = sorted(set(folders))
    if not titles:
        return
    sources = [
        files.Datasource(
            name="Prometheus", type="prometheus", uid="prometheus", url=addresses["prometheus"], is_default=True,
            json_data=files.PrometheusData(
                time_interval=str(made_for.scrape_interval), prometheus_version=".".join(map(str, made_for.prometheus))
            ),
        )
    ]  # fmt: skip
    if "alertmanager" in addresses:
        sources.append(
            files.Datasource(
                name="Alertmanager", type="alertmanager", uid="alertmanager", url=addresses["alertmanager"],
                is_default=False, json_data=files.AlertmanagerData(),
            )
        )  # fmt: skip
    providers = [
        files.Provider(
            name=folder_slug(title), folder=title, folder_uid=folder_slug(title),
            options=files.Options(path=f"{MOUNTED}/{folder_slug(title)}"),
        )
        for title in titles
    ]  # fmt: skip
    datasources = files.document(files.Datasources(datasources=tuple(sources)))
    yield Artifact(DATASOURCES, yaml.dump(datasources, comment=header))
    yield Artifact(PROVIDERS, yaml.dump(files.document(files.Providers(providers=tuple(providers))), comment=header))
