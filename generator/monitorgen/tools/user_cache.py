"""Where a user's caches are: what is remembered there may be lost at any time, and costs nothing but time then."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path | None:
    """`monitorgen` in `$XDG_CACHE_HOME`, or in `~/.cache`; None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        base = os.path.expanduser("~/.cache")  # noqa: PTH111 - pathlib raises where there is no home
    return Path(base) / "monitorgen" if base.startswith("/") else None
