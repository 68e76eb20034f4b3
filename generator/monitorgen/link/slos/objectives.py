"""Objectives of an entry or of the system: each becomes groups of rules, and alerts for whoever decides who is told."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.alerts import Owner, labels_of
from monitorgen.link.owners import owner_of_root
from monitorgen.link.slos import sloth
from monitorgen.link.slos.alerts import alerts_of, names_of
from monitorgen.link.slos.declared import Declared, usual_profile
from monitorgen.link.slos.maintenance import check_windows, gauge_of, kept_out
from monitorgen.link.slos.recordings import Recorded, groups_of
from monitorgen.link.slos.retention import DEFAULT_PERIOD
from monitorgen.link.slos.sli import sli_of
from monitorgen.link.slos.windows import DEFAULTS, pairs_of
from monitorgen.plan import slos as plan
from monitorgen.plan.indicators import Measured
from monitorgen.plan.rules import RuleGroup
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.promql.types import LabelSchema, Metric
from monitorgen.spec.slo import Slo
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitorgen.link.linked import Linked
    from monitorgen.link.notification.policy import Told
    from monitorgen.link.slos.sli import Sli
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.plan.rules import Alert
    from monitorgen.spec.written import Written

_FEWEST, _NONE = Decimal(0), Decimal(1)
_USUAL = frozenset(window for long, short, *_ in DEFAULTS for window in (long, short))


def objectives_of(
    linked: Linked, slos: Mapping[str, Slo], owner: Owner, around: Surroundings, where: Callable[..., Origin]
) -> tuple[tuple[RuleGroup, ...], list[Told]]:
    """The groups of rules of an owner's objectives, by name, and their alerts. `where` leads into `slos`."""
    groups: list[RuleGroup] = []
    told: list[Told] = []
    seen: dict[tuple[str, tuple[str, ...]], Declared] = {}
    stems: dict[str, Declared] = {}
    for name, slo in sorted(slos.items()):
        it = _declared(linked, name, slo, owner, around, where, linked.findings)
        try:
            made, sli = objective(it)
        except Refused as refused:
            linked.findings.add(refused.diagnostic)
            continue
        names = names_of(it)
        taken = next((stems[each] for each in names if each in stems), None)
        if taken is not None:
            _same_names(it, taken)
            continue
        stems.update(dict.fromkeys(names, it))
        first = seen.setdefault((sli.key, sli.by), it)
        if first is not it:
            _same_sli(it, first)
        rules = _rules(it, made, sli)
        try:
            groups += list(rules.groups())
        except Refused as refused:  # a part has no ratio over a window that is needed
            linked.findings.add(refused.diagnostic)
            continue
        told += (each for _, _, each in rules.alerts)
    return tuple(groups), told


def objectives_of_root(
    linked: Linked,
    around: Surroundings,
    team: Callable[[Written], str | None],
    page: Callable[[str], str | None] | None,
) -> tuple[tuple[RuleGroup, ...], list[Told]]:
    """The same for the objectives of the whole system; whose file an objective stands in is told of it."""
    groups: list[RuleGroup] = []
    told: list[Told] = []
    for name, slo in sorted(linked.root.collection("slos", Slo)[0].items()):
        owned = team(linked.spec.collections["slos"][name])
        owner = owner_of_root(linked, owned, page, linked.root.names("alerts"))
        _check_namesake(linked, name, slo)
        made = objectives_of(linked, {name: slo}, owner, around, lambda *path: linked.root.where("slos", *path))
        groups += made[0]
        told += made[1]
    return tuple(groups), told


def _check_namesake(linked: Linked, name: str, slo: Slo) -> None:
    """MG294: Sloth's series of the system's objective and of one of a service that is called like the system."""
    entry = linked.entry_of(linked.spec.name)
    other = (entry.model.slos or {}).get(name) if entry is not None else None
    usual = usual_profile(linked.root)
    if entry is None or other is None or {slo.profile or usual, other.profile or usual} != {"sloth"}:
        return
    message = f"the series of SLO {name} would be those of {entry.name}.{name}: Sloth knows services only"
    related = (Related(entry.where("slos", name), "the other one is here"),)
    where, hint = linked.root.where("slos", name), "rename one of them"
    linked.findings.add(Diagnostic("MG294", message, where, part="key", hint=hint, related=related))


