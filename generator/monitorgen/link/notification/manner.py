"""How a class of alerts is told: the words of the alert, the team, the severity and the default, the nearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.policy import Table, muted, table
from monitorgen.plan.routing import Timing
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.link.notification.policy import Policy, Where
    from monitorgen.spec.notification import DefaultNotify, Severity

DEFAULT_TIMING = Timing(
    group_by=("alertname", "service"),
    group_wait=Duration(30_000),
    group_interval=Duration(5 * 60_000),
    repeat_interval=Duration(4 * 3_600_000),
)


class Words(Struct, frozen=True):
    """What an alert says of its own; None and () where its class decides."""

    table: Table | None = None
    repeat_interval: Duration | None = None
    mute: tuple[str, ...] = ()


class Mute(Struct, frozen=True):
    """An interval in which nobody is told, and where that was said."""

    interval: str
    where: Where


class Manner(Struct, frozen=True):
    """Who is told and how. `timing` is complete; `places` says where its fields were said, if they were.

    `table_at` and `escalate_at` lead into the table and the ladder.
    """

    table: Table
    table_at: Where
    escalate: tuple[tuple[Duration, tuple[str, ...]], ...]
    escalate_at: Where
    timing: Timing
    places: Mapping[str, Where] = field(default_factory=dict)
    mute: tuple[Mute, ...] = ()

    def with_words(self, words: Words, where: Where) -> Manner:
        """The same for an alert with words of its own. Its `notify: none` also ends the ladder: nobody is nobody."""
        made = self
        if words.table is not None:
            made = replace(made, table=words.table, table_at=_inside(where, "notify"))
            if not any(row.channels for row in words.table):
                made = replace(made, escalate=())
        if words.repeat_interval is not None:
            timing = replace(made.timing, repeat_interval=words.repeat_interval)
            made = replace(
                made, timing=timing, places={**made.places, "repeat_interval": _inside(where, "repeat_interval")}
            )
        mutes = tuple(Mute(each, _inside(where, "mute")) for each in words.mute)
        return replace(made, mute=(*made.mute, *mutes))


def default_manner(policy: Policy) -> Manner:
    """How the root route tells what no other route takes."""
    default, at = policy.default_notify, _at(policy, "default_notify")
    if default is None:
        return Manner((), at, (), at, DEFAULT_TIMING)
    timing, places = _timing([(default, at)])
    return Manner(table(default.notify or []), _inside(at, "notify"), (), at, timing, places)


def manner_of(policy: Policy, team: str | None, severity: str) -> Manner:
    """How a team's alerts of a severity are told: each field is the team's, else the severity's, else the default."""
    sources = list(_sources(policy, team, severity))
    default = default_manner(policy)
    made = default
    timing, places = _timing([*sources, *_default(policy)])
    made = replace(made, timing=timing, places=places)
    notify = next(((model.notify, at) for model, at in sources if model.notify is not None), None)
    if notify is not None:
        made = replace(made, table=table(notify[0]), table_at=_inside(notify[1], "notify"))
    ladder = next(((model.escalate, at) for model, at in sources if model.escalate is not None), None)
    if ladder is not None:
        steps = tuple(sorted((after, tuple(names)) for after, names in ladder[0].items()))
        made = replace(made, escalate=steps, escalate_at=_inside(ladder[1], "escalate"))
    return replace(made, mute=tuple(_mutes(policy, team, sources)))


def _sources(policy: Policy, team: str | None, severity: str) -> Iterator[tuple[Severity, Where]]:
    words = policy.teams.get(team) if team is not None else None
    if words is not None and severity in words.severities:
        yield words.severities[severity], _at(policy, "teams", str(team), "severities", severity)
    if severity in policy.severities:
        yield policy.severities[severity], _at(policy, "severities", severity)


def _default(policy: Policy) -> list[tuple[DefaultNotify, Where]]:
    default = policy.default_notify
    return [] if default is None else [(default, _at(policy, "default_notify"))]


