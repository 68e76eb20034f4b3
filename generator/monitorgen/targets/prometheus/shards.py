"""The files of shards: each scrapes the targets whose address falls to it, and hands on what it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.emit import yaml
from monitorgen.plan.jobs import Relabel
from monitorgen.plan.shards import SHARD
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.prometheus.scrape import scrape_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.shards import Shards
    from monitorgen.plan.system import Fragment, Globals

_HASH = "__tmp_shard"


def of_unit(fragment: Fragment, made_for: Globals, shards: Shards, header: str) -> Iterator[Artifact]:
    """A unit's jobs, once for each shard."""
    for number in range(len(shards.names)):
        jobs = (
            scrape_config(_part(job, number, len(shards.names)), made_for.prometheus, "../../../")
            for job in fragment.jobs
        )
        document: Json = {"scrape_configs": list(jobs)}
        yield Artifact(
            f"prometheus/shards/{number + 1}/scrape/{fragment.unit}.yml", yaml.dump(document, comment=header)
        )


def of_system(made_for: Globals, shards: Shards, header: str) -> Iterator[Artifact]:
    """The prometheus.yml of each shard."""
    for number in range(1, len(shards.names) + 1):
        document: dict[str, Json] = {
            "global": {"scrape_interval": str(made_for.scrape_interval), "external_labels": {SHARD: str(number)}},
            "remote_write": [_handed_on(url) for url in shards.receivers],
            "scrape_config_files": ["scrape/*.yml"],
        }
        yield Artifact(f"prometheus/shards/{number}/prometheus.yml", yaml.dump(document, comment=header))


def _handed_on(url: str) -> Json:
    # A target that falls to another shard, since there are more of them, stays the same series.
    relabel: list[Json] = [{"regex": SHARD, "action": "labeldrop"}]
    # Rules look at what has arrived: it is not to wait for a request to be worth its while.
    return {"url": url, "write_relabel_configs": relabel, "queue_config": {"batch_send_deadline": "1s"}}


def _part(job: Job, number: int, of: int) -> Job:
    """The job with the targets of one shard: by where they are asked, and by what is asked for through the blackbox."""
    return replace(
        job,
        relabel=(
            *job.relabel,
            Relabel("hashmod", ("__address__", "__param_target"), modulus=of, target_label=_HASH),
            Relabel("keep", (_HASH,), regex=str(number)),
        ),
    )