def objective(it: Declared) -> tuple[plan.Slo, Sli]:
    """What an owner meant, and what is measured; raises `Refused`."""
    said = it.slo.objective
    if said is None:
        raise it.refuse("MG280", f"SLO {it.name} has no objective", "write `objective: 99.9%`")
    _check_objective(it, said, "objective")
    period = it.slo.period or DEFAULT_PERIOD
    others = []
    for each, aim in sorted((it.slo.other_periods or {}).items()):
        _check_objective(it, aim, "other_periods", str(each))
        if each == period:
            hint = "drop the row: `objective` says it"
            raise it.refuse("MG292", f"{each} is the period of the SLO itself", hint, "other_periods", str(each))
        others.append((each, aim))
    _check_kept(it, period, *(each for each, _ in others))
    if it.slo.min_events is not None and it.slo.min_events < 1:
        raise it.refuse("MG365", "`min_events:` is a count of at least 1", "drop it, or raise it", "min_events")
    sloth.check_profile(it)
    service = it.owner.entry
    labels = plan.identity(it.profile, service or (it.system if it.profile == "sloth" else None), it.name)
    gauge = gauge_of(it)
    sli = kept_out(it, sli_of(it, labels), labels, gauge)
    for index, label in enumerate(it.slo.by or ()):
        if label in {"slo", "severity", "period", "window", *plan.SLOTH_IDS, plan.SLOTH_WINDOW, plan.SLOTH_SEVERITY}:
            hint = "choose another label: monitorgen sets this one"
            raise it.refuse("MG227", f"`by` can't keep the label {label!r}", hint, "by", index)
    made = plan.Slo(
        unit=it.owner.unit,
        service=service,
        name=it.name,
        kind=sli.kind,
        objective=said,
        period=period,
        other_periods=tuple(others),
        pairs=pairs_of(it, period, 1 - said),
        by=sli.by,
        min_events=it.slo.min_events or 0,
        labels=labels,
        alert=names_of(it).burn,
        profile=it.profile,
        maintenance=gauge,
    )
    check_windows(it, made)
    return made, sli


def _check_kept(it: Declared, *periods: Duration) -> None:
    kept = it.around.reader.retention
    longest = max(periods)
    if kept is not None and longest > kept:
        message = f"the budget of {longest} is summed from data that is kept for {kept}"
        hint = f"write `stack: {{prometheus: {{retention: {longest}}}}}` or more, or leave it out"
        word = "period" if longest == periods[0] else "other_periods"
        raise it.refuse("MG290", message, hint, *((word,) if getattr(it.slo, word) is not None else ()))


def _check_objective(it: Declared, said: Decimal, *path: str) -> None:
    if said >= _NONE:
        message = f"an objective of {plain(said * 100)}% leaves no budget: the first error would break it"
        raise it.refuse("MG281", message, "write less than 100%, such as 99.99%", *path)
    if said <= _FEWEST:
        raise it.refuse("MG281", f"an objective of {plain(said * 100)}% asks for nothing", "write it like 99.9%", *path)


class _Rules:
    """The rules of one objective, group by group."""

    def __init__(self, it: Recorded, alerts: list[tuple[str, Alert, Told]]) -> None:
        self.it, self.alerts = it, alerts

    def groups(self) -> Iterator[RuleGroup]:
        """Recordings, then the alerts that read them."""
        slo = self.it.slo
        measured = Measured(slo, self.it.sli.meant, self.it.exact)
        if slo.profile == "sloth":
            alike = sloth.groups_of(self.it, [alert for _, alert, _ in self.alerts])
            yield from (replace(each, measured=measured) for each in alike)
            return
        for ending, every, rules in groups_of(self.it):
            here = [alert for where, alert, _ in self.alerts if where == ending]
            if rules or here:
                yield RuleGroup(f"{slo.unit}:{slo.name}{ending}", every, (*rules, *here), measured)


def _rules(it: Declared, slo: plan.Slo, sli: Sli) -> _Rules:
    team = it.slo.team or it.owner.team
    values = {**it.owner.placeholders, "team": team}
    # A placeholder of a severity has a value in alerts only; it was told there.
    values["severity"] = ""
    written = labels_of(it.slo.labels or {}, values, lambda name: it.where("labels", name), Findings())
    told = {**it.owner.labels, **written}
    if it.profile != "sloth":
        told |= {"sli": sli.kind, **({"team": team} if team is not None else {})}
    recorded = Recorded(slo, sli, told, bool(it.slo.exact), it.origin)
    return _Rules(recorded, list(alerts_of(it, slo)))


def _same_sli(it: Declared, first: Declared) -> None:
    message = f"SLO {it.name} measures what {first.name} measures"
    hint = "keep one; several periods of one SLO are `other_periods: {7d: 99.5%}`"
    related = (Related(first.origin, "the other one is here"),)
    it.findings.add(Diagnostic("MG291", message, it.origin, level="warning", part="key", hint=hint, related=related))


