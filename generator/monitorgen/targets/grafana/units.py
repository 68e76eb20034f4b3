"""Our units in Grafana's words."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = "short"
"""A plain number, shortened: 1.2 K."""

_PER_SECOND = "_per_second"
_UNITS = {
    "": PLAIN,
    "count": PLAIN,
    "seconds": "s",
    "milliseconds": "ms",
    "microseconds": "µs",
    "nanoseconds": "ns",
    "bytes": "bytes",
    "bytes_per_second": "binBps",
    "bits_per_second": "bps",
    "kilobytes": "deckbytes",
    "megabytes": "decmbytes",
    "ratio": "percentunit",
    "percent": "percent",
    "celsius": "celsius",
    "volts": "volt",
    "amperes": "amp",
    "joules": "joule",
    "joules_per_second": "watt",
    "grams": "massg",
    "meters": "lengthm",
    "meters_per_second": "velocityms",
    "hertz": "hertz",
    "per_second": "cps",
    "1/s": "cps",
    "requests/s": "reqps",
    "operations/s": "ops",
    "timestamp": "dateTimeAsIso",
}
# What is counted, as far as the name of its counter tells. They begin with their first word: what stands before it says
# nothing, and looking for its beginning takes ten times as long.
_REQUESTS = re.compile(r"(?:requests?|http|hits|calls)[a-z_]*(?:_total|_count|:rate\w*)\b")
_OPERATIONS = re.compile(r"(?:commands|operations|queries|transactions|xact)[a-z_]*(?:_total|_count|:rate\w*)\b")


def grafana_unit(unit: str, expressions: Iterable[str] = ()) -> str:
    """Grafana's id of one of our units, or of one of its own; a plain number for what neither knows (`connections`).

    `expressions` tell what a plain rate counts: `12 req/s` says more than `12 c/s`.
    """
    found = _UNITS.get(unit)
    if found == "cps":
        texts = list(expressions)
        if texts and all(map(_REQUESTS.search, texts)):
            return "reqps"
        if texts and all(map(_OPERATIONS.search, texts)):
            return "ops"
    if found is None and unit.endswith(_PER_SECOND):
        return "cps"
    return found or (unit if unit in _known() else PLAIN)


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(json.loads((resources.grafana_schemas() / "units.json").read_bytes()))
