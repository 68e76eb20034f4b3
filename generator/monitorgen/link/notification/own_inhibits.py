"""Inhibit rules that people write: `inhibits:` of an alert, and the policy's own rules."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.sides import can_agree, guards, keys, may_match, one_of
from monitorgen.link.notification.suggest import near
from monitorgen.plan.routing import Inhibit, Matcher, service_of
from monitorgen.routing.classes import ANY, LACKING, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.link.notification.policy import Policy
    from monitorgen.plan.routing import AlertClass


def by_alert(alerts: Sequence[AlertClass], findings: Findings) -> list[Inhibit]:
    """The rules of alerts that silence others of their service; the same words of many services are one rule."""
    asking = [alert for alert in alerts if alert.inhibits]
    if not asking:
        return []
    places: dict[str | None, set[str]] = defaultdict(set)
    for alert in alerts:
        places[service_of(alert)].add(alert.alertname)
    asked: dict[tuple[str, tuple[str, ...]], dict[str | None, Origin]] = defaultdict(dict)
    for alert in asking:
        named = tuple(name for index, name in enumerate(alert.inhibits) if _fits(alert, name, index, places, findings))
        if named:
            asked[alert.alertname, tuple(sorted(set(named)))].setdefault(service_of(alert), alert.origin)
    made = []
    for (name, targets), services in sorted(asked.items()):
        everywhere = {service for service, names in places.items() if name in names}
        source = [Matcher("alertname", "=", name)]
        if everywhere != set(services):
            source.append(one_of("service", sorted(service or "" for service in services)))
        origin = next(iter(services.values())).at("inhibits")
        made.append(Inhibit(f"{name}-inhibits", tuple(source), (one_of("alertname", targets),), ("service",), origin))
    return made


def _fits(alert: AlertClass, name: str, index: int, places: Mapping[str | None, set[str]], findings: Findings) -> bool:
    where = alert.origin.at("inhibits", index)
    if name == alert.alertname:
        message = f"alert {name} can't inhibit itself"
        findings.add(Diagnostic("MG443", message, where, hint="drop it from the list"))
        return False
    there = places[service_of(alert)]
    if name not in there:
        place = service_of(alert) or "the whole system"
        hint = near(name, sorted(there - {alert.alertname}))
        message = f"{place} has no alert {name} that {alert.alertname} could inhibit"
        findings.add(Diagnostic("MG442", message, where, hint=hint))
        return False
    return True


def own_rule(name: str, policy: Policy, alerts: Sequence[AlertClass], findings: Findings) -> Inhibit | None:
    """A rule of the policy; None, with a finding, if it could never do what it says."""
    rule, where = policy.inhibit[name], policy.where("inhibit", name)
    source, target, equal = rule.source or {}, rule.target or {}, tuple(rule.equal or ())
    if not source or not target:
        missing = "source" if not source else "target"
        hint = f"write `{missing}: {{label: value}}`"
        findings.add(Diagnostic("MG440", f"inhibit rule {name!r} has no {missing}", where, hint=hint, part="key"))
        return None
    sources = [alert for alert in alerts if may_match(alert, source)]
    targets = [alert for alert in alerts if may_match(alert, target)]
    for side, found, labels in (("source", sources, source), ("target", targets, target)):
        if not found:
            wanted = ", ".join(f'{label}="{value}"' for label, value in labels.items())
            message = f"inhibit rule {name!r} covers nothing: no alert has {wanted}"
            findings.add(
                Diagnostic("MG441", message, policy.where("inhibit", name, side), hint=_near_values(labels, alerts))
            )
            return None
    # Alertmanager lets no alert that is on both sides be inhibited by another one that is.
    only_targets = [alert for alert in targets if not _surely(alert, source)]
    only_sources = [alert for alert in sources if not _surely(alert, target)]
    pairs = ((keys(sources, equal), keys(only_targets, equal)), (keys(only_sources, equal), keys(targets, equal)))
    if not any(can_agree(one, other) for one, other in pairs):
        findings.add(_dead(name, equal, sources, targets, policy))
        return None
    return Inhibit(
        name,
        (*_matchers(source), *guards(equal, keys(sources, equal), keys(targets, equal))),
        _matchers(target),
        equal,
        where,
    )


def _surely(alert: AlertClass, labels: Mapping[str, str]) -> bool:
    return all(value_of(alert, label) == (value or LACKING) for label, value in labels.items())


def _matchers(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    return tuple(Matcher(label, "=", value) for label, value in sorted(labels.items()))


def _near_values(labels: Mapping[str, str], alerts: Sequence[AlertClass]) -> str:
    for label, wanted in labels.items():
        values = {known for alert in alerts if isinstance(known := value_of(alert, label), str)}
        if wanted not in values and not any(value_of(alert, label) is ANY for alert in alerts):
            return near(wanted, sorted(values), "" if values else f"no alert has a label {label!r}")
    return "no alert has all of these labels"


def _dead(
    name: str, equal: tuple[str, ...], sources: Sequence[AlertClass], targets: Sequence[AlertClass], policy: Policy
) -> Diagnostic:
    """Why no source and no target can agree."""
    for index, label in enumerate(equal):
        where = policy.where("inhibit", name, "equal", index)
        lacks = [all(value_of(alert, label) is LACKING for alert in side) for side in (sources, targets)]
        if all(lacks):
            message = (
                f"no alert of inhibit rule {name!r} has the label {label!r}: any source would silence every target"
            )
            hint = "a label that is missing on both sides counts as equal; name one that they have, such as service"
            return Diagnostic("MG441", message, where, hint=hint)
        if any(lacks):
            side = "source" if lacks[0] else "target"
            message = f"inhibit rule {name!r} can never match: no {side} has the label {label!r}"
            return Diagnostic("MG441", message, where, hint="name labels that both sides have, or drop it from `equal`")
    message = f"inhibit rule {name!r} covers no pair of alerts that agree on {', '.join(equal) or 'anything'}"
    hint = "drop the rule, or say labels that tell the cause from its consequences"
    return Diagnostic("MG441", message, policy.where("inhibit", name), hint=hint, part="key")
