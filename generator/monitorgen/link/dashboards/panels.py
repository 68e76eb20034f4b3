"""Panels: what was written of one becomes a panel of the Plan, with kind, unit, legend, lines and a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.dashboards.drawn import Drawn, drawn
from monitorgen.link.dashboards.levels import LEFT, of_slo
from monitorgen.link.dashboards.lines import written_steps
from monitorgen.link.dashboards.reading import Reading, check_variables, reading
from monitorgen.link.operands import read_matchers
from monitorgen.plan import dashboards as plan
from monitorgen.promql import build
from monitorgen.raw import resolve
from monitorgen.spec.dashboard import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.document import Json
    from monitorgen.link.asking import Where
    from monitorgen.link.dashboards.reading import Stand
    from monitorgen.spec.dashboard import Panel, Query

COLUMNS = 24
HIGHEST = 40
INSTANT = frozenset({"stat", "gauge", "bargauge", "table", "piechart"})
"""Kinds of panels that show the last value alone."""
_OF_LISTS: Mapping[str, str] = {"text": "text", "alerts": "alertlist"}
_AS = {"ratio": "a share", "percent": "a percentage"}
_IN_LEGEND = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


class Part(Struct, frozen=True):
    """One query of a panel before the panel is known: its name (empty for the only one), what is read, its axis."""

    name: str
    reading: Reading
    drawn: Drawn | None = None
    axis: str = "left"


def panel(
    name: str, said: Panel, stand: Stand, where: Where, findings: Findings, alert: Drawn | None = None
) -> plan.Panel | None:
    """The panel of the Plan; None, with a finding, if it can't be made. `alert`: what it draws, if that is known."""
    try:
        return _panel(name, said, stand, where, findings, alert)
    except Refused as refused:
        findings.add(refused.diagnostic)
        return None


def _panel(name: str, said: Panel, stand: Stand, where: Where, findings: Findings, alert: Drawn | None) -> plan.Panel:
    _check_size(said, where)
    word = next((each for each in _OF_LISTS if getattr(said, each) is not None), None)
    if said.type in _OF_LISTS.values() and (word is None or _OF_LISTS[word] != said.type):
        wanted = next(key for key, kind in _OF_LISTS.items() if kind == said.type)
        message = f"a panel of type {said.type} shows `{wanted}:`"
        raise Refused(Diagnostic("MG249", message, where("type"), hint=f"write `{wanted}:`, or drop `type:`"))
    if word is not None:
        return _list(name, said, word, stand, where)
    if said.slo is not None:
        parts = [Part("", of_slo(said, stand, where))]
    elif alert is not None and said.queries is None:
        parts = [Part("", alert.reading, alert)]
    else:
        parts = _parts(said, stand, where, findings)
    first = parts[0]
    kind = said.type or _kind(parts)
    unit = {None: _plain(first.reading.unit), "none": ""}.get(said.unit, said.unit) or ""
    _check_unit(said, [part.reading for part in parts], where, findings)
    steps = first.drawn.steps if first.drawn is not None else LEFT if said.slo is not None else ()
    if said.thresholds is not None:
        steps = written_steps(said.thresholds, unit, "the panel", where)
    mappings = {key: each for part in parts for key, each in part.reading.mappings.items()}
    return plan.Panel(
        key=said.was or name,
        kind=kind,
        title=said.title or name,
        help=said.description or _help(parts),
        queries=tuple(_query(part, said, kind, unit, where, several=len(parts) > 1) for part in parts),
        unit=unit,
        steps=steps,
        minimum=_least([part.reading for part in parts]),
        maximum=first.reading.highest if len({part.reading.highest for part in parts}) == 1 else None,
        mappings=mappings,
        stack=said.stack,
        width=said.width,
        height=said.height,
        alert=_alert_of(first.drawn),
        raw=_raw(said, where),
        origin=where(),
    )


def _alert_of(drawn_alert: Drawn | None) -> str | None:
    """The alert that a panel draws; none of one entry's where many share the panel."""
    if drawn_alert is None or drawn_alert.unit.startswith("$"):
        return None
    return f"{drawn_alert.unit}.{drawn_alert.name}"


def _list(name: str, said: Panel, word: str, stand: Stand, where: Where) -> plan.Panel:
    """Text, or a list of alerts: what shows no query."""
    for other in ("unit", "legend", "thresholds", "stack", "top"):
        if getattr(said, other) is not None:
            message = f"`{other}:` does not go with `{word}:`"
            raise Refused(Diagnostic("MG249", message, where(other), part="key", hint="drop it"))
    if said.alerts is not None:
        check_variables(said.alerts, stand, where, "alerts")
    matchers = read_matchers(said.alerts, where("alerts")) if said.alerts is not None else None
    return plan.Panel(
        key=said.was or name,
        kind="text" if word == "text" else "alertlist",
        title=said.title or name,
        help=said.description or ("Words of its owner." if word == "text" else "Alerts that are pending or firing."),
        width=said.width,
        height=said.height,
        text=said.text,
        matchers=",".join(map(str, matchers)) if matchers is not None else None,
        raw=_raw(said, where),
        origin=where(),
    )


