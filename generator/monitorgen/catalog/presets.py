"""Presets of indicators: which metrics of a known library or exporter an indicator's parts and words stand for."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from msgspec import Struct, convert

from monitorgen.catalog.reader import table
from monitorgen.promql.types import MetricType


class PresetMetric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A metric that a preset declares. `buckets` are finite upper bounds in `unit`."""

    type: MetricType
    unit: str = ""
    labels: tuple[str, ...] = ()
    buckets: tuple[Decimal, ...] = ()


class Preset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fills an indicator that names this preset; the fields have the meaning that they have there.

    `status route method version` are the real labels behind these words. `exposed_by` is the catalogue type whose
    exporter knows the metrics, None where the entry serves them itself. In `scope` stands `{service}` for the entry.
    """

    description: str
    verified: str
    exposed_by: str | None = None
    scope: str | None = None
    total: str | None = None
    errors: str | None = None
    good: str | None = None
    duration: str | None = None
    used: str | None = None
    free: str | None = None
    limit: str | None = None
    status: str | None = None
    route: str | None = None
    method: str | None = None
    version: str | None = None
    metrics: Mapping[str, PresetMetric]


@cache
def presets() -> Mapping[str, Preset]:
    """The presets by name."""
    return convert(table("presets"), dict[str, Preset], strict=False)
