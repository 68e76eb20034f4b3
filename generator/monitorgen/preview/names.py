"""Values of labels that a system is known to have, so that made data carry its own names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.plan.jobs import Static
from monitorgen.plan.rules import Alert, Recording
from monitorgen.preview.scene import objects, part, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.plan.system import Fragment
    from monitorgen.preview.feed import Object

_CHOICE = re.compile(r"label_values\((?P<metric>[\w:]+)(?:\{(?P<matchers>.*)\})?,\s*(?P<label>\w+)\s*\)")
_EXACT = re.compile(r'(\w+)="([^"$]*)"')
_INFO = "job:service:info"


class Names(Struct, frozen=True):
    """What is known. `targets` are those of jobs; `infos` the labels of entries; `alerts` those of alerting rules."""

    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    infos: tuple[Mapping[str, str], ...] = ()
    alerts: tuple[Mapping[str, str], ...] = ()

    def of(self, dashboard: Object) -> Mapping[str, tuple[str, ...]]:
        """The values of labels on a dashboard: all there are, less what its variables leave out."""
        found = {
            "job": tuple(self.targets),
            "instance": tuple(each for targets in self.targets.values() for each in targets),
            **_values(self.alerts),
            **_values(self.infos),
        }
        for variable in objects(part(dashboard, "templating").get("list")):
            said = part(variable, "query").get("query", variable.get("query"))
            match = _CHOICE.match(text(said))
            if match is None:
                continue
            exact = dict(_EXACT.findall(match["matchers"] or ""))
            if match["metric"] == _INFO:
                left = [each for each in self.infos if exact.items() <= each.items()]
                found |= {name: values for name, values in _values(left).items() if name in {match["label"], "job"}}
            elif "job" in exact:
                found["job"] = (exact["job"],)
                found["instance"] = self.targets.get(exact["job"], ())
        return {name: values for name, values in found.items() if values}


def names_of(fragments: Iterable[Fragment]) -> Names:
    """What the Plan of a scope tells."""
    targets: dict[str, tuple[str, ...]] = {}
    infos: list[Mapping[str, str]] = []
    alerts: list[Mapping[str, str]] = []
    for fragment in fragments:
        for job in fragment.jobs:
            found = job.discovery
            targets[job.name] = found.targets if isinstance(found, Static) and found.targets else (f"{job.name}:80",)
        for group in fragment.groups:
            for rule in group.rules:
                if isinstance(rule, Alert) and rule.severity != "none":
                    alerts.append({"alertname": rule.name, **rule.labels})
                elif isinstance(rule, Recording) and rule.name == _INFO:
                    infos.append(dict(rule.labels))
    return Names(targets, tuple(infos), tuple(alerts))


def _values(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}
