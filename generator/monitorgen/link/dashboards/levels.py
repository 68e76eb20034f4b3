"""Panels that show what is left of the budgets of objectives: of one over time, or of all, the least first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.dashboards.reading import Reading
from monitorgen.link.slos.series import of_period, recorded
from monitorgen.plan.dashboards import Step
from monitorgen.plan.slos import REMAINING, SLOTH_REMAINING
from monitorgen.promql import build
from monitorgen.promql.types import Matcher
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.link.asking import Where
    from monitorgen.link.dashboards.reading import Stand
    from monitorgen.plan.dashboards import PanelKind
    from monitorgen.plan.slos import Profile, Slo
    from monitorgen.spec.dashboard import Panel

ALL = "all"
LEFT = (Step("critical", None), Step("warning", Decimal(0)), Step("ok", Decimal("0.25")))
"""What is left of a budget: none, little, enough."""
LABELS = ("service", "slo", "period")
"""What tells the budgets of all objectives apart."""
_KINDS: frozenset[PanelKind | None] = frozenset({None, "timeseries", "stat", "gauge", "bargauge", "table"})
_ONE_NUMBER = frozenset({"stat", "gauge"})
_NOT_BESIDE = ("over", "by", "where", "of", "invert", "ahead", "top", "unit", "stack")


def of_slo(said: Panel, stand: Stand, where: Where) -> Reading:
    """What a panel with `slo:` shows; raises `Refused`."""
    assert said.slo is not None
    for word in _NOT_BESIDE:
        if getattr(said, word) is not None:
            message = f"`{word}:` does not go with `slo:`"
            hint = "the panel shows what is left of the budget; `expr:` shows what else is recorded"
            raise Refused(Diagnostic("MG249", message, where(word), part="key", hint=hint))
    if said.type not in _KINDS:
        hint = f"one of: {', '.join(sorted(each for each in _KINDS if each))}"
        raise Refused(Diagnostic("MG249", f"a {said.type} shows no budget", where("type"), hint=hint))
    if said.slo == ALL:
        return _of_all(said, stand, where)
    return _of_one(stand.find.slo(said.slo, where("slo")), said, stand)


def _of_all(said: Panel, stand: Stand, where: Where) -> Reading:
    profiles = stand.find.profiles()
    if not profiles:
        hint = "give a service `slos: {availability: 99.9%}`"
        raise Refused(Diagnostic("MG256", "the system has no SLO", where("slo"), hint=hint))
    if said.type in _ONE_NUMBER:
        message = f"a {said.type} shows one number, and there are many budgets"
        raise Refused(Diagnostic("MG249", message, where("type"), hint="take a bargauge, or name one SLO"))
    left = left_of_all(profiles)
    text = left if said.type == "timeseries" else f"sort({left})"
    help_text = "What is left of each budget in its own period, the least first."
    return Reading(text, "ratio", LABELS, help_text, kind=said.type or "bargauge", highest=Decimal(1))


def _of_one(slo: Slo, said: Panel, stand: Stand) -> Reading:
    chosen = [Matcher(label, "=~", f"${name}") for name, label in stand.choices.items() if label in slo.by]
    left = build.selector(slo.remaining, (*recorded(slo.labels), *chosen, *of_period(slo)))
    about = f"What is left of the error budget of {slo.name}: {plain(slo.objective * 100)}% in {slo.period}"
    kind = said.type or "timeseries"
    if kind in _ONE_NUMBER and slo.by:
        return Reading(f"min({left})", "ratio", (), f"{about}, of the worst group.", kind, highest=Decimal(1))
    used = frozenset(name for name, label in stand.choices.items() if label in slo.by)
    return Reading(left, "ratio", slo.by, f"{about}.", kind, highest=Decimal(1), used=used)


def left_of_all(profiles: Iterable[Profile]) -> str:
    """What is left of all budgets, whoever names their series."""
    return " or ".join(named(SLOTH_REMAINING) if each == "sloth" else REMAINING for each in sorted(profiles))


def named(text: str) -> str:
    """Series of Sloth's by the labels of ours, so that both can be shown together."""
    for own, its in (("service", "sloth_service"), ("slo", "sloth_slo")):
        text = build.call("label_replace", text, f'"{own}"', '"$1"', f'"{its}"', '"(.+)"')
    return text
