"""What probes tell: the metrics of the blackbox exporter, as far as an entry's probes bring them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.catalog import inventory
from monitorgen.promql.types import LabelSchema, Metric, unit_of
from monitorgen.spec.condition import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.probing import Probe, Prober
    from monitorgen.spec.alert import Alert

PROBED = "probed"
"""The type of the catalogue that all entries with probes start from."""
_OF_PROBER: dict[str, frozenset[Prober]] = {
    "probe_http_": frozenset({"http"}),
    "probe_icmp_": frozenset({"icmp"}),
    "probe_grpc_": frozenset({"grpc"}),
    "probe_dns_": frozenset({"dns"}),
    "probe_failed_due_to_regex": frozenset({"http", "tcp"}),
    "probe_failed_due_to_bytes": frozenset({"tcp"}),
}
_UNITS = {"probe_ssl_earliest_cert_expiry": "seconds"}
"""Units that the names do not tell."""
_OF_ALL = "probe_dns_lookup_time_seconds"
_OF_TLS = ("probe_ssl_", "probe_tls_")
_OF_SERIES = FUNCTIONS.keys() - {"down", "expr"}
"""The functions that name the series that they are of."""
_BRACES = re.compile(r"\{.*")


def metrics_of_probes(probes: tuple[Probe, ...]) -> Mapping[str, Metric]:
    """The metrics that these probes bring, by name."""
    if not probes:
        return {}
    probers = frozenset(probe.module.prober for probe in probes)
    names = frozenset(probe.name for probe in probes)
    return _told(probers, names, encrypted=any(probe.encrypted for probe in probes))


@lru_cache(256)
def _told(probers: frozenset[Prober], probes: frozenset[str], *, encrypted: bool) -> Mapping[str, Metric]:
    made: dict[str, Metric] = {}
    for name, family in inventory(PROBED).items():
        if _is_told(name, probers, encrypted=encrypted):
            labels = frozenset({"job", "instance", "probe", *family.labels})
            schema = LabelSchema(labels, frozenset(), {"probe": probes}, open=False)
            made[name] = Metric(name, family.type, _UNITS.get(name) or unit_of(name), schema, (), family.help)
    return made


def is_of_probes(name: str) -> bool:
    """Whether a metric is one that probes tell, under whatever circumstances."""
    return name in inventory(PROBED)


def lacks_its_probe(alert: Alert, known: Mapping[str, Metric]) -> bool:
    """Whether an alert speaks of what none of the entry's probes tells, such as a certificate where there is none."""
    said = [text for word in alert.model_fields_set & _OF_SERIES if (text := getattr(alert, word)) is not None]
    return any(is_of_probes(name) and name not in known for name in map(_metric_in, said))


@lru_cache(4096)
def _metric_in(operand: str) -> str:
    """What an operand names, without its matchers; many alerts name the same."""
    return _BRACES.sub("", operand).strip()


def _is_told(name: str, probers: frozenset[Prober], *, encrypted: bool) -> bool:
    if name.startswith(_OF_TLS):
        return encrypted
    if name == _OF_ALL:
        return True
    needed = next((of for prefix, of in _OF_PROBER.items() if name.startswith(prefix)), None)
    return needed is None or not needed.isdisjoint(probers)