def _timing(sources: Sequence[tuple[Severity | DefaultNotify, Where]]) -> tuple[Timing, Mapping[str, Where]]:
    """The nearest words on grouping and waiting, and where each was said."""
    made, places = DEFAULT_TIMING, {}
    for model, at in reversed(sources):
        if model.group_by is not None:
            made = replace(made, group_by=tuple(model.group_by))
            places["group_by"] = _inside(at, "group_by")
        if model.group_wait is not None:
            made = replace(made, group_wait=model.group_wait)
            places["group_wait"] = _inside(at, "group_wait")
        if model.group_interval is not None:
            made = replace(made, group_interval=model.group_interval)
            places["group_interval"] = _inside(at, "group_interval")
        if model.repeat_interval is not None:
            made = replace(made, repeat_interval=model.repeat_interval)
            places["repeat_interval"] = _inside(at, "repeat_interval")
    return made, places


def _mutes(policy: Policy, team: str | None, sources: Sequence[tuple[Severity, Where]]) -> Iterator[Mute]:
    """The intervals of all that say some: they add up."""
    for each in policy.mute:
        yield Mute(each, _at(policy, "mute"))
    for model, at in reversed(sources):
        for each in muted(model.mute):
            yield Mute(each, _inside(at, "mute"))
    words = policy.teams.get(team) if team is not None else None
    for each in words.mute if words is not None else ():
        yield Mute(each, _at(policy, "teams", str(team), "mute"))


def _at(policy: Policy, *base: str) -> Where:
    return lambda *path: policy.where(*base, *path)


def _inside(where: Where, *base: str) -> Where:
    return lambda *path: where(*base, *path)


def grouped(manner: Manner, root: Timing, findings: Findings) -> Manner:
    """The same, or grouped as the root is where it says `group_by: []` below a root that groups: that can't be said."""
    if manner.timing.group_by or not root.group_by:
        return manner
    message = f"`group_by: []` does not end the grouping by {', '.join(root.group_by)}"
    hint = "name a label that all of these alerts share, such as `environment`, or say it in `default_notify`"
    findings.add(Diagnostic("MG428", message, manner.places["group_by"](), hint=hint))
    return replace(manner, timing=replace(manner.timing, group_by=root.group_by))


def check_timing(manner: Manner, retention: Duration, findings: Findings) -> None:
    """Find times that Alertmanager would not keep. Findings name the place only, so that each is told once."""
    timing, places = manner.timing, manner.places
    wait, interval, repeat = timing.group_wait, timing.group_interval, timing.repeat_interval
    if wait is None or interval is None or repeat is None:
        raise ValueError("the timing of a class is complete")
    where = places.get("repeat_interval") or places.get("group_interval")
    if where is not None and repeat < interval:
        message = f"repeat_interval {repeat} is shorter than group_interval {interval}"
        hint = "Alertmanager looks at a group every group_interval only; make that shorter, or this longer"
        findings.add(Diagnostic("MG423", message, where(), hint=hint, level="warning"))
    if where is not None and repeat > retention:
        message = f"repeat_interval {repeat} is longer than Alertmanager remembers, {retention}"
        hint = "it would repeat after that time: say a shorter one, or a longer `stack.alertmanager.retention`"
        findings.add(Diagnostic("MG424", message, where(), hint=hint, level="warning"))
    for after, _ in manner.escalate:
        if after <= wait:
            message = f"the step after {after} is due before the first notification, after {wait}"
            hint = "say a later step, or a shorter group_wait"
            findings.add(Diagnostic("MG425", message, manner.escalate_at(), hint=hint))
        elif after > retention:
            message = f"the step after {after} is later than Alertmanager remembers, {retention}"
            hint = "say an earlier step"
            findings.add(Diagnostic("MG425", message, manner.escalate_at(), hint=hint))
