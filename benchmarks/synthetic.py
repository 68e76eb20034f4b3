"""Synthetic systems of any size: services that look alike but share no file, 16 recording and 4 alerting rules each."""

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

_WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "7d")


def write(folder: Path, services: int) -> None:
    """A system of `services` services, one file each, below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "system.yaml").write_text(_SYSTEM)
    (folder / "services").mkdir(exist_ok=True)
    for number in range(services):
        name = f"service-{number:05}"
        (folder / "services" / f"{name}.yaml").write_text(service(name, number))


def service(name: str, number: int, threshold: int = 5) -> str:
    """The spec of one service: its own metrics, an indicator, 16 recording rules and 4 alerts."""
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
    ]
    for window in _WINDOWS:
        rate = f"sum by (job, route) (rate(http_requests_total[{window}]))"
        errors = f'sum by (job, route) (rate(http_requests_total{{status=~"5.."}}[{window}]))'
        lines.append(f"      'job_route:http_requests:rate{window}': {rate}")
        lines.append(f"      'job_route:http_errors:rate{window}': '{errors}'")
    lines += [
        "    alerts:",
        f"      HighErrorRate: {{above: {threshold}%}}",
        f"      QueueGrows: {{value: queue_depth, above: {100 + number}, for: 10m, severity: warning}}",
        "",
    ]
    # TargetDown, HighErrorRate and HighResponseTime come with the type: with QueueGrows that makes four alerts.
    return "\n".join(lines)
