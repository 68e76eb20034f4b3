"""The frame of a dashboard: its model, its name in Grafana, what of it may change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen import units
from monitorgen.check.dashboards.board import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.check.dashboards.board import Board
    from monitorgen.diagnostics import Diagnostic

OLDEST = 39
"""The model before it is migrated when it is opened, and loses settings on the way."""
_UID = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_STORED = ("id", "iteration", "version", "__inputs", "__requires", "__elements")


def current_model(board: Board) -> Iterator[Diagnostic]:
    """MG721: a model that Grafana still has to migrate."""
    found = board.json.get("schemaVersion")
    if not isinstance(found, int) or found < OLDEST:
        hint = "open it in a current Grafana, save it, and export it again"
        yield board.told("MG721", f"its model is version {found}, and at least {OLDEST} is needed", hint=hint)


def lasting_uid(board: Board) -> Iterator[Diagnostic]:
    """MG722: a uid that Grafana would refuse."""
    found = board.json.get("uid")
    if not _UID.match(text(found)):
        message = f"{found!r} is no uid: letters, digits, `-` and `_`, at most 40"
        yield board.told("MG722", message, hint="say another `uid`", fatal=True)


def nothing_stored(board: Board) -> Iterator[Diagnostic]:
    """MG723: what belongs to the database of one Grafana."""
    for name in _STORED:
        if name in board.json:
            yield board.told("MG723", f"`{name}` belongs to one Grafana's database", hint="drop it")


def made_by_us(board: Board) -> Iterator[Diagnostic]:
    """MG724: a dashboard that can be changed by hand, or that nobody can tell from those that are."""
    if board.json.get("editable") is not False:
        hint = "changes made in Grafana would be lost when it is provisioned again"
        yield board.told("MG724", "it can be edited", hint=hint)
    if not board.json.get("tags"):
        yield board.told("MG724", "it has no tags", hint="give it `tags`")


def one_time(board: Board) -> Iterator[Diagnostic]:
    """MG725: panels that don't show the same moment, or ask more often than there is something new."""
    # No set: an owner's JSON may hold a list here.
    if board.json.get("graphTooltip") not in (1, 2):
        yield board.told("MG725", "its panels share no crosshair", hint="set graphTooltip to 1")
    refresh = text(board.json.get("refresh"))
    try:
        shortest = units.duration(refresh) if refresh else None
    except units.UnitError as error:
        yield board.told("MG725", f"`refresh`: {error}", hint=error.hint)
        return
    if shortest is not None and shortest < board.scrape_interval:
        hint = f"there is nothing new before {board.scrape_interval} have passed"
        yield board.told("MG725", f"it is read again every {refresh}", hint=hint)
