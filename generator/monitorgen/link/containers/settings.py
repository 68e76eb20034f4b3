"""Grafana's settings as the environment variables that its image reads: `GF_<SECTION>_<KEY>`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.units import plain

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json

_HINT = "write sections with their keys: `config: {auth.anonymous: {enabled: true}}`"


def grafana_settings(config: Json, where: Origin) -> dict[str, str]:
    """The variables for settings by section and key; raises `Refused` for what is no such map."""
    made: dict[str, str] = {}
    if not isinstance(config, dict):
        raise Refused(Diagnostic("MG639", "Grafana's `config` is a map of sections", where, hint=_HINT))
    for section, keys in config.items():
        if not isinstance(keys, dict):
            raise Refused(Diagnostic("MG639", f"{section!r} is no section of settings", where.at(section), hint=_HINT))
        for key, value in keys.items():
            variable = re.sub(r"[^A-Z0-9]", "_", f"GF_{section}_{key}".upper())
            made[variable] = _text(value, where.at(section, key))
    return made


def _text(value: Json, where: Origin) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case Decimal():
            return plain(value)
        case _:
            raise Refused(Diagnostic("MG639", "a setting of Grafana is one value", where, hint=_HINT))
