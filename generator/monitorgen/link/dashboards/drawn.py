"""An alert as it is drawn: what it compares, over its own window, with its thresholds as lines.

The page shows what paged: the left side of the alert's own expression, not a cousin of it over another window.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Refused
from monitorgen.link.conditions import COUNTING, function_of, lower
from monitorgen.link.dashboards.lines import ABOVE_NONE, alert_steps
from monitorgen.link.dashboards.reading import GONE, UP, Reading, apart, bounds, check_variables, narrowing, used_in
from monitorgen.link.raw_expressions import live, lookup
from monitorgen.link.surroundings import Picked
from monitorgen.plan.dashboards import Step
from monitorgen.plan.documents import in_words
from monitorgen.promql.infer import infer
from monitorgen.promql.nodes import COMPARISONS, Binary, Negation, Number, Paren
from monitorgen.promql.parse import parse
from monitorgen.promql.variables import spelled_out
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.link.asking import Value, Where
    from monitorgen.link.dashboards.reading import AlertOf, Stand
    from monitorgen.link.lowered import Lowered
    from monitorgen.plan.dashboards import Tone
    from monitorgen.plan.rules import Comparison
    from monitorgen.promql.nodes import Node
    from monitorgen.promql.types import Matcher
    from monitorgen.spec.alert import Alert

_WORDS: dict[str, Comparison] = {">": "above", ">=": "above", "<": "below", "<=": "below"}


class Drawn(Struct, frozen=True):
    """An alert ready to be a panel: its query, its lines, its title, and a sentence on when it fires."""

    unit: str
    name: str
    title: str
    reading: Reading
    steps: tuple[Step, ...]
    line: str


def drawn(reference: str, stand: Stand, where: Where, narrowed: str | None = None) -> Drawn:
    """The alert that `entry.Alert` names, narrowed by more matchers; raises `Refused`."""
    found = stand.find(reference, where("alert"))
    check_variables(narrowed or "", stand, where, "where")
    alert = found.alert
    if narrowed:
        both = ",".join(filter(None, (alert.where, narrowed)))
        alert = alert.model_copy(update={"where": both})
    if function_of(alert) is None:
        message = f"the alert {reference} has no condition that could be drawn"
        raise Refused(Diagnostic("MG245", message, where("alert"), hint="mend the alert"))
    title = alert.title or in_words(found.name)
    made, steps = (
        _structured(found, alert, stand, whole=not narrowed) if alert.expr is None else _live(found, alert, stand)
    )
    line = _line(found)
    # Prometheus reads a `$x` in the alert as it stands, and so has the panel to.
    made = replace(made, text=spelled_out(made.text, stand.variables))
    return Drawn(found.unit, found.name, title, replace(made, help=f"{made.help} {line}"), steps, line)


def _line(found: AlertOf) -> str:
    held = f" for {found.alert.for_}" if found.alert.for_ is not None and found.alert.for_.ms else ""
    return f"The alert {found.name} fires beyond the line{held}."


def _structured(found: AlertOf, alert: Alert, stand: Stand, *, whole: bool) -> tuple[Reading, tuple[Step, ...]]:
    lowered = lower(alert, found.around, found.where, keep=whole)
    first = lowered[0]
    extra = narrowing(
        found.around, stand, [Picked(each.metric, each.matchers) for each in first.intent.series.values()]
    )
    if extra and not first.recorded:
        both = ",".join(filter(None, (alert.where, *map(str, extra))))
        lowered = lower(alert.model_copy(update={"where": both}), found.around, found.where, keep=False)
        first = lowered[0]
    picked = [Picked(each.metric, each.matchers) for each in first.intent.series.values()]
    if first.value is None:
        return _presence(first, picked, found), ()
    of = first.value
    labels = of.labels.known if of.group is None else frozenset(of.group)
    lowest, highest = bounds(first.intent.function, of.unit, None)
    limits = [
        (each.comparison, each.intent.threshold, tone_of(each.severity or alert.severity, stand))
        for each in lowered
        if each.comparison is not None and each.intent.threshold is not None
    ]
    over = f" over {of.over}" if of.over is not None else ""
    text = _chosen(of, extra) if first.recorded else of.text
    made = Reading(
        text,
        of.unit,
        apart(labels, picked, of.group),
        f"{of.what[:1].upper()}{of.what[1:]} of {found.unit}{over}.",
        open=of.group is None and of.labels.open,
        lowest=lowest,
        highest=highest,
        used=used_in(text),
        fixed=True,
    )
    if first.comparison == "equals" and first.intent.function in COUNTING:
        # Of what is measured, not counted, only 0 is ever met exactly.
        return made, (Step(limits[0][2], None), Step("ok", ABOVE_NONE))
    if first.comparison == "equals":
        word = alert.title or in_words(found.name)
        mappings: dict[str, tuple[str, Tone]] = {plain(limit): (word, tone) for _, limit, tone in limits}
        for other, limit in (("1", "0"), ("0", "1")):
            if mappings.keys() == {limit}:
                mappings[other] = ("well", "ok")
        return replace(made, kind="state-timeline", mappings=mappings), ()
    return made, alert_steps(limits)


def _chosen(of: Value, extra: Sequence[Matcher]) -> str:
    """A value that is read back, of what is chosen by labels that it keeps: the others were joined before."""
    kept = ",".join(str(each) for each in extra if each.label in (of.group or ()))
    return f"{of.text.removesuffix('}')},{kept}}}" if kept else of.text


def tone_of(severity: str | None, stand: Stand) -> Tone:
    """How bad a severity is, whatever it is called."""
    own = stand.severities.called(severity) if severity is not None else None
    meaning = stand.severities.meaning.get(own or "", "warning")
    tones: dict[str, Tone] = {"critical": "critical", "warning": "warning", "info": "info"}
    return tones.get(meaning, "warning")


def _presence(first: Lowered, picked: Sequence[Picked], found: AlertOf) -> Reading:
    """`down` and `absent`: what is there and what is not, over time."""
    from monitorgen.promql import build

    selector = build.selector(picked[0].name, picked[0].matchers)
    if first.intent.function == "absent":
        text, what = f"absent({selector}) or 0 * count({selector})", picked[0].name
        return Reading(text, "", (), f"Whether {what} is there.", "state-timeline", mappings=GONE, used=used_in(text))
    text, labels = selector, apart(("instance", "job"), picked, None)
    if first.intent.by == ("job",):
        text = build.aggregate("max", ("job",), selector)
        labels = apart(("job",), picked, None)
    told = f"Whether targets of {found.unit} answer their scrapes."
    return Reading(text, "", labels, told, "state-timeline", mappings=UP, used=used_in(text))


def _live(found: AlertOf, alert: Alert, stand: Stand) -> tuple[Reading, tuple[Step, ...]]:
    """An alert in PromQL: the side of its first comparison that is no number, and the number as a line."""
    told = Findings()
    lowered = live(alert, found.around, found.where, told)
    for each in told:
        if each.level == "error":
            # The same is told where the alert is made: once, as it is the same finding.
            raise Refused(each)
    left, op, limit = split(lowered.expr)
    tone = tone_of(alert.severity, stand)
    steps = alert_steps([(_WORDS[op], limit, tone)]) if op in _WORDS and limit is not None else ()
    labels = apart(lowered.labels.known, _confined(found), None)
    unit = infer(parse(left), lookup(found.around)).unit
    what = "What the alert's own expression compares."
    return Reading(left, unit, labels, what, open=lowered.labels.open, used=used_in(left), fixed=True), steps


def _confined(found: AlertOf) -> tuple[Picked, ...]:
    own = found.around.own
    return (Picked("up", own.confinement),) if own is not None and own.job is not None else ()


def split(text: str) -> tuple[str, str | None, Decimal | None]:
    """The left side of the comparison with a number that an expression begins with, its operator and the number.

    The whole expression if it begins otherwise.
    """
    node: Node = parse(text)
    while True:
        if isinstance(node, Paren):
            node = node.expr
        elif isinstance(node, Binary) and node.op in ("and", "unless"):
            node = node.lhs
        else:
            break
    if isinstance(node, Binary) and node.op in COMPARISONS and not node.is_bool:
        limit = _number(node.rhs)
        if limit is not None:
            return text[slice(*node.lhs.span)], node.op, limit
    return text, None, None


def _number(node: Node) -> Decimal | None:
    if isinstance(node, Negation):
        inner = _number(node.expr)
        return -inner if inner is not None else None
    if isinstance(node, Number):
        number = Decimal(node.literal)
        return number if number.is_finite() else None
    return None
