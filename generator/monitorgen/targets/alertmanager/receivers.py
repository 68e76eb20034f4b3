"""Receivers in Alertmanager's own form: secrets as files, and texts of ours where a channel says none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.values import SecretUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.plan.routing import Integration, Receiver
    from monitorgen.plan.values import Setting

# In this order in a receiver, whatever the order of its channels: one list a kind.
_KINDS = (
    "email", "slack", "pagerduty", "webhook", "msteamsv2", "discord", "telegram", "opsgenie", "sns", "pushover",
    "victorops", "webex", "wechat", "rocketchat", "jira", "mattermost", "incidentio",
)  # fmt: skip


def _template(name: str, data: str = ".") -> str:
    return f'{{{{ template "monitorgen.{name}" {data} }}}}'


_DASHBOARD = "{{ or .CommonAnnotations.dashboard_url .CommonAnnotations.dashboard }}"

_TEXTS: Mapping[str, Mapping[str, Json]] = {
    "email": {"html": _template("email.html"), "text": _template("email.text")},
    "slack": {
        "color": _template("color"),
        "title": _template("slack.title"),
        "text": _template("slack.text"),
        "fallback": _template("slack.fallback"),
        "footer": _template("slack.footer"),
    },
    "pagerduty": {
        "description": _template("pagerduty.description"),
        "severity": _template("pagerduty.severity"),
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.service }}",
        "links": [
            {"href": "{{ .CommonAnnotations.runbook_url }}", "text": "Runbook"},
            {"href": _DASHBOARD, "text": "Dashboard"},
            {"href": _template("silence"), "text": "Silence"},
        ],
    },
    "msteamsv2": {"title": _template("msteamsv2.title"), "text": _template("msteamsv2.text")},
    "discord": {"title": _template("discord.title"), "message": _template("discord.message")},
    "telegram": {"message": _template("telegram.message"), "parse_mode": "HTML"},
    "opsgenie": {
        "message": _template("opsgenie.message"),
        "description": _template("opsgenie.description"),
        "priority": _template("opsgenie.priority"),
        "entity": "{{ .CommonLabels.service }}",
    },
}
"""What an integration says unless its channel does. Each field is a channel's to replace."""

_SUBJECT = _template("email.subject")
_DETAILS: Mapping[str, Json] = {
    "firing": _template("pagerduty.alerts", ".Alerts.Firing"),
    "resolved": _template("pagerduty.alerts", ".Alerts.Resolved"),
}


def receiver(made: Receiver) -> dict[str, Json]:
    """One entry of `receivers`."""
    lists: dict[str, list[Json]] = {}
    for integration in made.integrations:
        lists.setdefault(integration.kind, []).append(integration_config(integration))
    return {"name": made.name} | {f"{kind}_configs": lists[kind] for kind in _KINDS if kind in lists}


def integration_config(integration: Integration) -> dict[str, Json]:
    """One entry of a receiver's list of a kind."""
    said = written(integration.settings)
    texts = dict(_TEXTS.get(integration.kind, {}))
    match integration.kind:
        case "email":
            headers = said.get("headers") or {}
            assert isinstance(headers, dict)
            if not any(name.lower() == "subject" for name in headers):
                said["headers"] = {"Subject": _SUBJECT, **headers}
        case "pagerduty":
            details = said.get("details") or {}
            assert isinstance(details, dict)
            said["details"] = {**_DETAILS, **details}
        case "telegram" if said.get("parse_mode", "HTML") != "HTML":
            texts = {}  # ours is HTML
    return {"send_resolved": integration.send_resolved, **said, **{k: v for k, v in texts.items() if k not in said}}


def written(settings: Mapping[str, Setting]) -> dict[str, Json]:
    """Settings as Alertmanager reads them: a field that holds a secret names its file."""
    return {
        f"{name}_file" if isinstance(value, SecretUse) else name: _written(value) for name, value in settings.items()
    }


def _written(value: Setting) -> Json:
    if isinstance(value, SecretUse):
        return value.file
    if isinstance(value, dict):
        return written(value)
    if isinstance(value, list):
        return [_written(item) for item in value]
    return value
