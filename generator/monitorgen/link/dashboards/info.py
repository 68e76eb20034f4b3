"""The info series: what an entry is, as labels that queries can join and dashboards can choose by.

Scraped series say their job and nothing else of whose they are, and a label that is put on all of them would split
their history when a service moves to another team. So each scraped entry has one series of its own, always 1, by which
a dashboard finds "the services of this team and kind" without naming one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.rules import Recording
from monitorgen.promql import build
from monitorgen.promql.types import LabelSchema, Matcher, Metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.diagnostics import Origin

INFO = "job:service:info"
METRIC = Metric(
    INFO,
    "gauge",
    "",
    LabelSchema(frozenset({"job", "kind", "service"}), frozenset({"team"}), open=True),
    help="Always 1, with what an entry is",
    recorded=True,
)


def info(service: str, job: str, kind: str, team: str | None, labels: Mapping[str, str], origin: Origin) -> Recording:
    """The rule of an entry's info series; `labels` are those of its alerts."""
    own = {"job": job, "kind": kind, "service": service, **({"team": team} if team is not None else {})}
    return Recording(INFO, "vector(1)", dict(sorted({**labels, **own}.items())), origin)


def infos(matchers: Iterable[Matcher]) -> str:
    """The info series that match."""
    return build.selector(INFO, matchers)
