"""The files of Prometheus: what it makes of one unit, and what it makes of the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.emit.merge import merged
from monitorgen.plan.remote import REPLICA, REPLICA_VARIABLE
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.prometheus import shards
from monitorgen.targets.prometheus.remote import remote_write
from monitorgen.targets.prometheus.rules import rule_file
from monitorgen.targets.prometheus.scrape import scrape_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.document import Json
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.system import Fragment, Globals

ITSELF = "prometheus"
"""The unit that Prometheus is; it scrapes itself and its shards."""
EXPANDS_LABELS = (3, 0)
"""The version since which a `$` in an external label begins a variable, unless it is doubled."""
SCRAPE_CONFIG_FILES = (2, 43)
"""The version since which Prometheus reads scrape jobs from files of their own."""


def of_unit(fragment: Fragment, made_for: Globals, header: str) -> Iterator[Artifact]:
    """The scrape file and the rule file of a unit; older versions find the jobs in prometheus.yml."""
    if fragment.jobs and made_for.shards is not None and fragment.unit != ITSELF:
        yield from shards.of_unit(fragment, made_for, made_for.shards, header)
    elif fragment.jobs and made_for.prometheus >= SCRAPE_CONFIG_FILES:
        document: Json = {"scrape_configs": [scrape_config(job, made_for.prometheus, "../") for job in fragment.jobs]}
        yield Artifact(f"prometheus/scrape/{fragment.unit}.yml", yaml.dump(document, comment=header))
    if fragment.groups:
        yield Artifact(f"prometheus/rules/{fragment.unit}.yml", yaml.dump(rule_file(fragment.groups), comment=header))


def of_system(made_for: Globals, jobs: Sequence[Job], header: str) -> Iterator[Artifact]:
    """prometheus.yml. `jobs` are those of all units, written here only for versions that know no scrape files."""
    alerting: dict[str, Json] = {"alertmanagers": [{"static_configs": [{"targets": list(made_for.alertmanagers)}]}]}
    if made_for.replicas > 1:
        # What differs between the replicas would make two alerts of one.
        alerting = {"alert_relabel_configs": [{"regex": REPLICA, "action": "labeldrop"}], **alerting}
    document: dict[str, Json] = {
        "global": {
            "scrape_interval": str(made_for.scrape_interval),
            "evaluation_interval": str(made_for.evaluation_interval),
            "external_labels": external_labels(made_for),
        },
        "alerting": alerting,
        "rule_files": ["rules/*.yml"],
    }
    if made_for.remote_writes:
        document["remote_write"] = [remote_write(store) for store in made_for.remote_writes]
    if made_for.prometheus >= SCRAPE_CONFIG_FILES:
        document["scrape_config_files"] = ["scrape/*.yml"]
    else:
        document["scrape_configs"] = [scrape_config(job, made_for.prometheus) for job in jobs]
    whole = merged(document, made_for.prometheus_config)
    yield Artifact("prometheus/prometheus.yml", yaml.dump(whole, comment=header))
    if made_for.shards is not None:
        yield from shards.of_system(made_for, made_for.shards, header)


def external_labels(made_for: Globals) -> dict[str, Json]:
    """The labels of all that leaves Prometheus; replicas tell themselves apart by a variable of their environment."""
    labels: dict[str, Json] = dict(made_for.external_labels)
    several = made_for.replicas > 1
    if several or made_for.prometheus >= EXPANDS_LABELS:
        labels = {name: value.replace("$", "$$") for name, value in made_for.external_labels.items()}
    if several:
        labels[REPLICA] = f"${{{REPLICA_VARIABLE}}}"
    return dict(sorted(labels.items()))