def _same_names(it: Declared, other: Declared) -> None:
    message = f"the alerts of SLO {it.name} would have the names of those of {other.name}"
    related = (Related(other.origin, "the other one is here"),)
    it.findings.add(
        Diagnostic("MG294", message, it.origin, part="key", hint="choose another name for one", related=related)
    )


def _declared(
    linked: Linked,
    name: str,
    slo: Slo,
    owner: Owner,
    around: Surroundings,
    where: Callable[..., Origin],
    findings: Findings,
) -> Declared:
    def here(*path: str | int) -> Origin:
        return where(name, *path)

    def part(reference: str) -> plan.Slo | None:
        return _part(linked, reference, owner.unit)

    def joined(reference: str) -> bool:
        unit, _, called = reference.rpartition(".")
        entry = linked.entry_of(unit or owner.unit)
        found = (entry.model.slos or {}).get(called) if entry is not None else None
        return found is not None and found.all_of is not None

    usual = usual_profile(linked.root)
    return Declared(
        name, slo, owner, around, linked.severities, here, here(), findings, part, joined, linked.spec.name, usual
    )


def known_of(linked: Linked, unit: str) -> tuple[plan.Slo, ...]:
    """The objectives of a unit or of the system, by name, less those with faults: these are told where they stand."""
    if unit == SYSTEM_UNIT:
        owner, around = Owner(SYSTEM_UNIT, None, None, {}, (), {}), linked.surroundings(None)
        slos = linked.root.collection("slos", Slo)[0]
        made = []
        for name, slo in sorted(slos.items()):
            try:
                it = _declared(linked, name, slo, owner, around, lambda *_: linked.spec.origin, Findings())
                made.append(objective(it)[0])
            except Refused:
                continue
        return tuple(made)
    entry = linked.entry_of(unit)
    names = sorted(entry.model.slos or ()) if entry is not None else []
    return tuple(found for name in names if (found := _part(linked, name, unit)) is not None)


def _part(linked: Linked, reference: str, own: str) -> plan.Slo | None:
    """An objective by `entry.slo`, or by its name alone where it stands; its faults are told where it stands."""
    unit, _, name = reference.rpartition(".")
    unit = unit or own
    if unit == SYSTEM_UNIT:
        return None
    entry, exposed = linked.entry_of(unit), linked.exposed(unit)
    slo = (entry.model.slos or {}).get(name) if entry is not None else None
    if entry is None or exposed is None or slo is None:
        return None
    owner = Owner(unit, unit, None, {}, (), {})
    it = _declared(
        linked, name, slo, owner, linked.surroundings(exposed), lambda *path: entry.where("slos", *path), Findings()
    )
    try:
        return objective(it)[0]
    except Refused:
        return None


# -- what others may read ----------------------------------------------------------------------------------------------


def learn(linked: Linked, slos: Mapping[str, Slo] | None) -> None:
    """Make known what is recorded of objectives, for expressions and panels that read it."""
    for slo in (slos or {}).values():
        profile = slo.profile or usual_profile(linked.root)
        windows = _USUAL
        for pair in slo.burn_alerts if isinstance(slo.burn_alerts, list) else ():
            if pair.long is not None:
                windows |= {pair.long, pair.short or Duration(pair.long.ms // 12)}
        if profile == "sloth":
            windows |= {slo.period or DEFAULT_PERIOD}
        for metric in _recorded(profile, windows):
            linked.world.add(metric)


@lru_cache(maxsize=64)
def _recorded(profile: plan.Profile, windows: frozenset[Duration]) -> tuple[Metric, ...]:
    """What is recorded of an objective with these windows, as many have the same."""
    ratios = (plan.ratio_series(each, profile) for each in windows)
    others = sloth.SHARES if profile == "sloth" else (plan.PERIOD_RATIO, plan.REMAINING)
    numbers = sloth.NUMBERS if profile == "sloth" else (plan.EVENTS, plan.BAD_EVENTS, plan.INFO)
    shares = [_metric(name, "ratio", profile) for name in (*ratios, *others, plan.OBJECTIVE, plan.BUDGET)]
    return (*shares, *(_metric(name, "", profile) for name in numbers))


def _metric(name: str, unit: str, profile: plan.Profile) -> Metric:
    always, maybe = (frozenset(plan.SLOTH_IDS), ()) if profile == "sloth" else (frozenset({"slo"}), ("service",))
    return Metric(name, "gauge", unit, LabelSchema(always, frozenset(maybe), {}, open=True), recorded=True)
