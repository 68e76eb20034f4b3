"""compose.yaml, and an example of the variables that it wants to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.compose.service import service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.workloads import Containers

FILE = "compose.yaml"


def of_system(containers: Containers, document: Json, header: str) -> Iterator[Artifact]:
    """compose.yaml, which `document` is, and .env.example if any secret is a variable."""
    yield Artifact(FILE, yaml.dump(document, comment=header))
    if any(secret.env is not None for secret in containers.secrets):
        yield Artifact(".env.example", variables(containers, header))


def compose(containers: Containers) -> dict[str, Json]:
    """The document of compose.yaml."""
    secrets = {secret.name: secret for secret in containers.secrets}
    made: dict[str, Json] = {
        "name": containers.project,
        "services": {each.name: service(each, secrets) for each in containers.workloads},
    }
    if containers.networks:
        made["networks"] = {each.name: {"external": True} if each.external else {} for each in containers.networks}
    if volumes := sorted({*containers.volumes, *_volumes(containers)}):
        made["volumes"] = {name: {} for name in volumes}
    in_variables = {
        value.name for each in containers.workloads for value in each.env.values() if not isinstance(value, str)
    }
    mounted = {use.name for workload in containers.workloads for use in workload.secrets}
    if files := [each for each in containers.secrets if each.name in mounted or each.name not in in_variables]:
        made["secrets"] = {
            secret.name: {"environment": secret.env} if secret.env is not None else {"file": secret.file}
            for secret in files
        }
    return made


def _volumes(containers: Containers) -> Iterator[str]:
    """The named volumes that owners' own words for a container bring in."""
    for workload in containers.workloads:
        said = workload.raw.get("volumes") if isinstance(workload.raw, dict) else None
        for mount in said if isinstance(said, list) else []:
            named = isinstance(mount, dict) and mount.get("type") == "volume"
            source = str(mount.get("source")) if isinstance(mount, dict) else str(mount).partition(":")[0]
            if named or (not isinstance(mount, dict) and not source.startswith((".", "/", "~"))):
                yield source


def variables(containers: Containers, header: str) -> str:
    """The variables that hold secrets, each with what it is, to be copied and filled in."""
    lines = [f"# {line}" for line in header.splitlines()]
    lines += [
        "#",
        "# Copy it to .env, which is yours alone (chmod 600) and goes into no repository, and fill it in: each value",
        "# in single quotes, so that no character of it means anything.",
    ]
    for secret in sorted(containers.secrets, key=lambda each: each.env or ""):
        if secret.env is not None:
            lines += ["", f"# {' '.join((secret.description or secret.name).split())}", f"{secret.env}=''"]
    return "\n".join(lines) + "\n"
