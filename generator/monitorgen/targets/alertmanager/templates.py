"""Notification templates: Go templates of Alertmanager, only those that a system's receivers use.

They are the same for all systems, laid out by `scripts/write-templates`, but for what a system's severities stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.plan.routing import Meaning, Routing

_COMMON = ("common", "severity")
_OWN = ("email", "slack", "pagerduty", "msteamsv2", "discord", "telegram", "opsgenie")

_WORST = """\
{{ $worst := "info" }}{{ range .Alerts -}}
<critical>
{{- if ne $worst "critical" }}<warning>{{ end -}}
{{ end -}}"""
"""The worst meaning of a group's alerts. One that says no severity, or one that is not declared, is a warning."""


def templates(routing: Routing, header: str) -> Mapping[str, str]:
    """The template files by name, each with `header` as a comment at its top."""
    used = {each.kind for receiver in routing.receivers.values() for each in receiver.integrations}
    names = [f"{name}.tmpl" for name in (*_COMMON, *(kind for kind in _OWN if kind in used))]
    texts = {name: (folder() / name).read_text(encoding="utf-8") for name in names}
    texts["severity.tmpl"] = texts["severity.tmpl"].replace("[[ worst ]]", _worst(routing.severities))
    return {name: f"{_comment(header)}{text}" for name, text in texts.items()}


def folder() -> Path:
    """Where the templates are."""
    return resources.templates() / "alertmanager"


def _comment(header: str) -> str:
    """A comment of Go's templates, which can't hold its own end."""
    return f"{{{{- /*\n{header.replace('*/', '* /')}\n*/ -}}}}\n" if header else ""


def _worst(severities: Mapping[str, Meaning]) -> str:
    critical, info = (_among(severities, meaning) for meaning in ("critical", "info"))
    is_critical = f'{{{{ if eq {critical} }}}}{{{{ $worst = "critical" }}}}{{{{ end }}}}' if critical else ""
    is_warning = '{{ $worst = "warning" }}'
    if info:
        is_warning = f"{{{{ if not (eq {info}) }}}}{is_warning}{{{{ end }}}}"
    return _WORST.replace("<critical>", is_critical).replace("<warning>", is_warning)


def _among(severities: Mapping[str, Meaning], meaning: Meaning) -> str:
    """An alert's severity and all that have a meaning, for Go's `eq`; empty if none has it."""
    found = [f'"{severity}"' for severity, means in severities.items() if means == meaning]
    return " ".join([".Labels.severity", *found]) if found else ""
