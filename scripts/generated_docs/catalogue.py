"""The catalogue's page, from the files that the compiler itself reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generated_docs.markdown import code, page, table
from monitorgen.catalog import exporters, inventory, types, versions
from monitorgen.load.builtin import builtin
from monitorgen.spec.service import Scrape, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.catalog import Pin
    from monitorgen.raw import Raw
    from monitorgen.spec.metric import Metric

_INTRODUCTION = """\
What `type:` gives an entry of `infrastructure`: its exporter, its metrics with types, units and labels, alerts with
what they mean and what to do first, panels. Each is a file in the spec language, so that everything in it can be tuned
(`alerts: {RedisDown: {for: 30s}}`), dropped (`RedisEvictsTooMuch: none`) or started from (`replaces:`, `extends:`), and
a type of your own may have one as its `type:`. [The guide](language.md) shows how."""

_VERIFIED = """\
**Verified: running** means that the names, types and labels of all metrics were read from a running exporter, and that
what each alert and each panel looks at was seen in a running Prometheus; the tests repeat that against the exporters
that Debian packages. **From documentation** means that nobody has: these entries take any label (`open`), so that a
label that the documentation leaves out is no error. The image that is pinned may be newer than what it was verified
against."""

_CONDITION = (
    *("title", "for", "severity", "summary", "description", "tests", "unproven", "keep_firing_for", "runbook"),
    *("means", "impact", "first_steps"),
)
"""Fields of an alert that don't belong to its condition."""
_ABSTRACT = {"external", "http-service", "infrastructure", "service", "worker"}


def catalogue_page() -> str:
    """The whole page."""
    names = [name for name in types() if name not in _ABSTRACT]
    return page("The catalogue", _INTRODUCTION, _VERIFIED, _overview(names), *map(_section, names))


def _overview(names: list[str]) -> str:
    return table(("type", "image", "port", "verified", "metrics", "alerts", "panels"), map(_line, names))


def _line(name: str) -> tuple[str, ...]:
    made = _type(name)
    shown = f"[{name}](#{name})"
    counts = (_known(name, made), str(_alerts(name, made)), str(len(made.panels or ())))
    return shown, _image(name), _port(name, made), _state(made), *counts


def _section(name: str) -> str:
    made = _type(name)
    parts = [f"## {name}", f"{made.description}. Verified {_verified(made)}."]
    needs = "; ".join(_needs(made))
    if needs:
        parts.append(f"Needs {needs}.")
    if made.alerts:
        parts.append(table(("alert", "when", "for", "severity", "what it says"), _rows(name)))
    if made.panels:
        parts.append(table(("shown", "panels"), _shown(made)))
    if made.metrics:
        rows = [_metric(metric, said, name) for metric, said in made.metrics.items()]
        parts.append(table(("metric", "type", "labels", "what it is"), rows))
    return "\n\n".join(parts)


def _type(name: str) -> Type:
    written = builtin(name)
    assert written is not None
    return Type.model_validate(written.node)


def _pin(name: str) -> Pin | None:
    return exporters().get(name) or versions().get(name)


def _image(name: str) -> str:
    pin = _pin(name)
    return code(f"{pin.image}:{pin.version}") if pin else "-"


def _port(name: str, made: Type) -> str:
    pin = _pin(name)
    exporter = made.exporter
    scraped = made.scrape.port if isinstance(made.scrape, Scrape) else None
    port = getattr(exporter, "port", None) or (pin.port if pin else None) or scraped or made.port
    return str(port) if port else "-"


def _state(made: Type) -> str:
    return "running" if (made.verified or "").startswith("live") else "from documentation"


def _verified(made: Type) -> str:
    how, _, what = (made.verified or "").partition(" ")
    words = {"live": "against what runs", "docs": "from documentation only"}[how]
    return f"{words}: {what.replace('(', '', 1).replace(')', '', 1)}"


def _known(name: str, made: Type) -> str:
    return str(len(inventory(name)) or len(made.metrics or ()))


def _alerts(name: str, made: Type) -> int:
    return len(made.alerts or ()) + (len(_type("infrastructure").alerts or ()) if name != "probed" else 0)


def _needs(made: Type) -> Iterator[str]:
    exporter = made.exporter
    requires = getattr(exporter, "requires", None) or ()
    if requires:
        yield " and ".join(f"`{field}:`" for field in requires)
    if getattr(exporter, "password", None) is not None and "password" not in requires:
        yield "a `password:` where the server wants one"


def _rows(name: str) -> Iterator[tuple[str, str, str, str, str]]:
    written = builtin(name)
    assert written is not None
    node = cast("Mapping[str, Raw]", written.node)
    for alert, raw in sorted(cast("Mapping[str, Mapping[str, Raw]]", node["alerts"]).items()):
        condition = {key: value for key, value in raw.items() if key not in _CONDITION}
        severity = raw.get("severity") or " or ".join(_table_of(raw))
        when = "PromQL of its own" if "expr" in raw else code(_flow(condition).removeprefix("{").removesuffix("}"))
        yield alert, when, str(raw.get("for", "")), str(severity), str(raw.get("title", ""))


def _shown(made: Type) -> Iterator[tuple[str, str]]:
    """The rows of the type's dashboard with their panels."""
    rows: dict[str, list[str]] = {}
    for title, panel in (made.panels or {}).items():
        rows.setdefault(panel.row or "", []).append(title)
    for row, titles in rows.items():
        yield row, ", ".join(titles)


def _table_of(raw: Mapping[str, Raw]) -> Iterator[str]:
    """The severities of a table of thresholds."""
    for key in ("above", "below", "equals"):
        limits = raw.get(key)
        if isinstance(limits, dict):
            yield from limits


def _flow(node: Raw) -> str:
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(_flow, node)) + "]"
    return str(node)


def _metric(metric: str, said: Metric, name: str) -> tuple[str, str, str, str]:
    family = inventory(name).get(metric)
    opened = family is not None and family.open
    labels = "any" if opened else ", ".join(map(code, sorted(said.labels or ())))
    when = f" (seen with {family.when})" if family is not None and family.when else ""
    unit = f", {said.unit}" if said.unit else ""
    return code(metric), f"{said.type}{unit}", labels, f"{said.help or ''}{when}"