def _parts(said: Panel, stand: Stand, where: Where, findings: Findings) -> list[Part]:
    heatmap = said.type == "heatmap"
    if said.queries is None:
        if said.alert is None:
            return [Part("", reading(said, stand, where, findings, heatmap=heatmap))]
        _check_beside_alert(said, where)
        made = drawn(said.alert, stand, where, said.where)
        return [Part("", made.reading, made)]
    if not said.queries:
        hint = "write `queries: {legend: {rate: ...}}`"
        raise Refused(Diagnostic("MG240", "the panel shows nothing", where("queries"), part="key", hint=hint))
    if heatmap:
        hint = "a panel each, or another `type:`"
        raise Refused(Diagnostic("MG249", "a heatmap shows one histogram", where("type"), hint=hint))
    for word in ("over", "by", "where", "of", "invert", "ahead"):
        if getattr(said, word) is not None:
            hint = "write it into each of the queries"
            message = f"`{word}:` does not go with `queries:`"
            raise Refused(Diagnostic("MG249", message, where(word), part="key", hint=hint))
    return [_several(legend, query, stand, where, findings) for legend, query in said.queries.items()]


def _several(legend: str, said: Query, stand: Stand, where: Where, findings: Findings) -> Part:
    def within(*path: str | int) -> Origin:
        return where("queries", legend, *path)

    if said.alert is None:
        return Part(legend, reading(said, stand, within, findings), axis=said.axis or "left")
    _check_beside_alert(said, within)
    made = drawn(said.alert, stand, within, said.where)
    return Part(legend, made.reading, made, said.axis or "left")


def _check_beside_alert(said: Panel | Query, where: Where) -> None:
    for word in ("over", "by", "of", "invert", "ahead"):
        if getattr(said, word) is not None:
            hint = "an alert is drawn as it compares; `where:` may narrow it"
            message = f"`{word}:` does not go with `alert:`"
            raise Refused(Diagnostic("MG249", message, where(word), part="key", hint=hint))


def _query(part: Part, said: Panel, kind: plan.PanelKind, unit: str, where: Where, *, several: bool) -> plan.Query:
    of = part.reading
    text = of.text
    if said.top is not None:
        if said.top < 1:
            message = "`top:` is a number of series, at least 1"
            raise Refused(Diagnostic("MG249", message, where("top"), hint="write top: 5"))
        text = build.aggregate("topk", None, text, param=str(said.top))
    return plan.Query(
        expr=text,
        legend=_legend(part, said, where, several=several),
        labels=of.labels,
        instant=kind in INSTANT,
        format="heatmap" if of.heatmap else "table" if kind == "table" else "series",
        axis="right" if part.axis == "right" else "left",
        interval=of.interval,
        unit=_plain(of.unit) if _plain(of.unit) != unit and said.unit is None else None,
        fixed=of.fixed,
    )


def _legend(part: Part, said: Panel, where: Where, *, several: bool) -> str:
    of = part.reading
    apart = " ".join(f"{{{{{label}}}}}" for label in of.labels if not of.heatmap)
    if several:
        return f"{part.name} {apart}".strip()
    if said.legend is None:
        return "{{le}}" if of.heatmap else apart
    for label in _IN_LEGEND.findall(said.legend):
        if label not in of.labels and not of.open:
            there = ", ".join(of.labels) or "none: one series is left"
            hint = f"labels that tell its series apart: {there}; `by: [{label}]` keeps it"
            raise Refused(Diagnostic("MG254", f"no series here has the label {label!r}", where("legend"), hint=hint))
    return said.legend


def _kind(parts: Sequence[Part]) -> plan.PanelKind:
    kinds = {part.reading.kind for part in parts}
    return kinds.pop() if len(kinds) == 1 else "timeseries"


def _help(parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return parts[0].reading.help
    return "\n".join(f"{part.name}: {part.reading.help}" for part in parts)


def _plain(unit: str) -> str:
    """A unit that has a sign; what else is counted (transactions, inodes) is a plain number."""
    return unit if unit in UNITS or unit.removesuffix("_per_second") in UNITS else ""


def _least(readings: Sequence[Reading]) -> Decimal | None:
    lowest = [each.lowest for each in readings]
    return min((each for each in lowest if each is not None), default=None) if None not in lowest else None


def _check_unit(said: Panel, shown: Sequence[Reading], where: Where, findings: Findings) -> None:
    """MG255: what is no share is shown as one, or a percentage as a share: a number that people believe."""
    if said.unit not in ("ratio", "percent"):
        return
    for each in shown:
        unit = _plain(each.unit) or ""
        if unit and unit != said.unit:
            what = unit.replace("_per_second", " per second").replace("per_second", "a number per second")
            hint = "drop `unit:`" if unit in ("ratio", "percent") else "divide by the total, or drop `unit:`"
            message = f"the panel shows {'a ' if unit == 'ratio' else ''}{what} as {_AS[said.unit]}"
            findings.add(Diagnostic("MG255", message, where("unit"), hint=hint))
            return


def _check_size(said: Panel, where: Where) -> None:
    for word, most in (("width", COLUMNS), ("height", HIGHEST)):
        size = getattr(said, word)
        if size is not None and not 1 <= size <= most:
            what = "the columns of the grid" if word == "width" else "rows of the grid"
            message = f"a {word} of {size} is not within 1 to {most}, {what}"
            hint = "12 is half of the width" if word == "width" else "8 is usual"
            raise Refused(Diagnostic("MG246", message, where(word), hint=hint))


def _raw(said: Panel, where: Where) -> Json:
    if said.grafana is None:
        return None
    if not isinstance(said.grafana, dict):
        hint = "write the fields of the panel's JSON: grafana: {options: {...}}"
        raise Refused(Diagnostic("MG249", "`grafana:` is a map of the panel's JSON", where("grafana"), hint=hint))
    return resolve(said.grafana)
