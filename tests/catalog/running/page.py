"""Pages of metrics in Prometheus's text format: families, their types, the names of their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tests.support.servers import fetched

if TYPE_CHECKING:
    from monitorgen.promql.types import MetricType

_SAMPLE = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})? \S+(?: -?\d+)?\Z")
_LABEL = re.compile(r'([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*",?')
_OF_BUCKETS = {"le", "quantile"}


@dataclass(frozen=True)
class Scraped:
    """A metric family. `labels` are those that any of its series carries, `le` and `quantile` aside."""

    type: MetricType
    labels: frozenset[str]


def scraped(url: str) -> dict[str, Scraped]:
    """The families of a page."""
    return families(str(fetched(url), "utf-8"))


def families(page: str) -> dict[str, Scraped]:
    """The families of a page. One without a type, or `untyped`, is `unknown`."""
    types: dict[str, MetricType] = {}
    labels: dict[str, set[str]] = {}
    for line in page.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, said = line.split()
            types[name] = "unknown" if said == "untyped" else cast("MetricType", said)
        elif line and not line.startswith("#"):
            sample = _SAMPLE.fullmatch(line)
            assert sample is not None, f"not a sample: {line}"
            found = labels.setdefault(_family(sample["name"], types), set())
            found.update(_LABEL.findall(sample["labels"] or ""))
    return {name: Scraped(types.get(name, "unknown"), frozenset(found - _OF_BUCKETS)) for name, found in labels.items()}


def _family(series: str, types: dict[str, MetricType]) -> str:
    for suffix in ("_bucket", "_count", "_sum"):
        name = series.removesuffix(suffix)
        if name != series and types.get(name) in {"histogram", "summary"}:
            return name
    return series
