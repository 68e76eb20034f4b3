"""Small values that several parts of the Plan are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

Labels: TypeAlias = Mapping[str, str]
"""Label name: value, in the order in which they are written out (sorted by whoever makes them)."""

UnitId: TypeAlias = str
"""The name of a service, an infrastructure entry or a component, or `system` for what belongs to none of them."""

SYSTEM_UNIT: UnitId = "system"


SECRETS = "secrets"
"""The folder of all secrets of an environment, beside those of Prometheus's and Alertmanager's configurations.

One folder for all, so that the same relative path leads to it on a host and in a container, where nothing can be put
into the folders that are mounted.
"""


class SecretUse(Struct, frozen=True):
    """A secret in a configuration. `file` is where it is read from, relative to the configuration's folder."""

    name: str
    file: str


def in_secrets_folder(name: str) -> SecretUse:
    """A secret as the configuration in a folder of the environment reads it."""
    return SecretUse(name, f"../{SECRETS}/{name}")


Setting: TypeAlias = "str | int | bool | SecretUse | list[Setting] | dict[str, Setting]"
"""A value of a target's own configuration, with secrets by name."""


def secrets_in(setting: Setting | Mapping[str, Setting]) -> Iterator[SecretUse]:
    """Every use of a secret in a setting."""
    if isinstance(setting, SecretUse):
        yield setting
    elif isinstance(setting, Mapping):
        for each in setting.values():
            yield from secrets_in(each)
    elif isinstance(setting, list):
        for each in setting:
            yield from secrets_in(each)
