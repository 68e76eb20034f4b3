"""Who is told, for people: a sentence, who and when, the way through the tree, why, and what keeps it quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.questions.answers import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.routing import Route
    from monitorgen.questions.answers import Answer, Way

_WIDEST = 60
"""Columns behind which what comes next does not line up with the others."""
_MOST = 12
"""Causes that keep an alert quiet which people are shown; JSON has all."""


def written(answer: Answer, *, with_system: bool) -> str:
    """The whole answer."""
    parts = [
        _head(answer, with_system=with_system),
        _section("Who is told", _who(answer)),
        _section("The way through the tree", _tree(answer.ways)),
        _section("Why", _columns(answer.reasons)),
        _section("It is kept quiet while one of these fires", _quiet(answer.quiet)),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(answer: Answer, *, with_system: bool) -> str:
    owner = f", of team {answer.team}" if answer.team else ""
    severity = f" is {answer.severity}{owner}" if answer.severity else ""
    system = f"{answer.system}: " if with_system else ""
    lines = [f"{system}{answer.alert}{severity}, in {', '.join(answer.environments)}"]
    moment = answer.moment
    if moment is not None:
        lines.append(f"at {moment.text}: {moment.why}")
        if moment.note:
            lines.append(moment.note)
    lines.append(" ".join(f"{name}={value}" for name, value in answer.labels.items()))
    return "\n".join(lines)


def _section(title: str, lines: Iterable[str]) -> str:
    shown = list(lines)
    return "\n".join((title, *(f"  {line}".rstrip() for line in shown))) if shown else ""


def _who(answer: Answer) -> Iterator[str]:
    if answer.hold:
        yield f"counted from when its condition has held for {answer.hold}:"
    column = max((len(way.after) for way in answer.ways), default=0)
    for way in answer.ways:
        if not way.tells:
            yield "nobody"
            continue
        still = " if it still fires" if way.escalated else ""
        who = ", ".join(f"{each.what} ({each.said})" for each in way.tells)
        yield f"after {way.after:<{column}}  {who}{still}; again every {way.repeats}"
        lines = [Reason(f"NOT NOW: {way.silent}", "", "")] if way.silent else []
        lines += [replace(each, said=f"({each.said})") for each in way.when]
        lines += [replace(each, said="") for each in way.tells]
        yield from (f"{' ' * (column + 8)}{line}" for line in _columns(lines))


def _tree(ways: Sequence[Way]) -> Iterator[str]:
    """The routes that the alert passes, each once; its receivers stand where a way ends."""
    if not ways:
        return
    yield from _branch(ways[0].path[0], ways, 0, "")


def _branch(route: Route, ways: Sequence[Way], depth: int, indent: str) -> Iterator[str]:
    ends = [way for way in ways if len(way.path) == depth + 1]
    yield _node(route, ends)
    below: list[Route] = []
    for way in ways:
        if len(way.path) > depth + 1 and not any(way.path[depth + 1] is each for each in below):
            below.append(way.path[depth + 1])
    for child in below:
        last = child is below[-1]
        inner = [way for way in ways if len(way.path) > depth + 1 and way.path[depth + 1] is child]
        lines = list(_branch(child, inner, depth + 1, indent))
        yield f"{'└─ ' if last else '├─ '}{lines[0]}"
        yield from (f"{'   ' if last else '│  '}{line}" for line in lines[1:])
    others = len(route.children) - len(below)
    if others and below:
        yield f"   ({others} other route{'s' if others > 1 else ''} here {'do' if others > 1 else 'does'} not take it)"


def _node(route: Route, ends: Sequence[Way]) -> str:
    matchers = ", ".join(f'{each.label}{each.op}"{each.value}"' for each in route.matchers) or "everything"
    going_on = " (continue)" if route.cont else ""
    end = f" → {ends[0].receiver}, {_grouped(ends[0])}" if ends else ""
    quiet = " (not now)" if ends and ends[0].silent else ""
    return f"{matchers}{going_on}{end}{quiet}"


def _grouped(way: Way) -> str:
    if not way.group:
        return "all in one group"
    return "grouped as " + ", ".join(f"{name}={value}" for name, value in way.group.items())


def _quiet(reasons: Sequence[Reason]) -> Iterator[str]:
    yield from _columns(reasons[:_MOST])
    if len(reasons) > _MOST:
        yield f"and {len(reasons) - _MOST} more; --format json has all"


def _columns(reasons: Sequence[Reason]) -> Iterator[str]:
    """What and said in columns, then the place."""
    first = min(_WIDEST, max((len(each.what) for each in reasons if each.said), default=0))
    texts = [f"{each.what:<{first}}  {each.said}".rstrip() for each in reasons]
    width = min(_WIDEST, max(map(len, texts), default=0))
    for text, each in zip(texts, reasons, strict=True):
        yield f"{text:<{width}}  # {each.place}" if each.place else text
