"""Inhibition: which alerts silence which, so that one cause is one notification.

Built in are `higher-severity` (the worse of two severities of one alert silences the milder) and `down` (an entry that
is down is told, its milder alerts are not). A rule that covers no real pair of alerts is not written if it is built
in; if somebody wrote it, it is an error.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.mutual import check_mutual
from monitorgen.link.notification.own_inhibits import by_alert, own_rule
from monitorgen.link.notification.sides import can_agree, guards, keys, one_of
from monitorgen.plan.routing import Inhibit, Matcher, service_of
from monitorgen.routing.classes import LACKING, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.link.notification.policy import Policy
    from monitorgen.plan.routing import AlertClass

HIGHER_SEVERITY = "higher-severity"
DOWN = "down"
_ALWAYS = ("alertname", "service")


def inhibits(policy: Policy, alerts: Sequence[AlertClass], findings: Findings) -> tuple[Inhibit, ...]:
    """The inhibit rules: built in, of alerts (`inhibits:`), and the policy's own, in this order."""
    known = [alert for alert in alerts if alert.severity in policy.severities]
    ranks = {name: rank for rank, name in enumerate(policy.severities)}
    made = [*_higher(policy, known, ranks, findings), *_down(policy, known, ranks, findings)]
    made += by_alert(known, findings)
    for name in policy.inhibit:
        if name not in {HIGHER_SEVERITY, DOWN}:
            rule = own_rule(name, policy, known, findings)
            made += [] if rule is None else [rule]
    check_mutual(made, known, findings)
    return tuple(made)


def _higher(
    policy: Policy, alerts: Sequence[AlertClass], ranks: Mapping[str, int], findings: Findings
) -> list[Inhibit]:
    if HIGHER_SEVERITY in policy.inhibit_off:
        return []
    equal = _tuned(HIGHER_SEVERITY, policy, alerts, findings)
    sources: Mapping[str, Sequence[AlertClass]] = _by_severity(alerts)
    if equal is not None:
        return list(_rules(HIGHER_SEVERITY, equal, sources, sources, ranks))
    return list(_same_alert(alerts, ranks))


def _down(policy: Policy, alerts: Sequence[AlertClass], ranks: Mapping[str, int], findings: Findings) -> list[Inhibit]:
    """An entry's alerts say that it is slow, full or failing; if it is down, all of that follows."""
    if DOWN in policy.inhibit_off:
        return []
    tuned = _tuned(DOWN, policy, alerts, findings)
    equal = tuned or ("service",)
    higher = policy.inhibit.get(HIGHER_SEVERITY) if HIGHER_SEVERITY not in policy.inhibit_off else None
    if higher is not None and higher.equal is not None and set(higher.equal) <= set(equal):
        return []  # whatever it would silence is silenced already
    sources = _by_severity([alert for alert in alerts if alert.down])
    rules = _rules(DOWN, equal, sources, _by_severity(alerts), ranks)
    return [
        Inhibit(
            rule.name,
            (one_of("alertname", sorted({alert.alertname for alert in sources[severity]})), *rule.source),
            rule.target,
            rule.equal,
            rule.origin,
        )
        for rule in rules
        for severity in (rule.source[0].value,)
    ]


def _tuned(name: str, policy: Policy, alerts: Sequence[AlertClass], findings: Findings) -> tuple[str, ...] | None:
    """The labels that the policy says for a built-in rule, None if it says none or none that can work."""
    rule = policy.inhibit.get(name)
    if rule is None:
        return None
    for side in ("source", "target"):
        if getattr(rule, side) is not None:
            hint = "only `equal` of it can be tuned; write a rule of another name, and `none` here if it replaces this"
            message = f"{name} is built in and finds its alerts itself"
            findings.add(Diagnostic("MG440", message, policy.where("inhibit", name, side), hint=hint, part="key"))
    if rule.equal is None:
        return None
    for index, label in enumerate(rule.equal):
        if alerts and all(value_of(alert, label) is LACKING for alert in alerts):
            message = (
                f"no alert has the label {label!r}, so every {'worse' if name != DOWN else 'down'} alert would match"
            )
            hint = "a label that is missing on both sides counts as equal: name one that alerts have, such as service"
            findings.add(Diagnostic("MG441", message, policy.where("inhibit", name, "equal", index), hint=hint))
            return None
    return tuple(rule.equal)


