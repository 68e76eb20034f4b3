"""Synthetic systems of any size: services that look alike but share no file, with two objectives each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SYSTEM = """\
monitorgen: v1
system: synthetic
environments: {production: {}}
secrets: {slack_url: {description: Incoming webhook}, deadman_url: {description: Dead man's switch}}
channels:
  chat: {slack: {channel: '#alerts', api_url: {secret: slack_url}}}
  deadman: {webhook: {url: {secret: deadman_url}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: deadman}}
"""

SLOS = 2
"""Objectives of each service."""
_WITHOUT_ASKING = ("overview", "alerts", "http-service", "prometheus", "alertmanager", "grafana")
"""The dashboards that a plain system has."""


def write(folder: Path, services: int, *, plain: bool = False, dashboards: bool = True) -> None:
    """A system of `services` services, one file each, below `folder`.

    `plain`: services of a type and nothing more, which share the dashboard of their kind; others have one each, unless
    there are to be no `dashboards`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "system.yaml").write_text(_SYSTEM)
    if not dashboards:
        # Plain services have no objectives, and so no page of them all.
        off = _WITHOUT_ASKING if plain else (*_WITHOUT_ASKING, "slos")
        lines = "".join(f"  {name}: none\n" for name in off)
        (folder / "off.yaml").write_text(f"monitorgen: v1\ndashboards:\n{lines}")
    (folder / "services").mkdir(exist_ok=True)
    for number in range(services):
        name = f"service-{number:05}"
        (folder / "services" / f"{name}.yaml").write_text(
            plain_service(name, number) if plain else service(name, number, dashboards=dashboards)
        )


def plain_service(name: str, number: int) -> str:
    """The spec of a service that says where it is, and has all else from its type."""
    return f"monitorgen: v1\nservices:\n  {name}: {{type: http-service, port: {8000 + number % 1000}}}\n"


def service(name: str, number: int, threshold: int = 5, *, dashboards: bool = True) -> str:
    """The spec of one service: its own metrics, an indicator, two objectives, two recording rules and four alerts."""
    lines = [
        "monitorgen: v1",
        "services:",
        f"  {name}:",
        "    type: http-service",
        f"    port: {8000 + number % 1000}",
        f"    description: Service {number} of the synthetic system",
        "    indicators: {http: {labels: [route]}}",
        "    metrics:",
        "      queue_depth: {type: gauge, labels: [queue], help: Jobs that wait}",
        "      jobs_failed_total: {type: counter, labels: [queue], help: Jobs that failed}",
        "    recording_rules:",
        "      'job_route:http_requests:rate5m': sum by (job, route) (rate(http_requests_total[5m]))",
        "      'job_queue:jobs_failed:rate5m': sum by (job, queue) (rate(jobs_failed_total[5m]))",
        "    slos:",
        "      availability: 99.9%",
        "      latency: {objective: 99%, threshold: 500ms}",
        "    alerts:",
        f"      HighErrorRate: {{above: {threshold}%}}",
        f"      QueueGrows: {{value: queue_depth, above: {100 + number}, for: 10m, severity: warning}}",
        *([] if dashboards else [f"dashboards: {{{name}: none, {name}-slos: none}}"]),
        "",
    ]
    # TargetDown, HighErrorRate and HighResponseTime come with the type: with QueueGrows that makes four alerts.
    return "\n".join(lines)
