"""Rows: panels that say which heading they stand under, in the order of their first ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings, Refused
from monitorgen.link.conditions import function_of
from monitorgen.link.dashboards.drawn import drawn
from monitorgen.link.dashboards.panels import panel
from monitorgen.link.dashboards.variables import named
from monitorgen.plan.dashboards import Panel, Row
from monitorgen.spec.dashboard import Panel as Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.asking import Where
    from monitorgen.link.dashboards.reading import Stand
    from monitorgen.spec.alert import Alert


def written_rows(
    said: Mapping[str, Written], stand: Stand, where: Callable[..., Origin], findings: Findings, heading: str | None
) -> list[Row]:
    """The panels of an entry under their own headings; those without one under `heading`."""
    rows: dict[str | None, list[Panel]] = {}
    for name, each in said.items():
        made = panel(name, each, stand, _at(where, name), findings)
        if made is not None:
            rows.setdefault(each.row or heading, []).append(made)
    return [Row(title, tuple(panels)) for title, panels in rows.items()]


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
        said = Written.model_construct(alert=name)
        try:
            one = drawn(name, stand, _at(where, name))
        except Refused:
            continue  # told where the alert itself is made
        if one.reading.text in known:
            continue
        known.add(one.reading.text)
        found = panel(one.title, said, stand, _at(where, name), Findings())
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
    """What the panels of rows ask."""
    return [query.expr for row in rows for one in row.panels for query in one.queries]


def used(rows: Iterable[Row]) -> set[str]:
    """The variables that rows speak of."""
    texts = [text for row in rows for one in row.panels for text in _texts(one)]
    return {name for text in texts for name in named(text)}


def _texts(one: Panel) -> Iterable[str]:
    yield from (query.expr for query in one.queries)
    yield one.matchers or ""
    yield one.text or ""
    yield one.title
