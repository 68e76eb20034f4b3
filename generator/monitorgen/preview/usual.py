"""What is usual: values of labels that nobody declared, and how large values of a unit are on a quiet day."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from monitorgen.preview.colours import BAD

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

NOON = 1_767_787_200.0
"""The end of made time: noon of a Wednesday in January 2026, UTC."""
BUCKETS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10")
LABELS: dict[str, tuple[str, ...]] = {
    "route": ("/", "/api/items", "/api/orders", "/api/search", "/login"), "path": ("/", "/api/items", "/login"),
    "handler": ("/", "/api/items", "/login"), "endpoint": ("/", "/api/items", "/login"), "code": ("200", "404", "500"),
    "status": ("200", "404", "500"), "method": ("GET", "POST", "PUT"), "device": ("sda", "nvme0n1"),
    "mountpoint": ("/", "/var/lib/docker"), "cpu": ("0", "1", "2", "3"), "mode": ("user", "system", "iowait"),
    "datname": ("app", "postgres"), "db": ("db0",), "queue": ("default", "mail"), "state": ("active", "idle"),
    "severity": ("critical", "warning"), "integration": ("slack", "pagerduty", "email"), "le": BUCKETS,
    "quantile": ("0.5", "0.95", "0.99"), "instance": ("app:8080",), "cluster": ("main",), "job": ("app",),
    "service": ("app",), "team": ("platform",), "alertname": ("TargetDown",), "fstype": ("ext4",),
    "name": ("app", "worker"), "container": ("app", "worker"), "rule_group": ("app", "system"),
    "task": ("send_mail", "resize_image"), "cmd": ("get", "set"), "command": ("get", "set"),
    "slice": ("inner_eval", "queue_time"), "relname": ("items", "orders"), "kind": ("app",), "interface": ("eth0",),
}  # fmt: skip
_HARDLY = 1e-4
"""A threshold that means "more than none"."""
_SIZES = {
    "s": 0.12, "ms": 120.0, "µs": 800.0, "ns": 9e5, "bytes": 6.4e8, "decbytes": 6.4e8, "binBps": 2.6e6, "Bps": 2.6e6,
    "bps": 2e7, "percentunit": 0.34, "percent": 34.0, "reqps": 84.0, "ops": 410.0, "cps": 6.5, "short": 14.0,
    "celsius": 46.0, "watt": 80.0, "decmbytes": 512.0,
}  # fmt: skip
_TROUBLE = re.compile(r'=~?"5\.\.|errors?_|failed|dropped|rejected|lost|_killed|evicted|restarts')
_PERCENTILE = re.compile(r"histogram_quantile\(\s*0?\.(\d+)|\bp(\d{2,3})\b", re.IGNORECASE)


def size(scene: Scene, expr: str) -> float:
    """How large values of a panel are: well within its thresholds, else as its unit suggests."""
    if scene.unit.startswith("dateTime"):
        return NOON - 86_400
    if "time()" in expr and scene.unit == "s":
        return 700.0
    if "sum_over_time(ALERTS" in expr and scene.unit == "s":
        return 900.0
    steps = [each.value for each in scene.steps if math.isfinite(each.value)]
    better_is_more = bool(steps) and scene.steps[0].colour in BAD
    if steps and 0 < steps[0] < _HARDLY and not better_is_more:
        return 0.0
    if re.search(r"\bup\b", expr) and scene.unit == "percentunit":
        return 1.0
    if better_is_more and steps[-1] > _HARDLY:
        # It begins in a colour of warning.
        found = steps[-1] * 1.35
    elif steps and not better_is_more:
        found = steps[0] * 0.42
    elif _TROUBLE.search(expr):
        found = 0.003 if scene.unit == "percentunit" else 0.2
    else:
        found = _SIZES.get(scene.unit, 8.0)
    found *= _percentile(expr)
    ceiling = scene.bound("max")
    return min(found, ceiling * 0.8) if ceiling is not None and not steps else found


def percentile_of(expr: str) -> str | None:
    """The digits after the point of the quantile that is taken, if one is."""
    match = _PERCENTILE.search(expr)
    return match[1] or match[2] if match else None


def weight(labels: dict[str, str]) -> float:
    """How much of the whole a series is: most requests succeed."""
    for name in ("code", "status", "status_code"):
        if name in labels:
            return {"4": 0.07, "5": 0.012}.get(labels[name][:1], 1.0)
    return 1.0


def _percentile(expr: str) -> float:
    digits = percentile_of(expr)
    return 0.35 + 0.9 * float(f"0.{digits.ljust(2, '0')}") ** 6 if digits else 1.0
