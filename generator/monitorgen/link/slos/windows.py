"""The windows of an objective: pairs as they are written or by default, and what can't work of them.

By default the burn rates are those of the workbook for 30 days: 14.4, 6, 3 and 1. They stay the same for other periods,
so that no alert fires while the budget would last. Sloth keeps the shares of the budget, 2, 5, 10 and 10 percent,
instead; so does its profile.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Refused
from monitorgen.plan.slos import BurnPair, factor_of, rounded
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.link.slos.declared import Declared
    from monitorgen.spec.slo import BurnAlert

_HOUR = 3_600_000
_AT_ONCE = Duration(0)
_TWELFTH = 12
_SCRAPES = 4
DEFAULTS = (
    (Duration(_HOUR), Duration(_HOUR // 12), Decimal("0.02"), "critical"),
    (Duration(6 * _HOUR), Duration(_HOUR // 2), Decimal("0.05"), "critical"),
    (Duration(24 * _HOUR), Duration(2 * _HOUR), Decimal("0.1"), "warning"),
    (Duration(72 * _HOUR), Duration(6 * _HOUR), Decimal("0.1"), "warning"),
)
"""Long window, short window, the share of the budget of 30 days that is gone, and what the severity means."""
_MONTH = Duration(30 * 24 * _HOUR)


def pairs_of(it: Declared, period: Duration, budget: Decimal) -> tuple[BurnPair, ...]:
    """The pairs of an objective; what is wrong with one is told, and it is left out."""
    said = it.slo.burn_alerts
    if said is None:
        return tuple(_defaults(it, period, budget))
    made: list[BurnPair] = []
    for index, written in enumerate(said if isinstance(said, list) else ()):
        try:
            made.append(_written(it, written, index, period, budget))
        except Refused as refused:
            it.findings.add(refused.diagnostic)
    return tuple(made)


def _defaults(it: Declared, period: Duration, budget: Decimal) -> Iterator[BurnPair]:
    for long, short, share, means in DEFAULTS:
        if long >= period:
            continue
        factor = factor_of(share, period if it.profile == "sloth" else _MONTH, long)
        if factor * budget >= 1:
            least = _least(factor)
            message = _never(factor, budget, long)
            hint = f"list the pairs that can in `burn_alerts:`, or raise the objective to {least}%"
            it.findings.add(it.refuse("MG283", message, hint, "objective").diagnostic)
            continue
        try:
            pair = BurnPair(long, short, factor, _AT_ONCE, it.severity(means))
            _check_scrapes(it, pair)
        except Refused as refused:
            it.findings.add(refused.diagnostic)
        else:
            yield pair


def _written(it: Declared, written: BurnAlert, index: int, period: Duration, budget: Decimal) -> BurnPair:
    here = ("burn_alerts", index)
    if written.long is None:
        raise it.refuse("MG292", "the pair has no `long:` window", "write `long: 1h`", *here)
    if written.severity is None:
        known = ", ".join(it.severities.names)
        raise it.refuse("MG292", "the pair has no severity", f"write `severity:` with one of: {known}", *here)
    factor, word = _factor(it, written, index, period)
    short = written.short or Duration(written.long.ms // _TWELFTH)
    severity = it.severity(written.severity, *here, "severity")
    pair = BurnPair(written.long, short, factor, written.for_ or _AT_ONCE, severity)
    if pair.long > period:
        message = f"the window of {pair.long} is longer than the period of {period}"
        raise it.refuse("MG286", message, "shorten it, or say a longer `period:`", *here, "long")
    if pair.short >= pair.long:
        message = f"the short window of {pair.short} is not shorter than the long one of {pair.long}"
        hint = f"leave `short:` out for a twelfth, {Duration(pair.long.ms // _TWELFTH)}"
        raise it.refuse("MG285", message, hint, *here, "short")
    if factor * budget >= 1:
        least = _least(factor)
        hint = f"lower it, drop the pair, or raise the objective to {least}%"
        raise it.refuse("MG283", _never(factor, budget, pair.long), hint, *here, word)
    _check_scrapes(it, pair, *here, "short" if written.short is not None else "long")
    if factor < 1:
        message = f"a burn rate of {plain(rounded(factor))} fires while the budget would last"
        hint = "raise it to at least 1, or shorten the long window"
        it.tell("MG284", message, hint, *here, word, warning=True)
    return pair


def _factor(it: Declared, written: BurnAlert, index: int, period: Duration) -> tuple[Decimal, str]:
    """The burn rate of a pair, and the word that says it."""
    here = ("burn_alerts", index)
    assert written.long is not None
    if written.burn_rate is not None:
        if written.burn_rate.dimension != "count" or written.burn_rate.value <= 0:
            message = f"a burn rate is a plain number above 0, not {written.burn_rate.text}"
            raise it.refuse("MG292", message, "write `burn_rate: 14.4`, or `budget: 2%`", *here, "burn_rate")
        return written.burn_rate.value, "burn_rate"
    if written.budget is None:
        hint = "write `budget: 2%`, the share that is gone when it fires, or `burn_rate: 14.4`"
        raise it.refuse("MG292", "the pair does not say how fast is too fast", hint, *here)
    if not 0 < written.budget <= 1:
        raise it.refuse(
            "MG292", "a share of the budget is above 0% and at most 100%", "write it like 2%", *here, "budget"
        )
    return factor_of(written.budget, period, written.long), "budget"


def _check_scrapes(it: Declared, pair: BurnPair, *path: str | int) -> None:
    own = it.around.own
    interval = own.scrape_interval if own is not None else it.around.scrape_interval
    if pair.short.ms < _SCRAPES * interval.ms:
        least = Duration(_SCRAPES * interval.ms)
        message = f"a short window of {pair.short} holds fewer than {_SCRAPES} scrapes of {interval}"
        raise it.refuse("MG287", message, f"write `short: {least}` or more, with a long window to fit", *path)


def _least(factor: Decimal) -> str:
    """An objective in percent, of few digits, at which a burn rate can be reached."""
    return plain(((1 - 1 / factor) * 100).quantize(Decimal("0.01"), ROUND_FLOOR) + Decimal("0.01"))


def _never(factor: Decimal, budget: Decimal, long: Duration) -> str:
    share, rate = plain(rounded(factor * budget * 100)), plain(rounded(factor))
    return f"can never fire: {rate} times a budget of {plain(budget * 100)}% is {share}% of all events in {long}"
