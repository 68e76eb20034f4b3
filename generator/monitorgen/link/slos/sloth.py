"""The rules of an objective under the names, with the labels and in the groups that Sloth gives them.

What a dashboard, an alert or a route selects that was made for Sloth is there: series, labels, groups, one alert for
`page` and one for `ticket`. Queries with `$window` stay as their owner wrote them; what monitorgen makes of an
indicator keeps its guards, so that no errors yet are a ratio of 0, and no traffic is no ratio. The ratio of the period
is Sloth's, too, the mean of that over the shortest window: an idle hour weighs as much as a busy one.
Numbers are exact decimals where Sloth prints what binary floats make of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.slos.series import any_series, recorded
from monitorgen.link.slos.windows import DEFAULTS
from monitorgen.plan.rules import Recording, RuleGroup
from monitorgen.plan.slos import (
    BAD_TIME,
    BUDGET,
    OBJECTIVE,
    SLICE,
    SLOTH_BURN_RATE,
    SLOTH_DAYS,
    SLOTH_INFO,
    SLOTH_PERIOD_BURN_RATE,
    SLOTH_REMAINING,
    SLOTH_SEVERITY,
    SLOTH_WINDOW,
    in_weeks,
    ratio_series,
    rounded,
)
from monitorgen.promql import build
from monitorgen.raw import Nothing
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from monitorgen.link.slos.declared import Declared
    from monitorgen.link.slos.recordings import Recorded
    from monitorgen.plan.rules import Alert
    from monitorgen.plan.slos import BurnPair, Slo
    from monitorgen.plan.values import Labels
    from monitorgen.units import Duration

SHARES = (SLOTH_REMAINING,)
NUMBERS = (SLOTH_BURN_RATE, SLOTH_PERIOD_BURN_RATE, SLOTH_DAYS, SLOTH_INFO)
"""What is recorded of an objective beside error ratios, objective and budget: what is a share, and what is not."""
_VERSION = "v0.16.0"
"""The version of Sloth whose rules these are."""
_WORDS = ("maintenance", "min_events", "other_periods")


def check_profile(it: Declared) -> None:
    """MG295: what Sloth's series have no place for; raises `Refused`."""
    if it.profile != "sloth":
        return
    said = [word for word in _WORDS if getattr(it.slo, word) is not None]
    if it.slo.no_data is not None and not isinstance(it.slo.no_data, Nothing):
        said.append("no_data")
    for word in said:
        message = f"`{word}:` needs events to be counted, and Sloth's series hold ratios only"
        raise it.refuse("MG295", message, "drop it, or write `profile: native`", word)


def groups_of(it: Recorded, alerts: Sequence[Alert]) -> Iterator[RuleGroup]:
    """Recordings of the ratios, of what else is known, and the alerts. The groups have no interval of their own."""
    name = it.slo.labels["sloth_id"]
    if it.sli.watched is not None and it.sli.watched[1] is not None:
        rules = (_rule(it, BAD_TIME, it.sli.watched[0], it.slo.labels),)
        yield RuleGroup(f"sloth-slo-extra-rules-{name}", it.sli.watched[1], rules)
    yield RuleGroup(f"sloth-slo-sli-recordings-{name}", None, tuple(_ratios(it)))
    yield RuleGroup(f"sloth-slo-meta-recordings-{name}", None, tuple(_known(it)))
    if alerts:
        yield RuleGroup(f"sloth-slo-alerts-{name}", None, tuple(alerts))


def burn(pair: BurnPair, budget: Decimal) -> str:
    """Both windows of a pair above their line, of any objective with this budget."""
    limit = f"({build.number(rounded(pair.factor))} * {build.number(budget)})"
    return " and ".join(
        f"max without ({SLOTH_WINDOW}) ({any_series(ratio_series(window, 'sloth'))} > {limit})"
        for window in (pair.short, pair.long)
    )


def tier(meaning: str) -> Labels:
    """The label by which Sloth tells what wakes somebody from what waits."""
    return {SLOTH_SEVERITY: "page" if meaning == "critical" else "ticket"}


def words_of(tier: str) -> Labels:
    """The words that Sloth's alerts have."""
    what = "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is"
    return {"title": f"({tier}) {what} too fast.", "summary": f"{what} over expected."}


def recorded_windows(slo: Slo) -> tuple[Duration, ...]:
    """The windows that are recorded, the shortest first: Sloth's own, used or not, or others that its owner says."""
    usual = {window for long, short, *_ in DEFAULTS if long < slo.period for window in (long, short)}
    return tuple(sorted(usual or {SLICE})) if usual.issuperset(slo.windows) else slo.windows


def _ratios(it: Recorded) -> Iterator[Recording]:
    slo, sli = it.slo, it.sli
    if sli.watched is not None and sli.watched[1] is None:
        yield _rule(it, BAD_TIME, sli.watched[0], slo.labels)
    windows = recorded_windows(slo)
    for window in windows:
        yield _rule(it, slo.ratio(window), sli.ratio(window), _labels(it, window))
    if slo.period in windows:
        return
    text = sli.ratio(slo.period)
    if not it.exact:
        base = build.selector(slo.ratio(windows[0]), recorded(slo.labels), window=slo.period)
        text = f"sum_over_time({base}) / ignoring ({SLOTH_WINDOW}) count_over_time({base})"
    yield _rule(it, slo.ratio(slo.period), text, _labels(it, slo.period))


def _known(it: Recorded) -> Iterator[Recording]:
    slo, labels = it.slo, _labels(it)
    picked, objective = recorded(slo.labels), build.number(slo.objective)
    first = recorded_windows(slo)[0]
    yield _rule(it, OBJECTIVE, f"vector({objective})", labels)
    yield _rule(it, BUDGET, f"vector(1 - {objective})", labels)
    yield _rule(it, SLOTH_DAYS, f"vector({build.number(slo.period.seconds / 86_400)})", labels)
    for name, window in ((SLOTH_BURN_RATE, first), (SLOTH_PERIOD_BURN_RATE, slo.period)):
        ratio, budget = (build.selector(each, picked) for each in (slo.ratio(window), BUDGET))
        text = f"{ratio} / on (sloth_id, sloth_slo, sloth_service) group_left () {budget}"
        yield _rule(it, name, text, labels)
    yield _rule(it, SLOTH_REMAINING, f"1 - {build.selector(SLOTH_PERIOD_BURN_RATE, picked)}", labels)
    about = {
        "sloth_version": _VERSION,
        "sloth_mode": "cli-gen-prom",
        "sloth_spec": "prometheus/v1",
        "sloth_objective": plain(slo.objective * 100),
    }
    yield _rule(it, SLOTH_INFO, "vector(1)", {**labels, **about})


def _labels(it: Recorded, window: Duration | None = None) -> Labels:
    """The labels of a series: those of the objective, those that its owner gave it, and the window."""
    return {**it.told, **it.slo.labels, **({SLOTH_WINDOW: in_weeks(window)} if window is not None else {})}


def _rule(it: Recorded, name: str, expr: str, labels: Labels) -> Recording:
    return Recording(name, expr, dict(sorted(labels.items())), it.origin)
