"""Where the engine finds each secret that a container reads: an environment variable or a file of the host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.plan.values import SecretUse
from monitorgen.plan.workloads import SecretSource
from monitorgen.spec.system import Secret, SecretStore

if TYPE_CHECKING:
    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.link.linked import Linked

GRAFANA_PASSWORD = "grafana_admin_password"  # noqa: S105 - its name
"""The secret that Grafana's administrator has unless the spec names one: nobody gets in as admin/admin."""
IN_CONTAINERS = "/etc/secrets"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def mounted(name: str) -> SecretUse:
    """A secret as a container reads it."""
    return SecretUse(name, f"{IN_CONTAINERS}/{name}")


def sources_of(linked: Linked, findings: Findings) -> dict[str, SecretSource]:
    """Where each declared secret lies, by name; those that no container could read are told and left out."""
    store = linked.root.model("secret_store", SecretStore) or SecretStore.model_validate({})
    declared = dict(linked.secrets)
    grafana = linked.components.grafana
    if grafana is not None and grafana.admin_password is None:
        declared.setdefault(GRAFANA_PASSWORD, Secret.model_validate({"description": "Administrator of Grafana"}))
    made: dict[str, SecretSource] = {}
    for name, secret in sorted(declared.items()):
        try:
            made[name] = _source(name, secret, store, linked)
        except Refused as refused:
            findings.add(refused.diagnostic)
    return made


def _source(name: str, secret: Secret, store: SecretStore, linked: Linked) -> SecretSource:
    where = linked.root.where("secrets", name)
    if secret.kubernetes is not None:
        hint = "write `env:` or `file:` in this environment"
        message = f"the secret {name!r} lies in Kubernetes, where containers of one host can't read it"
        raise Refused(Diagnostic("MG616", message, where.at("kubernetes"), hint=hint))
    file = secret.file
    if file is None and secret.env is None and store.files is not None:
        file = f"{store.files.rstrip('/')}/{name}"
    if file is not None:
        return SecretSource(name, None, _path(file), secret.description, where)
    prefix = store.env.prefix if store.env is not None else None
    variable = secret.env or f"{prefix or ''}{name.replace('-', '_').upper()}"
    return SecretSource(name, _variable(variable, where), None, secret.description, where)


def _path(file: str) -> str:
    """A path as compose.yaml names it: absolute, or from its own folder."""
    return file if file.startswith(("/", "./", "../")) else f"./{file}"


def _variable(name: str, where: Origin) -> str:
    if not _VARIABLE.fullmatch(name):
        hint = "use letters, digits and _, not starting with a digit"
        raise Refused(Diagnostic("MG617", f"{name!r} is no name of an environment variable", where, hint=hint))
    return name
