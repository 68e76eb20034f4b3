"""Variables: the datasource first, then what the dashboard is about, each chosen from what those before it leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.json import Shared

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Variable

DATASOURCE = Shared({"type": "prometheus", "uid": "${datasource}"})
LOGS = Shared({"type": "loki", "uid": "${logs}"})

_EVERY_TIME = 2
_SHOWN, _HIDDEN = 0, 2
_ALPHABETICAL = 1
_LABEL_VALUES = 1
_ALL = "$__all"


def datasource_variable(name: str, kind: str, title: str) -> dict[str, Json]:
    """A choice of datasources of a kind; the provisioned one of that name to begin with."""
    return {
        "type": "datasource",
        "name": name,
        "label": title,
        "query": kind,
        "current": {"selected": True, "text": kind.capitalize(), "value": kind},
        "hide": _SHOWN,
        "includeAll": False,
        "multi": False,
        "refresh": 1,
        "regex": "",
        "skipUrlSync": False,
    }


def variable(made: Variable) -> dict[str, Json]:
    """A variable of the Plan."""
    common: dict[str, Json] = {
        "name": made.name,
        "label": made.title,
        "hide": _HIDDEN if made.hidden else _SHOWN,
        "includeAll": made.everything,
        "multi": made.multi,
        # Without it "all" is the list of every value, longer than a query may be; a choice from more has to be a list.
        "allValue": ".+" if made.everything and not made.listed else None,
        "current": _first(made),
        "skipUrlSync": False,
    }
    if made.metric is None:
        return {"type": "custom", **common, "query": ",".join(_escaped(value) for value in made.values)}
    return {
        "type": "query",
        **common,
        "datasource": DATASOURCE,
        "query": {
            "qryType": _LABEL_VALUES,
            "query": f"label_values({made.metric}, {made.label})",
            "refId": "PrometheusVariableQueryEditor-VariableQuery",
        },
        "refresh": _EVERY_TIME,
        "regex": "",
        "sort": _ALPHABETICAL,
    }


def _first(made: Variable) -> Json:
    """What is chosen when the dashboard is opened."""
    if made.everything:
        text, value = ("All", _ALL)
        return {"selected": True, "text": [text], "value": [value]} if made.multi else {"text": text, "value": value}
    if made.values:
        first = made.values[0]
        return {"selected": True, "text": [first], "value": [first]} if made.multi else {"text": first, "value": first}
    return None


def _escaped(value: str) -> str:
    """A value of a custom variable, which Grafana takes apart at commas."""
    return value.replace(",", "\\,")
