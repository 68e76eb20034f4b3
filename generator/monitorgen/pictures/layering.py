"""In which column each node of a graph stands: what needs something is left of it.

Edges that close a circle are turned round first; then a node stands as far right as those that it needs allow, so that
lines are short, and columns hold a limited number, so that a flat system does not become one long list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def columns(
    names: Sequence[str], edges: Iterable[tuple[str, str]], groups: Mapping[str, str], most: int
) -> dict[str, int]:
    """The column of each name, from 0; at most `most` names of a group in one. Same arguments, same answer.

    `edges` are pairs of names, without twins and without those from a name to itself.
    """
    after = _acyclic(names, edges)
    from_right: dict[str, int] = {}
    filled: dict[tuple[str, int], int] = {}
    for name in _last_first(names, after):
        column = max((from_right[each] + 1 for each in after[name]), default=0)
        while filled.get((groups[name], column), 0) >= most:
            column += 1
        from_right[name] = column
        filled[groups[name], column] = filled.get((groups[name], column), 0) + 1
    last = max(from_right.values(), default=0)
    return {name: last - from_right[name] for name in names}


def _acyclic(names: Sequence[str], edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What each name needs, without circles: the edge that would close one is turned round."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for source, target in sorted(edges):
        after[source].append(target)
    # Who is needed by nobody goes first: a circle is then opened where one would enter it.
    needed = {target for targets in after.values() for target in targets}
    kept: dict[str, list[str]] = {name: [] for name in names}
    state: dict[str, int] = {}
    for start in sorted(names, key=lambda name: (name in needed, name)):
        _visit(start, after, kept, state)
    return kept


_OPEN, _DONE = 1, 2


def _visit(start: str, after: Mapping[str, list[str]], kept: dict[str, list[str]], state: dict[str, int]) -> None:
    """Depth first, without recursion: a chain may be longer than Python's stack."""
    if start in state:
        return
    state[start] = _OPEN
    stack = [(start, iter(after[start]))]
    while stack:
        name, rest = stack[-1]
        for each in rest:
            if state.get(each) == _OPEN:
                kept[each].append(name)
                continue
            kept[name].append(each)
            if each not in state:
                state[each] = _OPEN
                stack.append((each, iter(after[each])))
                break
        else:
            state[name] = _DONE
            stack.pop()


def _last_first(names: Sequence[str], after: Mapping[str, list[str]]) -> list[str]:
    """The names, each after all that it needs."""
    waiting = {name: len(set(after[name])) for name in names}
    before: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for each in sorted(set(after[name])):
            before[each].append(name)
    ready = sorted(name for name in names if not waiting[name])
    order: list[str] = []
    while ready:
        order += ready
        free = []
        for name in ready:
            for each in before[name]:
                waiting[each] -= 1
                if not waiting[each]:
                    free.append(each)
        ready = sorted(free)
    return order
