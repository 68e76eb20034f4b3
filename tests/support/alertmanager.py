"""Asking a running Alertmanager: alerts in, and what it says of them."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.support.servers import Server

Group = tuple[str, frozenset[tuple[str, str]]]
"""A receiver, and the labels of a group."""


def post(server: Server, alerts: Sequence[Mapping[str, str]], *, ends: timedelta = timedelta(hours=6)) -> None:
    """Fire alerts, given by their labels, all in one request."""
    now = datetime.now(UTC)
    body = [
        {"labels": each, "startsAt": now.isoformat(), "endsAt": (now + ends).isoformat(), "annotations": {}}
        for each in alerts
    ]
    request = urllib.request.Request(
        f"{server.url}/api/v2/alerts", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        assert answer.status == 200


def known(server: Server, count: int) -> list[dict[str, Any]]:
    """All alerts that the server has, once they are so many."""
    found: list[dict[str, Any]] = []

    def all_there() -> bool:
        listed = server.get("/api/v2/alerts")
        assert isinstance(listed, list)
        found[:] = listed
        return len(found) >= count

    assert wait_until(all_there, limit=60), f"{len(found)} of {count} alerts are there"
    assert len(found) == count
    return found


def groups(server: Server) -> list[dict[str, Any]]:
    """All groups of alerts."""
    listed = server.get("/api/v2/alerts/groups")
    assert isinstance(listed, list)
    return listed


def sizes(found: Sequence[Mapping[str, Any]]) -> Counter[Group]:
    """How many alerts each group has."""
    return Counter(
        {(each["receiver"]["name"], frozenset(each["labels"].items())): len(each["alerts"]) for each in found}
    )
