"""Data of a running Prometheus for a preview: the queries of a dashboard, asked over its HTTP interface."""

from __future__ import annotations

import http.client
import json
import math
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.cli.options import Lacking
from monitorgen.preview.feed import Firing, Series, named
from monitorgen.preview.scene import objects, part, text
from monitorgen.promql.parse import PromqlError, parse_matchers
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json
    from monitorgen.preview.feed import Object
    from monitorgen.promql.types import Matcher

STEPS = 96
_SECONDS = 10.0
"""How long a query may take."""
_VARIABLE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")


class Live(Struct):
    """A Prometheus at `url`. `chosen` are values of the dashboard's variables, `scrape` the seconds between scrapes.

    `failed` collects what a query was answered with where that was no result.
    """

    url: str
    span: float
    chosen: Mapping[str, str]
    scrape: float
    end: float = field(default_factory=time.time)
    failed: list[str] = field(default_factory=list)

    def series(self, panel: Object, target: Object) -> Sequence[Series]:
        """What a query of a panel gives over the range, or now."""
        step = max(self.span / STEPS, 1.0)
        expr = self._filled(text(target.get("expr")), step)
        instant = target.get("instant") is True
        when = {"time": f"{self.end:.3f}"} if instant else {
            "start": f"{self.end - self.span:.3f}", "end": f"{self.end:.3f}", "step": f"{step:.3f}",
        }  # fmt: skip
        try:
            answer = self._asked("query" if instant else "query_range", {"query": expr, **when})
        except ValueError as error:
            self.failed.append(f"{text(panel.get('title'))}: {error}")
            return []
        legend = text(target.get("legendFormat"))
        found = []
        for row in objects(part(answer, "data").get("result")):
            labels = {name: str(value) for name, value in part(row, "metric").items()}
            name = named(legend, labels) or text(panel.get("title"))
            found.append(Series(name, _values(row, self.end - self.span, step, instant=instant), labels))
        return sorted(found, key=lambda each: (_bucket(each), each.name))

    def alerts(self, panel: Object) -> Sequence[Firing]:
        """The alerts that an alert list would show."""
        wanted = text(part(panel, "options").get("alertInstanceLabelFilter")).strip("{} ")
        try:
            matchers: Sequence[Matcher] = parse_matchers(self._filled(wanted, 60)) if wanted else ()
            answer = self._asked("alerts", {})
        except (ValueError, PromqlError) as error:
            self.failed.append(f"{text(panel.get('title'))}: {error}")
            return []
        found = []
        for alert in objects(part(answer, "data").get("alerts")):
            labels = {name: str(value) for name, value in part(alert, "labels").items()}
            if all(_matches(matcher, labels) for matcher in matchers):
                name = labels.pop("alertname", "")
                found.append(
                    Firing(name, text(alert.get("state")), labels, _since(text(alert.get("activeAt")), self.end))
                )
        return sorted(found, key=lambda each: (each.state != "firing", each.name))

    def _filled(self, expr: str, step: float) -> str:
        """The expression with Grafana's variables filled in, as Grafana does it."""
        rate = max(4 * self.scrape, step + self.scrape)
        known = {
            "__rate_interval": str(Duration(round(rate) * 1000)),
            "__interval": str(Duration(max(round(step), round(self.scrape)) * 1000)),
            "__range": str(Duration(round(self.span) * 1000)),
            "__range_s": str(round(self.span)),
            "__range_ms": str(round(self.span * 1000)),
            **self.chosen,
        }
        return _VARIABLE.sub(lambda match: known.get(match[1] or match[2] or match[3], match[0]), expr)

    def _asked(self, path: str, query: Mapping[str, str]) -> Object:
        """The answer of Prometheus. Raises `ValueError` with its words, `Lacking` if nobody answers."""
        address = f"{self.url.rstrip('/')}/api/v1/{path}"
        data = urllib.parse.urlencode(query).encode() if query else None
        try:
            with urllib.request.urlopen(address, data=data, timeout=_SECONDS) as response:  # noqa: S310 - checked: http
                answer = _object(response.read())
        except urllib.error.HTTPError as error:
            answer = _object(error.read())
            if "status" not in answer:
                message = f"what answers at {self.url} is no Prometheus: HTTP {error.code} for {path}"
                raise Lacking(message) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error or type(error).__name__
            raise Lacking(f"no Prometheus answers at {self.url}: {reason}") from error
        if answer.get("status") == "error":
            raise ValueError(text(answer.get("error")) or "no reason was given")
        if answer.get("status") != "success":
            raise Lacking(f"what answers at {self.url} is no Prometheus: no result for {path}")
        return answer


def checked_url(url: str) -> str:
    """The URL, if it can be that of a Prometheus; raises `Lacking`."""
    try:
        found = urllib.parse.urlsplit(url)
        fits = found.scheme in {"http", "https"} and bool(found.hostname) and (found.port is None or found.port > 0)
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s\x00-\x1f]", url):
        raise Lacking(f"{url!r} is no address of a Prometheus: write it like http://localhost:9090")
    if found.username is not None or found.password is not None:
        # The address is shown on the pages.
        raise Lacking("a user and a password in --prometheus are not used; ask one that needs none, or through a proxy")
    return url


def chosen(dashboard: Object) -> dict[str, str]:
    """What is chosen when a dashboard is opened: everything, or the first of fixed values."""
    found: dict[str, str] = {}
    for each in objects(part(dashboard, "templating").get("list")):
        value = part(each, "current").get("value")
        first = str(value[0]) if isinstance(value, list) and value else text(value if isinstance(value, str) else "")
        found[text(each.get("name"))] = text(each.get("allValue")) or ".+" if first in {"", "$__all"} else first
    return found


def _object(data: bytes) -> Object:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _values(row: Object, start: float, step: float, *, instant: bool) -> list[float | None]:
    pairs = [row.get("value")] if instant else row.get("values")
    made: list[float | None] = [None] * (1 if instant else STEPS + 1)
    for pair in pairs if isinstance(pairs, list) else []:
        at, value = map(_finite, pair) if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if at is not None and value is not None:
            index = 0 if instant else round((at - start) / step)
            if 0 <= index < len(made):
                made[index] = value
    return made


def _finite(value: Json) -> float | None:
    """A number as Prometheus writes it; None for what can't be drawn."""
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _bucket(series: Series) -> float:
    """The bound of a bucket, `+Inf` last; 0 for series that are none."""
    try:
        return float(series.labels.get("le", "0"))
    except ValueError:
        return 0.0


def _matches(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.label, "")
    if matcher.op in {"=", "!="}:
        return (value == matcher.value) is (matcher.op == "=")
    return (re.fullmatch(matcher.value, value) is not None) is (matcher.op == "=~")


def _since(written: str, end: float) -> str:
    from datetime import datetime

    try:
        start = datetime.fromisoformat(re.sub(r"\.\d+", "", written)).timestamp()
    except ValueError:
        return "?"
    return str(Duration(max(0, round(end - start)) * 1000))
