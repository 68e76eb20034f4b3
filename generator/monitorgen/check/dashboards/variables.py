"""Variables of a dashboard: chosen from what there is, one from what the other leaves, and each of them used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.check.dashboards.board import text, texts
from monitorgen.promql.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.check.dashboards.board import Board, Object
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json

_EVERY_TIME = 2
_ANYTHING = ".+"


def up_to_date(board: Board) -> Iterator[Diagnostic]:
    """MG730: a choice from what was there long ago, or an "all" that spells out hundreds of values."""
    listed = {each.name for each in board.dashboard.variables if each.listed}
    for each in board.variables:
        name = text(each.get("name"))
        if each.get("type") != "query":
            continue
        if each.get("refresh") != _EVERY_TIME:
            hint = "set refresh to 2: the values of the range that is shown"
            yield board.told("MG730", f"the variable {name} does not follow the time range", hint=hint)
        if each.get("includeAll") is True and each.get("allValue") != _ANYTHING and name not in listed:
            hint = f"set allValue to {_ANYTHING}: queries stay short"
            yield board.told("MG730", f"the variable {name} spells out every value for `all`", hint=hint)


def chained(board: Board) -> Iterator[Diagnostic]:
    """MG731: a choice that ignores the one before it."""
    before: list[str] = []
    names = [text(each.get("name")) for each in board.variables]
    for index, each in enumerate(board.variables):
        if each.get("type") != "query":
            continue
        named = set(_query_names(each))
        if before and not named & set(before):
            message = f"the variable {names[index]} offers the same whatever {before[-1]} is"
            yield board.told("MG731", message, hint=f'narrow its query: {{{before[-1]}=~"${before[-1]}"}}')
        late = named & set(names[index:])
        if late:
            yield board.told("MG731", f"the variable {names[index]} needs {min(late)}, which comes later or is itself")
        before.append(names[index])


def named_and_used(board: Board) -> Iterator[Diagnostic]:
    """MG732: a variable that nothing uses, or that nobody declared."""
    declared = {text(each.get("name")) for each in board.all_variables}
    shown = _naming([value for key, value in board.json.items() if key != "templating"])
    used = {name for names in shown.values() for name in names}
    for each in board.all_variables:
        used.update(name for name in _names(each.get("query")) if name != each.get("name"))
        used.update(_names(each.get("datasource")))
    used |= {text(each.json.get("repeat")) for each in (*board.top, *board.panels)}
    for each in board.variables:
        name = text(each.get("name"))
        if name not in used:
            yield board.told("MG732", f"nothing depends on the variable {name}", hint="use it, or drop it")
    for name, where in _asked(board, shown):
        if name not in declared and not name.startswith("__"):
            hint = f'declare it, or correct its name; where the text itself is meant, write "\\x24{name}"'
            yield board.told("MG732", f"there is no variable ${name} ({where})", hint=hint)


def _asked(board: Board, shown: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The variables whose values are sent to Prometheus, each with who sends them, once."""
    found: dict[tuple[str, str], None] = {}
    for panel in board.panels:
        names = [name for target in panel.targets for name in shown.get(text(target.get("expr")), ())]
        if repeat := text(panel.json.get("repeat")):
            names.append(repeat)
        if names:
            found |= dict.fromkeys((name, f"panel {panel.title!r}") for name in names)
    for each in board.variables:
        for name in _query_names(each):
            found[name, f"variable {text(each.get('name'))}"] = None
    for annotation in board.annotations:
        for name in _names(annotation.get("target")):
            found[name, f"annotation {annotation.get('name')}"] = None
    yield from found


def _query_names(variable: Object) -> list[str]:
    return _names(variable.get("query")) if variable.get("type") == "query" else []


def _names(value: Json) -> list[str]:
    return [name for names in _naming(value).values() for name in names]


def _naming(value: Json) -> dict[str, tuple[str, ...]]:
    """The texts in a value that name variables, with the names."""
    return {each: tuple(variables_in(each)) for each in dict.fromkeys(texts(value)) if "$" in each or "[[" in each}
