"""Folders of dashboards, and the files that dashboards are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.dashboards import Dashboard

ROOT = "grafana/dashboards"


def folder_slug(title: str) -> str:
    """The name of a folder on disk, and its uid: `Shop payments` is `shop-payments`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "dashboards"


def file_of(dashboard: Dashboard) -> str:
    """The path of a dashboard's file in the environment's folder."""
    return f"{ROOT}/{folder_slug(dashboard.folder)}/{dashboard.name}.json"
