"""Other stores in Prometheus's own form: `remote_write`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.values import SecretUse
from monitorgen.targets.prometheus.relabel import relabel_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.plan.remote import RemoteWrite
    from monitorgen.plan.values import Setting

_NAMES = {"timeout": "remote_timeout"}
"""Fields that Prometheus calls otherwise."""


def remote_write(store: RemoteWrite) -> dict[str, Json]:
    """One entry of `remote_write`. Secrets are read from files, always."""
    made: dict[str, Json] = {"name": store.name, "url": store.url, **_fields(store.client)}
    if store.relabel:
        made["write_relabel_configs"] = [relabel_config(step) for step in store.relabel]
    if store.queue:
        made["queue_config"] = _fields(store.queue)
    return made


def _fields(settings: Mapping[str, Setting]) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for name, value in settings.items():
        if isinstance(value, SecretUse):
            made[f"{name}_file"] = value.file
        else:
            made[_NAMES.get(name, name)] = _value(value)
    return made


def _value(value: Setting) -> Json:
    if isinstance(value, dict):
        return _fields(value)
    if isinstance(value, list):
        return [_value(each) for each in value]
    assert not isinstance(value, SecretUse), "lists of secrets have no place in Prometheus's configuration"
    return value
