"""Ids of dashboards and panels, made from what they are called: links, bookmarks and history outlive a rebuild."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

SLUG = 31
"""Characters of the readable part of a uid: with a dash and eight digits it is within Grafana's 40."""


def dashboard_uid(system: str, key: str) -> str:
    """The uid of a dashboard: its key as people know it, and eight digits that keep systems apart in one Grafana."""
    slug = re.sub(r"[^a-z0-9_]+", "-", key.lower())[:SLUG].strip("-") or "dashboard"
    return f"{slug}-{_digest(system, key)[:8]}"


@lru_cache(maxsize=1024)
def panel_id(key: str) -> int:
    """The id of a panel in its dashboard, from 1 to 2^31 - 1: Grafana keeps it in 32 bits."""
    return int(_digest(key)[:8], 16) % (2**31 - 1) + 1


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
