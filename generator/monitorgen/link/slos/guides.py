"""What the alerts of objectives say to whoever is called: what is the matter, what users notice, what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.documents import Guide
from monitorgen.units import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from monitorgen.link.slos.drafts import Terms

_LOOK = "Look at the objective's dashboard: since when does it burn, and in which part (route, queue, instance)?"
_CHANGED = "Ask what changed then: a release, a setting, a dependency. Take it back if you can, and look for why after."
_SPARE = "Put off what risks more: releases, migrations, tests under load, until the budget has recovered."
_AGREE = "Decide with who owns the service what comes first now: features or whatever makes it fail."

_SCRAPED = "Look whether the service is scraped: its targets in Prometheus, under Status, Targets."
_RENAMED = "If it is, a metric or label has another name since the last release: compare `/metrics` with the query."


def of_burning(terms: Terms, title: str) -> Guide:
    """The budget burns too fast."""
    budget = f"the error budget of {terms.allowed}"
    means = f"{_promise(terms)}. At the pace of now {budget} does not last: more fails than was agreed."
    impact = "Users meet failures now, or waits that count as such."
    return Guide(_title(terms, title), means, impact, (_LOOK, _CHANGED))


def of_spent(terms: Terms, title: str, share: Decimal) -> Guide:
    """A share of the budget is gone."""
    means = f"{_promise(terms)}. Of what may fail, {plain(share * 100)}% has failed."
    impact = "None by itself: it sums up what users met. Little more may fail before the promise breaks."
    return Guide(_title(terms, title), means, impact, (_LOOK, _SPARE, _AGREE))


def of_forecast(terms: Terms, title: str) -> Guide:
    """The budget will soon be spent."""
    means = f"{_promise(terms)}. It fails slowly, too slowly for the alerts that call somebody, and for too long."
    impact = "Some users meet failures, fewer than in an incident."
    return Guide(_title(terms, title), means, impact, (_LOOK, _SPARE, _AGREE))


def of_no_data(terms: Terms, title: str) -> Guide:
    """Nothing is measured any more."""
    means = f"{_promise(terms)}. Whether they are is not known any more: the series that it is measured by are gone."
    impact = "Perhaps none; but nobody would be told if users met failures."
    return Guide(_title(terms, title), means, impact, (_SCRAPED, _RENAMED))


def _title(terms: Terms, title: str) -> str:
    return f"{terms.name}: {title}"


def _promise(terms: Terms) -> str:
    what = f"{terms.promised.rstrip('.')}: " if terms.promised else ""
    return f"{what}{plain(terms.objective * 100)}% of {terms.name} in {terms.period} have to be good"
