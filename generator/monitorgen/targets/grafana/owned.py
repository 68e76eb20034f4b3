"""A dashboard that its owner brings as JSON: adopted without a change to what it shows.

What ties it to the Grafana that it was exported from is taken off (ids, inputs, uids of datasources); what the bundle
needs is put on (its uid, the shared datasource variable, tags).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.ids import panel_id
from monitorgen.targets.grafana.finish import without_stored
from monitorgen.targets.grafana.variables import DATASOURCE, datasource_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Dashboard

    Object = dict[str, Json]

# Grafana's own: several at once, another panel of the dashboard, itself.
_BUILT_IN = frozenset({"-- Mixed --", "-- Dashboard --", "-- Grafana --", "grafana", "datasource", "__expr__"})


def unwrapped(document: Json) -> Object | None:
    """The dashboard in a document: itself, or what the HTTP API wraps into `dashboard`; None if it is none."""
    if not isinstance(document, dict):
        return None
    inner = document.get("dashboard")
    found = inner if isinstance(inner, dict) and "panels" not in document else document
    return dict(found) if isinstance(found, dict) and ("panels" in found or "rows" in found) else None


def adopted(dashboard: Dashboard, tags: Sequence[str]) -> Object:
    """The owner's JSON as a part of the bundle; empty if there is no dashboard in it, which a check tells."""
    brought = unwrapped(dashboard.json)
    if brought is None:
        return {}
    data = without_stored(brought)
    own = data.get("tags")
    old = [each for each in own if isinstance(each, str)] if isinstance(own, list) else []
    title = data.get("title")
    rewritten: Object = {key: _repointed(value) for key, value in data.items()}
    return {
        "uid": dashboard.uid,
        **{key: value for key, value in rewritten.items() if key != "uid"},
        "title": title if isinstance(title, str) and dashboard.title == dashboard.name else dashboard.title,
        "description": rewritten.get("description") or dashboard.description,
        "tags": list(dict.fromkeys((*tags, *old))),
        "editable": False,
        "graphTooltip": rewritten.get("graphTooltip") or 1,
        "templating": {"list": list(_variables(rewritten))},
        "panels": _numbered(rewritten.get("panels")),
    }


def _repointed(value: Json) -> Json:
    """The same with each datasource that is a Prometheus pointing at the dashboard's variable."""
    if isinstance(value, list):
        return [_repointed(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _source(each) if key == "datasource" else _repointed(each) for key, each in value.items()}


def _source(said: Json) -> Json:
    """A datasource: those of old Grafanas by name or not at all, those of new ones by type and uid."""
    if isinstance(said, dict):
        kind, uid = said.get("type"), said.get("uid")
        built_in = _is_built_in(uid) or _is_built_in(kind)
        return said if built_in or (isinstance(kind, str) and kind != "prometheus") else DATASOURCE
    return said if _is_built_in(said) else DATASOURCE


def _is_built_in(name: Json) -> bool:
    return isinstance(name, str) and name in _BUILT_IN


def _variables(data: Object) -> Iterator[Json]:
    """The owner's variables after ours; a choice of Prometheus of its own has nothing left to choose."""
    yield datasource_variable("datasource", "prometheus", "Data source")
    templating = data.get("templating")
    listed = templating.get("list") if isinstance(templating, dict) else None
    for each in listed if isinstance(listed, list) else ():
        chooses = isinstance(each, dict) and each.get("type") == "datasource" and each.get("query") == "prometheus"
        if not chooses:
            yield each


def _numbered(panels: Json) -> Json:
    """Panels with ids of their own: those that they have, made ones for what has none or another's."""
    taken: set[int] = set()

    def numbered(each: Json) -> Json:
        if not isinstance(each, dict):
            return each
        number, turn = each.get("id"), 0
        while not isinstance(number, int) or number < 1 or number in taken:
            number = panel_id(f"{each.get('title', '')} {turn}")
            turn += 1
        taken.add(number)
        inside = each.get("panels")
        made = {**each, "id": number}
        return {**made, "panels": [numbered(one) for one in inside]} if isinstance(inside, list) else made

    return [numbered(each) for each in panels] if isinstance(panels, list) else []
