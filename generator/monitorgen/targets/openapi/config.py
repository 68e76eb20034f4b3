"""openapi.json and openapi.yaml: the API that all services make together, and where each part came from; each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import json, yaml
from monitorgen.openapi.tree import escaped
from monitorgen.targets.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Origin, Path
    from monitorgen.document import Json
    from monitorgen.plan.api import Api
    from monitorgen.plan.values import UnitId

FOLDER = "openapi"


def of_system(api: Api, header: str) -> Iterator[Artifact]:
    """The aggregate, twice, its sources, and the files that its examples refer to."""
    yield Artifact(f"{FOLDER}/openapi.json", json.dump(api.aggregate.document))
    yield Artifact(f"{FOLDER}/openapi.yaml", yaml.dump(api.aggregate.document, comment=header))
    yield Artifact(f"{FOLDER}/sources.json", json.dump(_sources(api)))
    for file, text in sorted(api.attachments.items()):
        yield Artifact(f"{FOLDER}/{file}", text)


def of_unit(unit: UnitId, api: Api) -> Artifact:
    """The API of one unit, as it is called at its own address."""
    return Artifact(f"{FOLDER}/services/{unit}.json", json.dump(api.aggregate.document))


def _sources(api: Api) -> Json:
    """The documents of each service, and for each part of the aggregate the place that it came from."""
    files: dict[str, set[str]] = {}
    for service, at in api.aggregate.provenance.values():
        files.setdefault(service, set()).add(at.file)
    services: dict[str, dict[str, Json]] = {service: {"files": sorted(each)} for service, each in files.items()}
    for source in api.sources:
        if source.prefix:
            services.setdefault(source.service, {})["prefix"] = source.prefix
    for service, routes in api.routes.items():
        services.setdefault(service, {})["routes"] = list(routes)
    for service, url in api.shown.items():
        services.setdefault(service, {})["url"] = url
    parts: dict[str, Json] = {
        _pointer(part): f"{service} {_place(at)}" for part, (service, at) in api.aggregate.provenance.items()
    }
    made: dict[str, Json] = {name: dict(sorted(said.items())) for name, said in sorted(services.items())}
    return {"services": made, "parts": parts}


def _place(at: Origin) -> str:
    return f"{at.file}{_pointer(at.path)}"


def _pointer(path: Path) -> str:
    return "#" + "".join(f"/{escaped(step)}" for step in path)
