"""`monitorgen list`: systems, environments, units, alerts and more, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from monitorgen.cli.options import reading, speaking

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.cli.lists import Cell, Row
    from monitorgen.pipeline import Report, Selection

KINDS = {
    "systems": "systems, their folders and environments",
    "environments": "environments and regions, and where their output lies",
    "units": "services, infrastructure and components",
    "services": "services: what they need, and where they are",
    "alerts": "alerting rules, and the channels that they tell",
    "channels": "channels, and the receivers that send to them",
    "receivers": "Alertmanager's receivers",
    "metrics": "what is exposed",
    "dashboards": "dashboards, and the alerts that they draw",
    "secrets": "secrets by name: where they come from, and who reads them",
    "images": "images that run, with their containers",
    "ports": "ports of the host, and who takes them",
    "files": "how each file of the specs was taken",
}
_LONG = 4
"""Items of a list that a table shows; JSON has all."""


@click.command(
    "list",
    short_help="List systems, units, alerts, receivers, dashboards, images, ports and more.",
    epilog="""\b
Kinds:
"""
    + "\n".join(f"  {kind:<13} {what}" for kind, what in KINDS.items())
    + """

\b
Examples:
  monitorgen list alerts --env production
  monitorgen list units --system shop --format json""",
)
@click.argument("kind", required=False, type=click.Choice(tuple(KINDS)), metavar="[KIND]")
@reading
@speaking("human", "json")
def command(*, kind: str | None, selection: Selection, console: Console) -> int:
    """List all things of a KIND; without one, the kinds."""
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.findings import looked_up, show

    if kind is None:
        console.answer("\n".join(f"{name:<13} {what}" for name, what in KINDS.items()))
        return 0
    reports: list[Report] = []
    found = _rows(kind, selection, reports)
    check_environments(selection, reports)
    # Warnings are for `validate`; an error means that something may be missing here.
    code = show(looked_up(reports), replace(console, quiet=True), {kind: found})
    if console.form == "human":
        if found:
            console.answer(_table(found))
        else:
            console.tell(f"no {kind}")
    return code


def _rows(kind: str, selection: Selection, reports: list[Report]) -> list[Row]:
    from monitorgen.cli import folders, lists
    from monitorgen.questions.views import views

    if kind == "files":
        return folders.files(selection, reports)
    if kind == "systems":
        return folders.systems(selection, reports)
    if kind == "environments":
        return folders.environments(selection, reports)
    return lists.rows(lists.KINDS[kind], views(selection, reports))


def _table(rows: list[Row]) -> str:
    """The rows as a table, without columns that say nothing: one system, the same environments everywhere."""
    from monitorgen.cli.table import table

    head = [name for name in rows[0] if name not in ("system", "environments") or _differs(name, rows)]
    head = [name for name in head if any(row[name] not in (None, []) for row in rows)]
    return table([name.replace("_", " ") for name in head], [[_text(row[name]) for name in head] for row in rows])


def _differs(name: str, rows: list[Row]) -> bool:
    return len(rows) == 1 or any(row[name] != rows[0][name] for row in rows)


def _text(cell: Cell) -> str:
    if isinstance(cell, list):
        more = f" and {len(cell) - _LONG + 1} more" if len(cell) > _LONG else ""
        return ", ".join(cell[: _LONG - 1] if more else cell) + more
    return "" if cell is None else str(cell)
