"""What the alerts of objectives say to whoever is called: what is the matter, what users notice, what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.documents import Guide
from monitorgen.plan.slos import Burn, Forecast, Spent
from monitorgen.units import plain

if TYPE_CHECKING:
    from monitorgen.plan.documents import Document
    from monitorgen.plan.slos import SloIntent

_LOOK = "Look at the objective's dashboard: since when does it burn, and in which part (route, queue, instance)?"
_CHANGED = "Ask what changed then: a release, a setting, a dependency. Take it back if you can, and look for why after."
_SPARE = "Put off what risks more: releases, migrations, tests under load, until the budget has recovered."
_AGREE = "Decide with who owns the service what comes first now: features or whatever makes it fail."

_SCRAPED = "Look whether the service is scraped: its targets in Prometheus, under Status, Targets."
_RENAMED = "If it is, a metric or label has another name since the last release: compare `/metrics` with the query."


def guide_of(intent: SloIntent, title: str, promised: str, runbook: Document | None) -> Guide:
    """The guide of an alert; `promised` is what the objective is about, "" if nobody said so."""
    slo = intent.slo
    what = f"{promised.rstrip('.')}: " if promised else ""
    promise = f"{what}{plain(slo.objective * 100)}% of {slo.name} in {slo.period} have to be good"
    budget = f"the error budget of {plain(slo.budget * 100)}% in {slo.period}"
    match intent:
        case Burn():
            means = f"{promise}. At the pace of now {budget} does not last: more fails than was agreed."
            impact = "Users meet failures now, or waits that count as such."
            return Guide(title, means, impact, (_LOOK, _CHANGED), runbook)
        case Spent(share=share):
            means = f"{promise}. Of what may fail, {plain(share * 100)}% has failed."
            impact = "None by itself: it sums up what users met. Little more may fail before the promise breaks."
            return Guide(title, means, impact, (_LOOK, _SPARE, _AGREE), runbook)
        case Forecast():
            means = f"{promise}. It fails slowly, too slowly for the alerts that call somebody, and for too long."
            impact = "Some users meet failures, fewer than in an incident."
            return Guide(title, means, impact, (_LOOK, _SPARE, _AGREE), runbook)
    return Guide(
        title,
        f"{promise}. Whether they are is not known any more: the series that it is measured by are gone.",
        "Perhaps none; but nobody would be told if users met failures.",
        (_SCRAPED, _RENAMED),
        runbook,
    )
