"""What `monitorgen list` can list: for each kind its columns, and the rows that an environment has of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from monitorgen.cli.told import channels
from monitorgen.plan.values import SecretUse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from monitorgen.cli.views import View
    from monitorgen.plan.values import Setting

Cell: TypeAlias = "str | int | list[str] | None"
Row: TypeAlias = "dict[str, Cell]"

ENVIRONMENTS = "environments"
"""The column in which rows that several environments share name them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: what it is, and the rows of one environment, all with the same columns."""

    what: str
    rows: Callable[[View], Iterator[Row]]


def _units(view: View) -> Iterator[Row]:
    counts = {fragment.unit: sum(len(group.rules) for group in fragment.groups) for fragment in view.fragments}
    for unit, summary in view.summaries.items():
        entry = view.linked.entry_of(unit)
        yield {
            "unit": unit,
            "kind": summary.kind,
            "types": list(entry.row.names) if entry is not None else [],
            "team": summary.team,
            "job": summary.job,
            "targets": list(summary.targets),
            "rules": counts.get(unit, 0),
        }


def _alerts(view: View) -> Iterator[Row]:
    for unit, rule in view.alerts():
        yield {
            "unit": unit,
            "alert": rule.name,
            "severity": rule.severity,
            "team": rule.team,
            "for": str(rule.hold),
            "tells": channels(view.intent(unit, rule)),
        }


def _receivers(view: View) -> Iterator[Row]:
    for receiver in view.routing.receivers.values():
        yield {
            "receiver": receiver.name,
            "integrations": [each.kind for each in receiver.integrations],
            "channels": list(dict.fromkeys(each.channel for each in receiver.integrations)),
        }


def _metrics(view: View) -> Iterator[Row]:
    for fragment in view.fragments:
        for metric in fragment.metrics.values():
            yield {
                "metric": metric.name,
                "type": metric.type,
                "unit": metric.unit,
                "labels": sorted(metric.labels.always | metric.labels.maybe) + (["..."] if metric.labels.open else []),
                "exposed_by": fragment.unit,
            }


def _secrets(view: View) -> Iterator[Row]:
    used: dict[str, dict[str, None]] = {}
    for use, by in _uses(view):
        used.setdefault(use.name, {})[by] = None
    files = {use.name: use.file for use, _ in _uses(view)}
    for name, secret in sorted(view.linked.secrets.items()):
        yield {
            "secret": name,
            "description": secret.description,
            "file": files.get(name),
            "used_by": list(used.get(name, ())),
        }


def _uses(view: View) -> Iterator[tuple[SecretUse, str]]:
    """Each use of a secret, and what reads it."""
    for fragment in view.fragments:
        for job in fragment.jobs:
            if job.auth is not None:
                yield from ((use, f"job {job.name}") for use in (job.auth.credentials, job.auth.password) if use)
    for receiver in view.routing.receivers.values():
        for integration in receiver.integrations:
            yield from ((use, f"receiver {receiver.name}") for use in _within(integration.settings))
    smtp = view.routing.smtp
    if smtp is not None and smtp.password is not None:
        yield smtp.password, "smtp"


def _within(setting: Setting | Mapping[str, Setting]) -> Iterator[SecretUse]:
    if isinstance(setting, SecretUse):
        yield setting
    elif isinstance(setting, (dict, list)):
        for each in setting.values() if isinstance(setting, dict) else setting:
            yield from _within(each)


KINDS: dict[str, Kind] = {
    "units": Kind("services, infrastructure and components", _units),
    "alerts": Kind("alerting rules, and the channels that they tell", _alerts),
    "receivers": Kind("Alertmanager's receivers", _receivers),
    "metrics": Kind("what is exposed", _metrics),
    "secrets": Kind("secrets by name: where they are read, by what", _secrets),
}
"""The kinds that an environment has."""


def rows(kind: Kind, views: Iterable[View]) -> list[Row]:
    """The rows of all environments; one that several share stands there once."""
    shared: dict[str, Row] = {}
    for view in views:
        for row in kind.rows(view):
            whole: Row = {"system": view.system, **row}
            first = shared.setdefault(repr(whole), {**whole, ENVIRONMENTS: []})
            names = first[ENVIRONMENTS]
            assert isinstance(names, list)
            names.append(view.scope)
    return list(shared.values())
