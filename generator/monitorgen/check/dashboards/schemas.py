"""Whether Grafana knows what is in the JSON: strict schemas of three versions, because it drops the rest in silence."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.check.dashboards.board import Board, Shown
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json

    class _Error(Protocol):
        message: str
        instance_path: list[str | int]

    class _Validator(Protocol):
        def is_valid(self, instance: object) -> bool: ...
        def iter_errors(self, instance: object) -> Iterable[_Error]: ...


def known_to_grafana(board: Board) -> Iterator[Diagnostic]:
    """MG720: what no version reads; MG742: what only some of them do."""
    yield from _judged(board, board.json, "dashboard", None)
    for each in board.top:
        if each.kind == "row":
            yield from _judged(board, each.json, "row", each)
    for each in board.panels:
        yield from _judged(board, each.json, each.kind, each)


def _judged(board: Board, value: Mapping[str, Json], kind: str, panel: Shown | None) -> Iterator[Diagnostic]:
    validators = _validators(kind)
    faults: dict[str, list[str]] = {}
    for version, validator in validators.items():
        if not validator.is_valid(value):
            for error in validator.iter_errors(value):
                faults.setdefault(_worded(error), []).append(version)
    for fault, versions in faults.items():
        if len(versions) == len(validators):
            yield board.told("MG720", fault, panel, hint="Grafana would drop it, or refuse the dashboard")
        else:
            message = f"{fault} (Grafana {', '.join(versions)})"
            told = board.told("MG742", message, panel, hint="it works in some of the versions that this is made for")
            yield replace(told, level="warning")


def _worded(error: _Error) -> str:
    place = ".".join(str(step) for step in error.instance_path)
    message = error.message if len(error.message) <= 160 else f"{error.message[:157]}..."
    return f"{message} at {place}" if place else message


@lru_cache
def _validators(kind: str) -> Mapping[str, _Validator]:
    """The validator of each version for a panel type; none for a type that has no schema."""
    import jsonschema_rs

    found = sorted(resources.grafana_schemas().glob(f"*/{kind}.json"), key=lambda path: _version(path.parent.name))
    return {path.parent.name: jsonschema_rs.validator_for(json.loads(path.read_bytes())) for path in found}


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("."))
