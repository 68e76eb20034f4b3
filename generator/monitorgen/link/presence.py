"""Conditions about what is there: targets that are down or vanished, series that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.lowered import Lowered
from monitorgen.link.surroundings import Picked
from monitorgen.plan import rules as plan
from monitorgen.promql import build
from monitorgen.promql.types import LabelSchema, Matcher

if TYPE_CHECKING:
    from monitorgen.link.asking import Asked
    from monitorgen.promql.types import Metric


def down(ask: Asked) -> Lowered:
    """A target that answers no scrape, or whose `up` is gone (known targets only); `all`: not one is up.

    `up == 0` alone ends when the target vanishes from Prometheus, so that each target that the spec names is looked
    for by itself.
    """
    own = ask.around.own
    if own is None or own.job is None:
        raise ask.refuse("MG373", "`down:` has no targets here", "write it in an entry that is scraped")
    matchers = (*own.confinement, *ask.matchers)
    up = build.selector("up", matchers)
    series = {"of": plan.Series("up", matchers)}
    by: tuple[str, ...]
    if ask.condition.down == "all":
        expr = f"{build.aggregate('sum', ('job',), up)} == 0 or absent({up})"
        labels, by = LabelSchema(frozenset({"job"}), frozenset(), {}, open=False), ("job",)
    else:
        targets = own.targets if own.static and not ask.matchers else ()
        # Of targets that others name, it is only known when all are gone.
        known = [(*own.confinement, Matcher("instance", "=", target)) for target in targets] or [matchers]
        expr = " or ".join((f"{up} == 0", *(f"absent({build.selector('up', each)})" for each in known)))
        always = frozenset({"job", "instance"}) if targets else frozenset({"job"})
        labels, by = LabelSchema(always, own.target_labels - always, {}, open=False), ("job", "instance")
    intent = plan.Condition(ask.function, series, by, missing="fire", targets=own.targets if own.static else ())
    return Lowered(expr, intent, labels, None)


def check_is_series(ask: Asked, metric: Metric) -> None:
    """Refuses the name of a family whose series have other names: it would select nothing."""
    if metric.type in {"histogram", "summary"}:
        hint = f"name one of its series: {metric.name}_count"
        raise ask.refuse("MG363", f"{metric.name} is a {metric.type}: no series has that name alone", hint)


def absent(ask: Asked, picked: Picked | None = None) -> Lowered:
    """The series is gone. Only equality matchers survive as labels of the alert."""
    if picked is None:
        on = ask.operand()
        if on.metric is None:
            raise ask.refuse("MG364", f"{on.name} is an indicator, not a metric", "name a metric")
        check_is_series(ask, on.metric)
        picked = on.picked(Picked(on.name), ask.matchers)
    for matcher in picked.matchers:
        if matcher.op in {"=~", "!~"} and ask.function == "absent":
            message = f"absent() of {matcher.label}{matcher.op} misses one of several and loses the label"
            raise ask.refuse("MG374", message, "write one alert for each value, with `=`")
    labels = LabelSchema(
        frozenset(each.label for each in picked.matchers if each.op == "="), frozenset(), {}, open=False
    )
    series = {"of": plan.Series(picked.name, picked.matchers)}
    intent = plan.Condition("absent", series, tuple(sorted(labels.always)), missing="fire")
    return Lowered(f"absent({build.selector(picked.name, picked.matchers)})", intent, labels, None)
