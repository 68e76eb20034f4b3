"""The calendar of one Alertmanager: the intervals that its routes name, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Related
from monitorgen.link.notification.intervals import interval, merged
from monitorgen.link.notification.suggest import near

if TYPE_CHECKING:
    from monitorgen.link.notification.policy import Policy, Where
    from monitorgen.plan.routing import Interval
    from monitorgen.spec.notification import TimeInterval


class Calendar:
    """Finds intervals by the name that a team uses. A team's own variant is written as `<team>-<name>`."""

    def __init__(self, policy: Policy, findings: Findings) -> None:
        self._policy, self._findings = policy, findings
        self._names: dict[tuple[str, str | None], str | None] = {}
        self._made: dict[str, Interval] = {}

    def name(self, interval_name: str, team: str | None, said: Origin) -> str | None:
        """The name in the output; None if there is no such interval or it can't be written (then a finding says so).

        `said` is the place that uses it.
        """
        words = self._policy.teams.get(team) if team is not None else None
        own = words.time_intervals if words is not None else {}
        root = self._policy.time_intervals
        if interval_name not in own and interval_name not in root:
            known = sorted({*own, *root})
            hint = near(interval_name, known, "" if known else "declare it in `time_intervals:`")
            message = f"there is no time interval {interval_name!r}"
            self._findings.add(Diagnostic("MG404", message, said, hint=hint))
            return None
        key = (interval_name, team if interval_name in own else None)
        if key not in self._names:
            self._names[key] = self._make(*key)
        return self._names[key]

    def intervals(self) -> dict[str, Interval]:
        """What was used, by its name in the output, sorted."""
        return dict(sorted(self._made.items()))

    def _make(self, name: str, team: str | None) -> str | None:
        if team is None:
            model, where, written = self._policy.time_intervals[name], self._within("time_intervals", name), name
        else:
            own = self._policy.teams[team].time_intervals[name]
            model = merged(self._policy.time_intervals.get(name), own)
            where, written = self._team_where(team, name, own), f"{team}-{name}"
        made = interval(written, model, where, self._findings)
        if made is None:
            return None
        other = self._made.setdefault(written, made)
        if other != made:
            message = f"two time intervals would both be called {written!r}"
            related = (Related(other.origin, "the other one is here"),)
            self._findings.add(Diagnostic("MG412", message, made.origin, hint="rename one of them", related=related))
            return None
        return written

    def _within(self, *base: str) -> Where:
        return lambda *path: self._policy.where(*base, *path)

    def _team_where(self, team: str, name: str, own: TimeInterval) -> Where:
        """Leads to the team's words, and to the root's where the team doesn't say a field."""

        def where(*path: str | int) -> Origin:
            if path and getattr(own, str(path[0]), None) is None:
                return self._policy.where("time_intervals", name, *path)
            return self._policy.where("teams", team, "time_intervals", name, *path)

        return where
