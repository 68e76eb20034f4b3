"""Operands: what a word such as `http{route="/pay"}`, `api.http` or `queue_depth` in a condition means.

A bare name is an indicator of the entry or a metric; `entry.name` reaches into another entry and brings its
confinement along; `*.name` (at the root) is that indicator of every entry that has it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.link.probing import is_of_probes
from monitorgen.link.surroundings import Exposed, Measure, Picked, Surroundings
from monitorgen.promql.parse import PromqlError, parse_matchers
from monitorgen.promql.types import Matcher, Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OPERAND = re.compile(
    r"\s*(?:(?P<entry>[a-z0-9*][a-z0-9_-]*)\.)?(?P<name>[a-zA-Z_:][\w:-]*)\s*(?P<braces>\{.*\})?\s*\Z", re.DOTALL
)


class Operand(Struct, frozen=True):
    """A metric or a measure, with the matchers that narrow it and those that confine it to its entry."""

    metric: Metric | None
    name: str
    measure: Measure | None
    owner: Exposed | None
    matchers: tuple[Matcher, ...]
    words: Mapping[str, str]

    def picked(self, picked: Picked, where: tuple[Matcher, ...]) -> Picked:
        """Series of this operand, confined and narrowed by its own matchers and by `where`."""
        return Picked(picked.name, self._confined(picked.name, (*picked.matchers, *self.matchers, *where)))

    def _confined(self, name: str, matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
        """The matchers, real labels behind words, after the confinement unless they name its labels themselves."""
        scope: tuple[Matcher, ...] = ()
        if self.measure is not None and self.measure.scope is not None:
            scope = self.measure.scope
        elif self.owner is not None and (self.metric is None or "job" in self.metric.labels.always):
            scope = self.owner.confinement_of(name)
        if not matchers:
            return scope
        real = dict.fromkeys([Matcher(self.words.get(label, label), op, value) for label, op, value in matchers])
        named = {each.label for each in real}
        return (*[each for each in scope if each.label not in named], *real)


def read_matchers(text: str, origin: Origin) -> tuple[Matcher, ...]:
    """PromQL matchers without braces; raises `Refused`."""
    try:
        return tuple(parse_matchers(text))
    except PromqlError as error:
        raise Refused(Diagnostic("MG350", f"these are no matchers: {error}", origin, hint=error.hint)) from None


@lru_cache(4096)
def _read(text: str) -> tuple[str | None, str, str | None] | None:
    """The entry, the name and the braces of an operand; many alerts name the same."""
    match = _OPERAND.match(text)
    return (match["entry"], match["name"], match["braces"]) if match is not None else None


def operand(text: str, around: Surroundings, where: Callable[[], Origin]) -> Operand:
    """What `text` means, which stands at `where()`; raises `Refused` if it means nothing."""
    read = _read(text)
    if read is None:
        raise Refused(Diagnostic("MG351", f"{text!r} is not a selector", where(), hint=_not_a_selector(text)))
    entry, name, braces = read
    matchers = read_matchers(braces[1:-1], where()) if braces else ()
    if entry == "*":
        if around.own is not None:
            message = f"`*.{name}` speaks of all entries, which the alerts of one can't"
            hint = f"write it into `alerts:` of the root, or name {name!r} alone"
            raise Refused(Diagnostic("MG357", message, where(), hint=hint))
        return _of_all(name, matchers, around, where)
    owner = _owner(entry, name, around, where) if entry else around.own
    if owner is not None:
        found = _of_entry(name, owner, matchers, around, where)
        if found is not None:
            return found
    if entry:
        assert owner is not None
        known = [f"{entry}.{each}" for each in (*owner.measures, *owner.metrics)]
        raise Refused(_unknown(f"{entry}.{name}", known, where()))
    if owner is not None:
        _check_probed(name, owner, where)
    metric = around.anywhere(name)
    if metric is not None:
        return Operand(metric, name, None, None, matchers, {})
    if owner is None and (having := _having(name, around)):
        hint = f"here, at the root, say whose: `'*.{name}'`, or {having[0]}.{name}"
        raise Refused(Diagnostic("MG355", f"{name!r} is an indicator of entries", where(), hint=hint))
    known = [*(owner.measures if owner else ()), *(owner.metrics if owner else ()), *around.names()]
    raise Refused(_unknown(name, known, where()))


def _having(indicator: str, around: Surroundings) -> list[str]:
    """The entries that have an indicator of a name."""
    units = ((unit, around.unit(unit)) for unit in around.units())
    return [unit for unit, exposed in units if exposed is not None and indicator in exposed.measures]


def _owner(entry: str, name: str, around: Surroundings, where: Callable[[], Origin]) -> Exposed:
    owner = around.unit(entry)
    if owner is None:
        near = get_close_matches(entry, around.units(), 1)
        hint = f"did you mean {near[0]}.{name}?" if near else "name a service or infrastructure entry"
        raise Refused(Diagnostic("MG352", f"there is no entry {entry!r} here", where(), hint=hint))
    return owner


def _of_entry(
    name: str, owner: Exposed, matchers: tuple[Matcher, ...], around: Surroundings, where: Callable[[], Origin]
) -> Operand | None:
    measure = owner.measures.get(owner.main or "" if name == "main" else name)
    metric = owner.metric(name) if measure is None else None
    if measure is not None:
        _check_scraped(owner, name, where, needed=measure.scope is None)
        _check_exposed(measure, around, where)
        return Operand(None, measure.name, measure, owner, matchers, measure.words)
    if metric is not None:
        needed = not metric.recorded and name not in owner.probes.metrics
        _check_scraped(owner, name, where, needed=needed)
        return Operand(metric, name, None, owner, matchers, {})
    return None


def _check_scraped(owner: Exposed, name: str, where: Callable[[], Origin], *, needed: bool) -> None:
    if needed and owner.job is None:
        hint = "give it `port:` or `address:`, or drop the condition"
        message = f"{owner.unit} is not scraped, so that nothing of {name!r} arrives"
        raise Refused(Diagnostic("MG356", message, where(), hint=hint))


def _check_exposed(measure: Measure, around: Surroundings, where: Callable[[], Origin]) -> None:
    """What another exporter exposes of an entry must be scraped from there."""
    if measure.exposed_by is None:
        return
    for part in (measure.total, measure.duration, measure.used, measure.limit):
        if part is not None and around.anywhere(part.name) is None:
            message = f"nothing that is scraped exposes {part.name}, which {measure.name!r} is read from"
            hint = f"{measure.exposed_by} exposes it: declare that in `infrastructure:`, or drop the condition"
            raise Refused(Diagnostic("MG356", message, where(), hint=hint))


def _check_probed(name: str, owner: Exposed, where: Callable[[], Origin]) -> None:
    """What probes tell is told of the entry that has them, not of whatever else is probed."""
    if is_of_probes(name):
        hint = "ask for it in `probes:`, or name the entry that does: entry.probe_success"
        if owner.probes.metrics:
            hint = f"its probes tell: {', '.join(sorted(owner.probes.metrics))}"
        raise Refused(Diagnostic("MG666", f"no probe of {owner.unit} tells {name}", where(), hint=hint))


def _of_all(name: str, matchers: tuple[Matcher, ...], around: Surroundings, where: Callable[[], Origin]) -> Operand:
    owners = [unit for unit in map(around.unit, around.units()) if unit and name in unit.measures]
    if not owners:
        raise Refused(Diagnostic("MG353", f"no entry has an indicator {name!r}", where(), hint="declare it in one"))
    first = owners[0].measures[name]
    for other in owners[1:]:
        if other.measures[name] != first:
            message = f"`*.{name}` means different metrics in {owners[0].unit} and {other.unit}"
            raise Refused(Diagnostic("MG354", message, where(), hint="name the entries one by one"))
    return Operand(None, name, first, None, matchers, first.words)


def _unknown(name: str, known: list[str], origin: Origin) -> Diagnostic:
    near = get_close_matches(name, known, 1, 0.75)
    if near:
        hint = f"did you mean {near[0]}?"
    elif "." in name:
        hint = "it names no indicator or metric of that entry"
    else:
        hint = "declare it in `metrics:`, or `indicators:`, of the entry that exposes it"
    return Diagnostic("MG355", f"nothing exposes {name!r}", origin, hint=hint)


def _not_a_selector(text: str) -> str:
    if re.search(r"\[[^\]]*\]", text):
        return "leave the window out: it is said by `over:`"
    if "(" in text:
        return "name one metric or indicator here, or write the whole as `expr:`"
    if text.count("{") != text.count("}"):
        return "a brace is not closed"
    return 'write one metric or indicator, with matchers: jobs_total{outcome="failed"}'
