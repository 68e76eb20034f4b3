"""`config:` of Prometheus and Alertmanager, laid over what monitorgen writes: it may add to that and not undo it.

A list replaces a list there, so that one word could drop every rule, route or receiver and leave a file that the
servers load without a sound.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic
from monitorgen.raw import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.document import Json
    from monitorgen.raw import Raw


class _File(Struct, frozen=True):
    """A server's file. `parts` are its keys; `kept` lists by what must stay in them; `said` what has other words."""

    parts: tuple[str, ...]
    kept: Mapping[str, str]
    said: Mapping[tuple[str, ...], str]


_FILES = {
    "prometheus": _File(
        parts=(
            *("global", "runtime", "rule_files", "scrape_config_files", "scrape_configs", "alerting"),
            *("remote_write", "remote_read", "storage", "tracing", "otlp"),
        ),
        kept={"rule_files": "rules/*.yml", "scrape_config_files": "scrape/*.yml"},
        said={
            ("alerting", "alertmanagers"): "write `stack: {alertmanager: {address: ...}}`",
            ("global", "scrape_interval"): "write `stack: {prometheus: {scrape_interval: ...}}`",
            ("global", "evaluation_interval"): "write `stack: {prometheus: {evaluation_interval: ...}}`",
            ("global", "external_labels"): "write `labels:` at the root",
        },
    ),
    "alertmanager": _File(
        parts=(
            *("global", "templates", "route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals"),
            "tracing",
        ),
        kept={"templates": "templates/*.tmpl"},
        said={
            ("global", "resolve_timeout"): "write `stack: {alertmanager: {resolve_timeout: ...}}`",
            ("route",): "write `default_notify`, `severities` and `teams`",
            ("receivers",): "write `channels`; `raw:` in one takes what monitorgen does not know",
            ("inhibit_rules",): "write `inhibit`",
            ("time_intervals",): "write `time_intervals` at the root",
            ("mute_time_intervals",): "write `time_intervals` at the root",
        },
    ),
}


def own_config(name: str, config: Raw | None, where: Callable[..., Origin], findings: Findings) -> Json:
    """The words of `config:`; those that would undo what monitorgen writes, or that the file lacks, are told."""
    if config is None:
        return None
    file = _FILES.get(name)
    if file is not None and not isinstance(config, dict):
        message = f"the configuration of {name} is a map"
        findings.add(Diagnostic("MG703", message, where(), hint="write config: {key: value}"))
        return None
    if file is not None and isinstance(config, dict):
        for part in config:
            if part not in file.parts:
                findings.add(_no_part(name, part, file, where(part)))
        for part, own in file.kept.items():
            files = config.get(part, [own])
            if not isinstance(files, list) or own not in files:
                message = f"this would drop what monitorgen writes into {part}"
                findings.add(Diagnostic("MG702", message, where(part), hint=f"keep {own!r} in the list"))
        for path, hint in file.said.items():
            if _has(config, path):
                message = f"{'.'.join(path)} of {name} is written by monitorgen"
                findings.add(Diagnostic("MG702", message, where(*path), hint=hint, part="key"))
    return resolve(config)


def _no_part(name: str, part: str, file: _File, where: Origin) -> Diagnostic:
    near = get_close_matches(part, file.parts, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(file.parts)}"
    return Diagnostic("MG703", f"the configuration of {name} has no {part!r}", where, hint=hint, part="key")


def _has(config: Raw, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(config, dict) or step not in config:
            return False
        config = config[step]
    return True
