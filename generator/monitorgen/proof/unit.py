"""The proofs of a unit as files, what its record says of them, and the alerts that nothing proves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic
from monitorgen.plan.jobs import Static
from monitorgen.plan.rules import Alert
from monitorgen.proof.promtool import test_files
from monitorgen.proof.prove import Proofs, Setting, prove

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.system import Fragment, Globals, Version
    from monitorgen.plan.values import Labels
    from monitorgen.promql.types import MetricLookup

State = Literal["proven", "live", "unproven"]
"""`proven`: the owner's intent was turned into stories. `live`: PromQL of the owner's is seen to fire and to be quiet.
`unproven`: the owner says why there is no test."""
FOLDER = "prometheus/tests"
_HINT = (
    "write `tests:` with series on which it fires and on which it does not, or `unproven:` and why there can't be any"
)


class UnitProofs(Struct, frozen=True):
    """All that is known about the alerts of a unit; `states` by name and severity, `closed` as in `Setting`."""

    proofs: Proofs
    alerts: tuple[Alert, ...]
    states: Mapping[tuple[str, str], State]
    external_labels: Labels
    closed: bool

    @property
    def tally(self) -> Counter[str]:
        """How many alerts are in which state."""
        return Counter(self.states.values())

    def files(self, unit: str, comment: str) -> Iterator[tuple[str, str]]:
        """Path, relative to the environment's folder, and text of each file."""
        for end, text in test_files(self.proofs.cases, f"../rules/{unit}.yml", self.external_labels, comment):
            yield f"{FOLDER}/{unit}{end}.yml", text

    @property
    def untold(self) -> dict[str, str]:
        """Why there is no story about what is recorded, by the name of the objective or of the rule."""
        made: dict[str, list[str]] = {}
        for each in self.proofs.untold:
            made.setdefault(each.what, []).append(each.why)
        return {what: "; ".join(why) for what, why in made.items()}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """An error for each alert that has no proof, no test and no reason why; a warning of a reason without need."""
        for each in self.proofs.unproven:
            if each.alert.unproven is None:
                message = f"nothing proves that {each.alert.name} fires: {each.why}"
                yield Diagnostic("MG390", message, each.alert.origin, part="key", hint=_HINT)
        told: set[Origin] = set()
        for alert in self.alerts:
            state = self.states[alert.name, alert.severity]
            place = alert.origin.at("unproven")
            if alert.unproven is not None and state != "unproven" and place not in told:
                told.add(place)  # once, also if it has several severities
                message = f"{alert.name} is {state}: there is no need to say why it is not"
                yield Diagnostic("MG391", message, place, level="warning", part="key", hint="leave `unproven` out")


def _closed_windows(version: Version) -> bool:
    """Whether a Prometheus of this version counts the sample at the beginning of a window, too."""
    return version < (3,)


def prove_unit(fragment: Fragment, metric: MetricLookup, made_for: Globals) -> UnitProofs:
    """The proofs of a unit's alerts for the Prometheus of its scope. `metric` finds those of the whole system."""
    targets: tuple[Mapping[str, str], ...] = ()
    for job in fragment.jobs:
        if isinstance(job.discovery, Static):
            targets = tuple({"job": job.name, "instance": each, **job.adds} for each in job.discovery.targets)
            break
    external_labels = made_for.external_labels
    closed = _closed_windows(made_for.prometheus)
    setting = Setting(lambda name: fragment.metrics.get(name) or metric(name), targets, external_labels, closed)
    proofs = prove(fragment.groups, setting)
    without = {(each.alert.name, each.alert.severity) for each in proofs.unproven}
    alerts = tuple(rule for group in fragment.groups for rule in group.rules if isinstance(rule, Alert))
    states: dict[tuple[str, str], State] = {}
    for alert in alerts:
        key = alert.name, alert.severity
        states[key] = (
            "unproven" if key in without else "live" if alert.condition is None and alert.slo is None else "proven"
        )
    # promtool knows external labels for one thing only: templates that show them.
    shown = any("xternalLabels" in text for alert in alerts for text in alert.annotations.values())
    return UnitProofs(proofs, alerts, states, external_labels if shown else {}, closed)
