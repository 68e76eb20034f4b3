"""The generated tables of routes and of inhibition, read as tests of an alertmanager.yml."""

from __future__ import annotations

import csv
import shlex
from collections import defaultdict
from itertools import combinations, starmap
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.routing import NOBODY, Step
from monitorgen.routing.grouping import group_key
from monitorgen.routing.inhibition import Inhibitor
from monitorgen.targets.alertmanager.cases import PAIRS, when
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.routing.document import Read
    from monitorgen.routing.tree import Delivery
    from monitorgen.targets.artifact import Artifact


class Asked(Struct, frozen=True):
    """What tables say: who is told of each alert, when and how often, and of which pairs the second one is quiet.

    `channels` are those of each receiver. One that is told at two stages has to hear of two groups: by the key of the
    first it would take the second for a repetition, if it keeps incidents.
    """

    told: tuple[tuple[Mapping[str, str], frozenset[tuple[str, ...]]], ...]
    quiet: tuple[tuple[Mapping[str, str], Mapping[str, str], bool], ...]
    channels: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, artifacts: Iterable[Artifact]) -> Asked:
        """Read from files as they are written."""
        told: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
        quiet = []
        channels: dict[str, frozenset[str]] = {}
        for artifact in artifacts:
            for row in _rows(artifact.data):
                if artifact.path == PAIRS:
                    quiet.append((_labels(row["while this fires"]), _labels(row["this alert"]), row["is"] == "quiet"))
                    continue
                stages = told[artifact.path, row["labels"]]
                if row["receiver"] != NOBODY:
                    channels[row["receiver"]] = frozenset(row["tells"].split(", "))
                    stages.add((row["after"], row["receiver"], row["when"], row["repeats"]))
        return cls(
            tuple((_labels(labels), frozenset(found)) for (_, labels), found in told.items()), tuple(quiet), channels
        )

    def passed(self, document: Read) -> bool:
        """Whether a configuration does all of it."""
        tree = document.policy.tree
        for labels, stages in self.told:
            found = [each for each in tree.deliveries(labels) if document.receivers.get(each.route.receiver)]
            if set(map(_stage, found)) != stages or not all(starmap(self._apart, combinations(found, 2))):
                return False
        for source, target, quiet in self.quiet:
            if any(True for _ in Inhibitor.of(document.policy.inhibits, [source]).of_alert(target)) != quiet:
                return False
        return True

    def _apart(self, one: Delivery, other: Delivery) -> bool:
        """Whether two stages of an alert are two groups, if they tell a channel twice."""
        twice = self.channels[one.route.receiver] & self.channels[other.route.receiver]
        later = one.timing.group_wait != other.timing.group_wait
        return not (twice and later) or group_key(one.path, {}) != group_key(other.path, {})


def _rows(text: str) -> Iterator[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _labels(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(text))


def _stage(each: Delivery) -> tuple[str, ...]:
    route, timing = each.route, each.timing
    times = when(Step(Duration(0), (), when=route.active, unless=route.mute), ())
    return str(timing.group_wait), route.receiver, times, str(timing.repeat_interval)