def _by_severity(alerts: Sequence[AlertClass]) -> dict[str, list[AlertClass]]:
    made: dict[str, list[AlertClass]] = defaultdict(list)
    for alert in alerts:
        made[alert.severity].append(alert)
    return made


def _rules(
    name: str,
    equal: tuple[str, ...],
    sources: Mapping[str, Sequence[AlertClass]],
    targets: Mapping[str, Sequence[AlertClass]],
    ranks: Mapping[str, int],
) -> Iterator[Inhibit]:
    """A rule for each severity of a source that has a milder target with the same labels."""
    found: dict[str, list[str]] = {}
    all_keys = {severity: keys(alerts, equal) for severity, alerts in targets.items()}
    own_keys = {severity: keys(alerts, equal) for severity, alerts in sources.items()}
    for worse in sorted(own_keys, key=ranks.__getitem__):
        milder = sorted((each for each in all_keys if ranks[each] > ranks[worse]), key=ranks.__getitem__)
        found[worse] = [each for each in milder if can_agree(own_keys[worse], all_keys[each])]
    several = sum(bool(each) for each in found.values()) > 1
    for worse, milder in found.items():
        if milder:
            silenced = set().union(*(all_keys[each] for each in milder))
            yield Inhibit(
                f"{name}-{worse}" if several else name,
                (Matcher("severity", "=", worse), *guards(equal, own_keys[worse], silenced)),
                (one_of("severity", milder),),
                equal,
                None,
            )


def _same_alert(alerts: Sequence[AlertClass], ranks: Mapping[str, int]) -> Iterator[Inhibit]:
    """`higher-severity` as it is built in: pairs of one alert in two severities, told apart by their own labels.

    `equal` holds alertname, service and the labels of all such alerts. For another alert's labels both sides of a
    pair have none, which counts as equal, rightly. A pair whose sides have different labels gets a rule of its own.
    """
    families: dict[tuple[str, str | None], list[AlertClass]] = defaultdict(list)
    for alert in alerts:
        families[alert.alertname, service_of(alert)].append(alert)
    pairs = [
        (one, other)
        for family in families.values()
        if len(family) > 1
        for one in family
        for other in family
        if ranks[one.severity] < ranks[other.severity]
    ]
    shared = [_shared(one, other) for one, other in pairs]
    everything = tuple(sorted({label for labels in shared for label in labels}))
    general: dict[str, set[str]] = defaultdict(set)
    special: dict[tuple[str, tuple[str, ...], str], set[str]] = defaultdict(set)
    for (one, other), labels in zip(pairs, shared, strict=True):
        if all((value_of(one, each) is LACKING) == (value_of(other, each) is LACKING) for each in everything):
            general[one.severity].add(other.severity)
        else:
            special[one.alertname, tuple(sorted(labels)), one.severity].add(other.severity)
    several = len(general) + len(special) > 1
    for worse in sorted(general, key=ranks.__getitem__):
        targets = sorted(general[worse], key=ranks.__getitem__)
        name = f"{HIGHER_SEVERITY}-{worse}" if several else HIGHER_SEVERITY
        source = (Matcher("severity", "=", worse),)
        yield Inhibit(name, source, (one_of("severity", targets),), (*_ALWAYS, *everything), None)
    for alertname, own, worse in sorted(special, key=lambda key: (key[0], ranks[key[2]], key[1])):
        targets = sorted(special[alertname, own, worse], key=ranks.__getitem__)
        name = f"{HIGHER_SEVERITY}-{worse}-{alertname}" if several else HIGHER_SEVERITY
        matchers = (Matcher("severity", "=", worse), Matcher("alertname", "=", alertname))
        yield Inhibit(name, matchers, (one_of("severity", targets),), (*_ALWAYS, *own), None)


def _shared(one: AlertClass, other: AlertClass) -> frozenset[str]:
    """The labels by which both alerts' series are told apart, and the SLO that both speak of."""
    slo = frozenset({"slo"}) if all(value_of(each, "slo") is not LACKING for each in (one, other)) else frozenset()
    return (one.by & other.by) - {*_ALWAYS} | slo
