"""MySmartNotes on loopback: its own specs, and an environment that says where everything listens here.

What is promised for production is not touched: rules, limits and who is told are those of the specs. The environment
changes addresses and times, and adds a look from outside at the page of nginx.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import yaml

from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SYSTEM = "mysmartnotes"
ENVIRONMENT = "loopback"
_SOON = {"for": "1s"}


def write(specs: Path, ports: Mapping[str, int]) -> None:
    """The system's specs and the file with its environment, below `specs`."""
    shutil.copytree(ROOT / "specs" / SYSTEM, specs / SYSTEM)
    at = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    document = {"monitorgen": "v1", "environments": {ENVIRONMENT: _patch(at)}, "infrastructure": _page(at)}
    path = specs / SYSTEM / "loopback.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def _patch(at: Mapping[str, str]) -> dict[str, object]:
    return {
        "deploy": "files",
        "channels": _without_tls(),
        "default_notify": {"group_wait": "1s", "group_interval": "1s"},
        "services": {"api_gateway": {"address": at["api_gateway"]}, "celery_worker": {"address": at["celery_worker"]}},
        "infrastructure": {
            "node": {"exporter": at["node_exporter"]},
            # Its exporter waits for a second before it gives up on a server that is not there.
            "postgres": {
                "exporter": at["postgres_exporter"],
                "scrape": {"interval": "3s", "timeout": "3s"},
                "alerts": {"PostgresDown": _SOON},
            },
            "redis": {"exporter": at["redis_exporter"], "alerts": {"RedisDown": _SOON}},
            "nginx": {"exporter": at["nginx_exporter"], "alerts": {"NginxDown": _SOON}},
            "celery": {"exporter": at["flower"]},
        },
        "stack": {
            "prometheus": {"address": at["prometheus"], "scrape_interval": "1s", "evaluation_interval": "1s"},
            "alertmanager": {"address": at["alertmanager"], "smtp": {"smarthost": at["mail"]}},
            "blackbox": {"address": at["blackbox"]},
            "grafana": "none",
        },
    }


def _without_tls() -> dict[str, object]:
    """The channels that send mails: the sink speaks no TLS. Naming an integration replaces all of it."""
    said = yaml.safe_load((ROOT / "specs" / SYSTEM / "system.yaml").read_text(encoding="utf-8"))
    return {
        name: {"email": {**channel["email"], "require_tls": False}}
        for name, channel in said["channels"].items()
        if "email" in channel
    }


def _page(at: Mapping[str, str]) -> dict[str, object]:
    return {
        "website": {
            "type": "external",
            "description": "The page of nginx as its readers see it",
            "only": [ENVIRONMENT],
            "probes": {"page": f"http://{at['nginx']}/"},
            "alerts": {"ProbeFailed": _SOON},
        }
    }
