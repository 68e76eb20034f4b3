"""Shards: agents that share the scraping."""

from __future__ import annotations

from msgspec import Struct

SINCE = (2, 43)
"""The version since which Prometheus reads scrape jobs from files, of which each shard has its own."""
SHARD = "shard"
"""The label by which an agent tells which one it is; what it hands on does not have it."""
AGENT = (3, 0)
"""The version since which being an agent is no feature to be switched on."""


class Shards(Struct, frozen=True):
    """Agents by the names of their containers, and the URLs that each hands all of its samples on to."""

    names: tuple[str, ...]
    receivers: tuple[str, ...]
