"""Where the values of a Python spec stand: its calls were noted when it ran, what they hold is found in its source."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from monitorgen.load.events import Span, split_lines
from monitorgen.load.files import Unreadable, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from monitorgen.diagnostics import Part
    from monitorgen.diagnostics import Path as Steps

_MOST_NAMES = 20


class PythonPlaces:
    """Finds values of one spec; its file is read when the first one is looked for."""

    def __init__(self, file: Path, calls: Iterable[tuple[list[str | int], str, list[int]]]) -> None:
        self._file = file
        self._calls = {tuple(path): (at[0], at[1], at[2], at[3]) for path, _, at in calls}
        self._source: _Source | None = None

    def find(self, path: Steps, part: Part) -> Span | None:
        """Where the value at `path` of the spec, or its key, was written, as deep as the source tells."""
        if self._source is None:
            self._source = _Source(self._file)
        source = self._source
        best: Span | None = None
        for length in range(len(path), -1, -1):
            position = self._calls.get(path[:length])
            if position is None:
                continue
            key, node, left = source.walk(source.call(position), path[length:])
            span = source.span(node) if node is not None else source.first_line(position)
            if key is not None and not left and (part == "key" or _is_long(node)):
                return source.span(key)
            if part == "value" and not left:
                return span
            best = best or span
        return best


class _Source:
    """A module's text and syntax tree."""

    def __init__(self, file: Path) -> None:
        self.lines: list[str] = []
        self._calls: dict[tuple[int, int, int, int], ast.Call] = {}
        self._names: dict[str, list[ast.expr]] = {}
        try:
            text = read_bytes(file).decode("utf-8-sig", errors="replace")
            tree = ast.parse(text)
        except (Unreadable, SyntaxError, ValueError, RecursionError):
            return  # it ran a moment ago: it was changed meanwhile, and costs its findings their columns
        self.lines = split_lines(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                self._calls[_position(node)] = node
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self._names.setdefault(statement.targets[0].id, []).append(statement.value)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                self._names.setdefault(statement.target.id, []).append(statement.value)

    def call(self, position: tuple[int, int, int, int]) -> ast.expr | None:
        """The call at a position that was noted."""
        return self._calls.get(position)

    def walk(self, node: ast.expr | None, path: Steps) -> tuple[ast.AST | None, ast.expr | None, Steps]:
        """The key and the value at `path` inside an expression, and what is left of the path where the source ends."""
        key: ast.AST | None = None
        while path and node is not None:
            found = _step(self._named(node), path[0])
            if found is None:
                break
            key, node = found
            path = path[1:]
        return key, node, path

    def _named(self, node: ast.expr) -> ast.expr:
        """What a name stands for, if the module gives it once."""
        for _ in range(_MOST_NAMES):
            values = self._names.get(node.id, []) if isinstance(node, ast.Name) else []
            if len(values) != 1:
                break
            node = values[0]
        return node

    def span(self, node: ast.AST) -> Span:
        """What a node covers of its first line; of a call over several lines the name that is called."""
        if isinstance(node, ast.Call) and node.end_lineno != node.lineno:
            node = node.func
        if isinstance(node, ast.keyword):
            first = node.col_offset
            return self._span(node.lineno, first, first + len((node.arg or "").encode()))
        assert isinstance(node, ast.expr)
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        return self._span(node.lineno, node.col_offset, end)

    def first_line(self, position: tuple[int, int, int, int]) -> Span:
        """The line of a call whose text is not known any more."""
        line, column, end_line, end = position
        return self._span(line, column, end if end_line == line else None)

    def _span(self, line: int, first: int, last: int | None) -> Span:
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = _characters(text, first)
        end = _characters(text, last) if last is not None else len(text)
        return Span(line, column + 1, max(end, column + 1) + 1 if end <= column else end + 1)


def columns(file: Path, line: int, first: int, last: int) -> tuple[int, int | None]:
    """The columns of a place in characters, counted from 1, from those in bytes that Python counts from 0."""
    try:
        lines = split_lines(read_bytes(file).decode("utf-8-sig", errors="replace"))
    except Unreadable:
        return 1, None
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if not first and not last:
        return len(text) - len(text.lstrip()) + 1, None
    column = _characters(text, first) + 1
    end = _characters(text, last) + 1
    return column, end if end > column else None


def _characters(text: str, count: int) -> int:
    """How many characters the first `count` bytes of a line are."""
    return count if text.isascii() else len(text.encode()[:count].decode(errors="replace"))


def _position(node: ast.Call) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0


def _is_long(node: ast.expr | None) -> bool:
    return node is not None and node.end_lineno != node.lineno


def _step(node: ast.expr, step: str | int) -> tuple[ast.AST | None, ast.expr] | None:
    """The key and the value that an expression has at one step, if its source tells."""
    found: tuple[ast.AST | None, ast.expr] | None = None
    match node:
        case ast.Call(args=[only], keywords=[]) if step == "secret":
            found = (None, only)
        case ast.Call(keywords=keywords):
            found = next(((each, each.value) for each in keywords if each.arg in (step, f"{step}_")), None)
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            found = next(((key, value) for key, value in pairs if _is_constant(key, step)), None)
        case ast.DictComp(key=key, value=value) if isinstance(step, str):
            found = (key, value)
        case ast.ListComp(elt=value) if isinstance(step, int):
            found = (None, value)
        case ast.List(elts=items) | ast.Tuple(elts=items) if isinstance(step, int) and step < len(items):
            found = (None, items[step])
    return found


def _is_constant(key: ast.expr | None, step: str | int) -> bool:
    return isinstance(key, ast.Constant) and key.value == step
