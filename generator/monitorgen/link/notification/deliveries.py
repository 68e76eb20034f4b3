"""Deliveries: the rows of a time table and the steps of a ladder as what Alertmanager can do, one route each.

A channel of every row is not bound to time: bound to a row, it would never hear "resolved" once the row has ended.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Related
from monitorgen.plan.routing import Step
from monitorgen.routing.week import never_fits
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.link.notification.calendar import Calendar
    from monitorgen.link.notification.channels import Channels, Leaf
    from monitorgen.link.notification.manner import Manner
    from monitorgen.link.notification.policy import Row, Where
    from monitorgen.plan.routing import Interval

INCIDENTS = frozenset({"pagerduty", "opsgenie", "victorops", "incidentio", "jira"})
"""Integrations that keep an incident open until they hear "resolved", and know it again by the group's key."""

_NOW = Duration(0)
Find: TypeAlias = "Callable[[Sequence[str], str | None, Callable[[int], Origin]], tuple[Leaf, ...]]"


class Delivery(Struct, frozen=True):
    """Channels that are told together: `after` this time, within `active` and outside all of `unless`.

    `suffix` ends the receiver's name. `again`: one of them keeps incidents and was told before, under the same key.
    `because` is where the list of channels was written.
    """

    suffix: str
    leaves: tuple[Leaf, ...]
    after: Duration | None = None
    active: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    again: bool = False
    because: Origin | None = None

    @property
    def step(self) -> Step:
        """What the owner meant by it."""
        return Step(
            self.after or _NOW, tuple(leaf.name for leaf in self.leaves), self.active, self.unless, self.because
        )


class Deliverer:
    """Makes deliveries for one Alertmanager."""

    def __init__(self, channels: Channels, calendar: Calendar, findings: Findings) -> None:
        self._channels, self._calendar, self._findings = channels, calendar, findings

    def deliveries(self, manner: Manner, team: str | None, *, own: bool = False) -> tuple[Delivery, ...]:
        """The deliveries of a manner, those that tell nobody left out; `own`: the alert says its table itself.

        What an alert names itself has to have a place: nothing stands in for it.
        """
        find = self._channels.leaves if own else self._channels.placed
        made = [*self._rows(manner, team, find), *self._ladder(manner, team)]
        told: set[str] = set()
        result: list[Delivery] = []
        for each in made:
            if each.leaves:
                incidents = {leaf.name for leaf in each.leaves if any(one.kind in INCIDENTS for one in leaf.ready)}
                again = each.after is not None and not told.isdisjoint(incidents)
                result.append(replace(each, again=again))
                told |= incidents
        return tuple(result)

    def _rows(self, manner: Manner, team: str | None, find: Find) -> list[Delivery]:
        table, at = manner.table, manner.table_at
        rows = [(row, find(row.channels, team, _names(row, at))) for row in table]
        if not rows:
            return []  # no default_notify either: that has been told
        if len(rows) == 1 and table[0].when is None:
            return [Delivery("", rows[0][1], because=at())]
        if not self._complete(table, at):
            return []
        always = [leaf for leaf in rows[0][1] if all(leaf in leaves for _, leaves in rows)]
        made = [Delivery("", tuple(always), because=at())]
        passed: list[str] = []
        intervals: list[Interval] = []
        for row, leaves in rows:
            rest = tuple(leaf for leaf in leaves if leaf not in always)
            self._check_pagers(rest, row, at)
            active: tuple[str, ...] = ()
            if row.when is not None:
                name = self._calendar.name(row.when, team, at(row.when))
                if name is None:
                    continue
                self._check_row(name, intervals, at(row.when))
                active = (name,)
            made.append(Delivery(f"-{row.key}", rest, None, active, tuple(passed), because=at(str(row.key))))
            passed += active
        return made

    def _ladder(self, manner: Manner, team: str | None) -> list[Delivery]:
        made = []
        for after, names in manner.escalate:
            at = partial(manner.escalate_at, str(after))
            made.append(Delivery(f"-after-{after}", self._channels.placed(names, team, at), after, because=at()))
        return made

    def _complete(self, table: Sequence[Row], at: Where) -> bool:
        """Whether a table ends with `otherwise`, so that there is a row for every time."""
        places = [index for index, row in enumerate(table) if row.when is None]
        if places == [len(table) - 1]:
            return True
        if not places:
            hint = "add `otherwise: [...]`, or `otherwise: none` if nobody is told then"
            self._findings.add(Diagnostic("MG406", "the time table has no `otherwise`", at(), hint=hint))
        else:
            message = "`otherwise` is not the last row, so the rows after it never fit"
            self._findings.add(Diagnostic("MG406", message, at("otherwise"), hint="move it to the end", part="key"))
        return False

    def _check_row(self, name: str, before: list[Interval], where: Origin) -> None:
        interval = self._calendar.intervals()[name]
        if before and never_fits(interval, before):
            message = f"the row {name!r} never fits: an earlier row holds whenever it does"
            related = (Related(interval.origin, "it holds at these times"),)
            hint = "the first row that fits is taken: move it up, or drop it"
            self._findings.add(Diagnostic("MG407", message, where, hint=hint, part="key", related=related))
        before.append(interval)

    def _check_pagers(self, leaves: Sequence[Leaf], row: Row, at: Where) -> None:
        for leaf in leaves:
            if any(each.kind in INCIDENTS and each.send_resolved for each in leaf.ready):
                message = f'{leaf.name} is told in some rows only: when its row has ended, it never hears "resolved"'
                hint = "name it in every row, or close its incidents by hand"
                where = at(row.key) if row.key is not None else at()
                self._findings.add(Diagnostic("MG414", message, where, hint=hint, level="warning"))


def _names(row: Row, at: Where) -> Callable[[int], Origin]:
    return at if row.key is None else partial(at, row.key)
