"""What an entry exposes: its metrics and measures under its scrape job, with the catalogue's inventory behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.catalog import inventory
from monitorgen.link.measures import labels_of_target, measures_of, metrics_of
from monitorgen.link.probing import PROBED
from monitorgen.link.raw_expressions import recorded
from monitorgen.link.recordings import own_job
from monitorgen.link.surroundings import UNSEEN, Exposed, Seen
from monitorgen.plan.jobs import Job, Relabel, Static
from monitorgen.promql.types import LabelSchema, Metric, unit_of

if TYPE_CHECKING:
    from monitorgen.diagnostics import Findings
    from monitorgen.link.entries import Entry
    from monitorgen.link.jobs import Ground

TARGET = frozenset({"job", "instance"})


def exposed(entry: Entry, job: Job | None, ground: Ground, findings: Findings, seen: Seen = UNSEEN) -> Exposed:
    """The metrics and measures of an entry; those of what is not scraped have no job. `seen` is what probes tell."""
    target = TARGET | (frozenset(job.adds) if job else frozenset())
    if job is not None and not job.honor_labels:
        findings.extend(labels_of_target(entry, target))
    metrics = metrics_of(entry, target, findings)
    measures = measures_of(entry, target, metrics, findings)
    for name, text in (entry.model.recording_rules or {}).items():
        made = recorded(name, text, metrics, lambda each: known(each, entry.row.names, target))
        labels = own_job(made.labels, job.name if job else None)
        if labels:
            made = replace(made, labels=made.labels.with_always("job", labels.values()))
        metrics.setdefault(name, made)
    static = job is not None and isinstance(job.discovery, Static) and not any(map(_moves_targets, job.relabel))
    return Exposed(
        unit=entry.name,
        job=job.name if job else None,
        targets=job.discovery.targets if job is not None and isinstance(job.discovery, Static) else (),
        static=static,
        metrics=metrics,
        measures=measures,
        main=main_of(entry),
        inventory=lambda name: known(name, entry.row.names, target),
        scrape_interval=(job.interval if job else None) or ground.scrape_interval,
        target_labels=target,
        probes=seen,
    )


def _moves_targets(step: Relabel) -> bool:
    """Whether a relabelling step may drop targets or give them another `instance` than their address."""
    if step.action in {None, "replace", "lowercase", "uppercase", "hashmod"}:
        return step.target_label in {"instance", "__address__"}
    return True


def main_of(entry: Entry) -> str | None:
    """The indicator that `main` means: the one that is named, `http`, or the only one that counts events."""
    if entry.model.main is not None:
        return entry.model.main
    indicators = entry.model.indicators or {}
    if "http" in indicators:
        return "http"
    counting = [name for name, each in indicators.items() if each.total is not None or each.preset in _COUNTING]
    return counting[0] if len(counting) == 1 else None


_COUNTING = frozenset({"prometheus", "opentelemetry", "istio", "spring", "grpc"})


@lru_cache(4096)
def known(name: str, types: tuple[str, ...], target: frozenset[str]) -> Metric | None:
    """A metric that one of an entry's types is known to expose though its type file does not list it."""
    for each in reversed(types):
        # What probes tell comes from a job of their own.
        family = inventory(each).get(name) if each != PROBED else None
        if family is not None:
            labels = LabelSchema(target | frozenset(family.labels), frozenset(), {}, open=family.open)
            return Metric(name, family.type, unit_of(name), labels, (), family.help)
    return None
