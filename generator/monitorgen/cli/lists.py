"""What `monitorgen list` can list: for each kind its columns, and the rows that an environment has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.cli.running import images, ports, sources
from monitorgen.cli.told import channels
from monitorgen.diagnostics import Findings
from monitorgen.link.delivery import remote_writes
from monitorgen.plan.jobs import Dns, Docker, Files
from monitorgen.plan.values import SYSTEM_UNIT, secrets_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitorgen.plan.values import SecretUse
    from monitorgen.questions.views import View

Cell: TypeAlias = "str | int | list[str] | None"
Row: TypeAlias = "dict[str, Cell]"

ENVIRONMENTS = "environments"
"""The column in which rows that several environments share name them."""


class Kind(Struct, frozen=True):
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
            "targets": list(summary.targets) or _discovered(view, unit),
            "rules": counts.get(unit, 0),
        }


def _services(view: View) -> Iterator[Row]:
    for row in _units(view):
        if row["kind"] == "service":
            entry = view.linked.entry_of(str(row["unit"]))
            needs = view.summaries[str(row["unit"])].needs
            lifecycle = entry.model.lifecycle if entry is not None else None
            yield {
                "service": row["unit"],
                "types": row["types"],
                "team": row["team"],
                "lifecycle": lifecycle or "production",
                "targets": row["targets"],
                "needs": list(needs),
                "rules": row["rules"],
            }


def _discovered(view: View, unit: str) -> list[str]:
    """How the targets of a unit are found that nobody names."""
    found = [job.discovery for fragment in view.fragments if fragment.unit == unit for job in fragment.jobs]
    said: list[str] = []
    for each in found:
        match each:
            case Files(files=files):
                said += [f"file:{file}" for file in files]
            case Dns(name=name, record=record):
                said.append(f"dns:{record}:{name}")
            case Docker(labels=labels, port=port):
                said.append(f"docker:{','.join(f'{key}={value}' for key, value in labels.items())}:{port}")
            case _:
                continue
    return said


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


def _channels(view: View) -> Iterator[Row]:
    """The root's channels and those that teams fill, with the receivers that send to them."""
    kinds: dict[str, dict[str, None]] = {name: {} for name in view.linked.root.names("channels")}
    receivers: dict[str, dict[str, None]] = {name: {} for name in kinds}
    for receiver in view.routing.receivers.values():
        for each in receiver.integrations:
            kinds.setdefault(each.channel, {})[each.kind] = None
            receivers.setdefault(each.channel, {})[receiver.name] = None
    for name in sorted(kinds):
        yield {"channel": name, "integrations": list(kinds[name]), "receivers": list(receivers.get(name, ()))}


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


def _dashboards(view: View) -> Iterator[Row]:
    """Those made without asking, and those of people; `unit` is none for what belongs to the whole system."""
    found = [(each, fragment.unit) for fragment in view.fragments for each in fragment.dashboards]
    for each, unit in sorted(found, key=lambda one: one[0].name):
        panels = [panel for row in each.rows for panel in row.panels]
        yield {
            "dashboard": each.name,
            "title": each.title,
            "folder": each.folder,
            "team": each.team,
            "unit": unit if unit != SYSTEM_UNIT else None,
            "uid": each.uid,
            "panels": len(panels),
            "draws": list(dict.fromkeys(panel.alert for panel in panels if panel.alert is not None)),
        }


def _secrets(view: View) -> Iterator[Row]:
    used: dict[str, dict[str, None]] = {}
    for use, by in _uses(view):
        used.setdefault(use.name, {})[by] = None
    files = {use.name: use.file for use, _ in _uses(view)}
    engine = sources(view)
    said = {name: secret.description for name, secret in view.linked.secrets.items()}
    for name in sorted({**said, **engine}):
        place, description, containers = engine.get(name, (None, said.get(name), []))
        yield {
            "secret": name,
            "description": description,
            "comes_from": place,
            "file": files.get(name),
            "used_by": list(used.get(name, ())),
            "containers": list(containers),
        }


def _uses(view: View) -> Iterator[tuple[SecretUse, str]]:
    """Each use of a secret, and what reads it."""
    for fragment in view.fragments:
        for job in fragment.jobs:
            if job.auth is not None:
                yield from ((use, f"job {job.name}") for use in (job.auth.credentials, job.auth.password) if use)
    for receiver in view.routing.receivers.values():
        for integration in receiver.integrations:
            yield from ((use, f"receiver {receiver.name}") for use in secrets_in(integration.settings))
    for store in remote_writes(view.linked, Findings()):
        yield from ((use, f"store {store.name}") for use in secrets_in(store.client))
    smtp = view.routing.smtp
    if smtp is not None and smtp.password is not None:
        yield smtp.password, "smtp"


KINDS: dict[str, Kind] = {
    "units": Kind("services, infrastructure and components", _units),
    "services": Kind("services: what they need, and where they are", _services),
    "alerts": Kind("alerting rules, and the channels that they tell", _alerts),
    "channels": Kind("channels, and the receivers that send to them", _channels),
    "receivers": Kind("Alertmanager's receivers", _receivers),
    "metrics": Kind("what is exposed", _metrics),
    "dashboards": Kind("dashboards, and the alerts that they draw", _dashboards),
    "secrets": Kind("secrets by name: where they come from, and who reads them", _secrets),
    "images": Kind("images that run, with their containers", images),
    "ports": Kind("ports of the host, and who takes them", ports),
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
