"""The files of Grafana: what it makes of the dashboards of one unit, and what it makes of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit import json, yaml
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.grafana.compiled import Made, made
from monitorgen.targets.grafana.folders import folder_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.system import Version
    from monitorgen.units import Duration

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


class Sources(Struct, frozen=True):
    """Where data come from: URLs as Grafana reaches them; the version and scrape interval are Prometheus's.

    `replicas` are more Prometheus servers with the same data, to be chosen on a dashboard while the first is lost.
    """

    prometheus: str
    version: Version
    scrape_interval: Duration
    alertmanager: str | None = None
    replicas: tuple[str, ...] = ()


def of_system(folders: Iterable[str], sources: Sources, header: str) -> Iterator[Artifact]:
    """The provisioning. `folders` are the titles of the folders of all dashboards.

    Nothing is written where there is no dashboard: then Grafana is not part of the system.
    """
    from monitorgen.targets.grafana import provisioning as files

    titles = sorted(set(folders))
    if not titles:
        return
    found = [
        files.Datasource(
            name="Prometheus" if number == 1 else f"Prometheus {number}", type="prometheus", url=url,
            uid="prometheus" if number == 1 else f"prometheus-{number}", is_default=number == 1,
            json_data=files.PrometheusData(
                time_interval=str(sources.scrape_interval), prometheus_version=".".join(map(str, sources.version))
            ),
        )
        for number, url in enumerate((sources.prometheus, *sources.replicas), start=1)
    ]  # fmt: skip
    if sources.alertmanager is not None:
        found.append(
            files.Datasource(
                name="Alertmanager", type="alertmanager", uid="alertmanager", url=sources.alertmanager,
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
    datasources = files.document(files.Datasources(datasources=tuple(found)))
    yield Artifact(DATASOURCES, yaml.dump(datasources, comment=header))
    yield Artifact(PROVIDERS, yaml.dump(files.document(files.Providers(providers=tuple(providers))), comment=header))
