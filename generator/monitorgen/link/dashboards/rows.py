"""Rows: panels that say which heading they stand under, in the order of their first ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Findings, Refused
from monitorgen.link.conditions import function_of
from monitorgen.link.dashboards.drawn import drawn
from monitorgen.link.dashboards.lines import joined_steps
from monitorgen.link.dashboards.panels import panel
from monitorgen.link.dashboards.variables import named
from monitorgen.plan.dashboards import Panel, Row
from monitorgen.spec.condition import FUNCTIONS
from monitorgen.spec.dashboard import Panel as Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.asking import Where
    from monitorgen.link.dashboards.reading import Stand
    from monitorgen.spec.alert import Alert
    from monitorgen.spec.condition import Measurement

_TOP = re.compile(r"topk\(\d+, (.*)\)", re.DOTALL)


def written_rows(
    said: Mapping[str, Written],
    stand: Stand,
    where: Callable[..., Origin],
    findings: Findings,
    heading: str | None,
    alerts: Mapping[str, Alert],
) -> list[Row]:
    """The panels of an entry under their own headings; those without one under `heading`.

    A panel that says the same as one of the entry's alerts is drawn as that alert: one series, and the alert's lines.
    """
    rows: dict[str | None, list[Panel]] = {}
    for name, each in said.items():
        made = panel_of_alerts(name, each, alerts, stand, _at(where, name))
        if made is None:
            made = panel(name, each, stand, _at(where, name), findings)
        if made is not None:
            rows.setdefault(each.row or heading, []).append(made)
    return [Row(title, tuple(panels)) for title, panels in rows.items()]


def panel_of_alerts(name: str, said: Written, alerts: Mapping[str, Alert], stand: Stand, where: Where) -> Panel | None:
    """A panel as the first of the alerts that compare what it shows, with the lines of all; None without one."""
    made = [
        one for alert in _comparing(said, alerts) if (one := _as_alert(name, said, alert, stand, where)) is not None
    ]
    if not made:
        return None
    kept = [one for one in made if one.steps] if made[0].steps else made[:1]
    return replace(
        made[0], steps=joined_steps([one.steps for one in kept]) if said.thresholds is None else made[0].steps
    )


def _comparing(said: Written, alerts: Mapping[str, Alert]) -> list[str]:
    """The alerts whose condition is a panel's function, those with a limit first; less narrow ones displace others."""
    words = _words(said)
    if function_of(said) in (None, "expr", "down", "absent"):
        return []
    same = [name for name, alert in sorted(alerts.items()) if _words(alert) == words]
    # What must hold too may be what the line means: messages above 0 matter where nobody reads them.
    plain = [name for name in same if alerts[name].only_if is None] or same
    limited = [name for name in plain if alerts[name].equals is None]
    # A share that is met exactly is a state to the alert, but no less a share to whoever looks.
    return limited or (plain if said.ratio is None and said.usage is None and said.error_ratio is None else [])


def _words(said: Measurement) -> tuple[object, ...]:
    """What a function looks at, as it was written."""
    looked = tuple(str(getattr(said, name)) for name in (*FUNCTIONS, "of", "where", "invert", "over", "ahead"))
    return (*looked, frozenset(said.by or ()))


def _as_alert(name: str, said: Written, alert: str, stand: Stand, where: Where) -> Panel | None:
    """A panel that draws an alert, in its own words; None where the alert can't be drawn."""
    try:
        told = drawn(alert, stand, where)
    except Refused:
        return None  # told where the alert itself is made
    unsaid = dict.fromkeys((*FUNCTIONS, "of", "where", "invert", "over", "ahead", "by"))
    description = f"{said.description} {told.line}" if said.description is not None else None
    changed = said.model_copy(update={**unsaid, "alert": alert, "description": description})
    return panel(name, changed, stand, where, Findings(), told)


def _at(where: Callable[..., Origin], name: str) -> Where:
    return lambda *path: where(name, *path)


def of_catalogue(findings: Findings, told: Findings) -> None:
    """Hand on what is found, but not of what the catalogue brings along: where it does not fit, it is left out."""
    told.extend(each for each in findings if getattr(each.where, "layer", "") != "catalog")


def alert_panels(
    alerts: Mapping[str, Alert], stand: Stand, where: Callable[..., Origin], shown: Iterable[str]
) -> list[Panel]:
    """A panel for each alert that nothing shows yet, with its lines; those that can't be drawn are left out.

    `shown` are the expressions that other panels show.
    """
    known, made = set(shown), []
    for name, alert in sorted(alerts.items()):
        if function_of(alert) in (None, "down"):
            continue
        try:
            one = drawn(name, stand, _at(where, name))
        except Refused:
            continue  # told where the alert itself is made
        if one.reading.text in known:
            continue
        known.add(one.reading.text)
        found = panel(one.title, Written.model_construct(alert=name), stand, _at(where, name), Findings(), one)
        if found is not None:
            made.append(found)
    return _titled_apart(made)


def _titled_apart(panels: list[Panel]) -> list[Panel]:
    """Panels whose titles differ: two alerts may be called alike."""
    seen: set[str] = set()
    apart = []
    for each in panels:
        title = each.title
        if title in seen and each.alert is not None:
            title = f"{title} ({each.alert.partition('.')[2]})"
        seen.add(title)
        apart.append(replace(each, title=title, key=title))
    return apart


def expressions(rows: Iterable[Row]) -> list[str]:
    """What the panels of rows ask; of the largest series, of which these are."""
    asked = (query.expr for row in rows for one in row.panels for query in one.queries)
    return [top[1] if (top := _TOP.fullmatch(text)) else text for text in asked]


def used(rows: Iterable[Row]) -> set[str]:
    """The variables that rows speak of."""
    texts = [text for row in rows for one in row.panels for text in _texts(one)]
    return {name for text in texts for name in named(text)}


def _texts(one: Panel) -> Iterable[str]:
    yield from (query.expr for query in one.queries)
    yield one.matchers or ""
    yield one.text or ""
    yield one.title
