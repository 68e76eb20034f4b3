"""Who is told: severities, teams, time intervals, inhibition."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from monitorgen.spec.alert import Channels, Mute, Notify
from monitorgen.spec.base import Entry, Node, Whole
from monitorgen.spec.channel import Channel
from monitorgen.spec.scalars import DURATION, INTERVAL, LABEL_NAME, LINE, NAME, PATH, TEXT, URL, one_of
from monitorgen.units import Duration

GroupBy = list[Annotated[str, LABEL_NAME]]
Escalation = Annotated[dict[Annotated[Duration, DURATION], Channels], Whole]

_GROUP_BY = "Alerts with equal values of these labels make one notification."
_GROUP_WAIT = "Time to wait for more alerts before the first notification."
_GROUP_INTERVAL = "Time between notifications about changes of a group."
_REPEAT = "Time until a notification that still holds is sent again."


class DefaultNotify(Node):
    """What every severity starts from, and the root route."""

    notify: Channels | None = Field(None, description="Channels for what no severity catches.")
    group_by: GroupBy | None = Field(None, description=_GROUP_BY)
    group_wait: Annotated[Duration | None, DURATION] = Field(None, description=_GROUP_WAIT)
    group_interval: Annotated[Duration | None, INTERVAL] = Field(None, description=_GROUP_INTERVAL)
    repeat_interval: Annotated[Duration | None, INTERVAL] = Field(None, description=_REPEAT)


class Severity(Entry):
    """How bad an alert is, and so whom it reaches."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "receivers": "write `notify:`",
        "channels": "write `notify:`",
        "cooldown": "write `repeat_interval:`",
    }

    means: Annotated[
        Literal["critical", "warning", "info"] | None, one_of("a built-in severity", "critical", "warning", "info")
    ] = Field(None, description="The built-in severity that one of another name stands for.")
    notify: Notify | None = Field(None, description="Channels, a time table of channels, or `none`.")
    escalate: Escalation | None = Field(None, description="Who else is told if it still fires after this time.")
    respond_within: Annotated[Duration | None, DURATION] = Field(None, description="What the team promises.")
    group_by: GroupBy | None = Field(None, description=_GROUP_BY)
    group_wait: Annotated[Duration | None, DURATION] = Field(None, description=_GROUP_WAIT)
    group_interval: Annotated[Duration | None, INTERVAL] = Field(None, description=_GROUP_INTERVAL)
    repeat_interval: Annotated[Duration | None, INTERVAL] = Field(None, description=_REPEAT)
    mute: Mute | None = Field(None, description="Time intervals in which nobody is told.")


class TimeInterval(Entry):
    """Times of a week, a month, a year, in one location. Passing midnight is allowed."""

    weekdays: list[Annotated[str, LINE]] | None = Field(None, description="`mon-fri`, `sat`; may wrap: `sat-mon`.")
    times: list[Annotated[str, LINE]] | None = Field(None, description="`09:00-17:00`; may pass midnight.")
    days_of_month: list[Annotated[str, LINE]] | None = Field(None, description="`1-7`, `-1` is the last day.")
    months: list[Annotated[str, LINE]] | None = Field(None, description="`jan-mar` or `1-3`.")
    years: list[Annotated[str, LINE]] | None = Field(None, description="`2026-2027`.")
    location: Annotated[str | None, LINE] = Field(None, description="A time zone: `Europe/Berlin`. Required.")


class Team(Entry):
    """People who own entries and are told about them."""

    owns: list[Annotated[str, PATH]] | None = Field(None, description="Globs of the spec files that are theirs.")
    channels: dict[Annotated[str, NAME], Channel] | None = Field(None, description="Where the root's channels lead.")
    severities: dict[Annotated[str, NAME], Severity] | None = Field(None, description="Their own notification policy.")
    time_intervals: dict[Annotated[str, NAME], TimeInterval] | None = Field(None, description="Their own times.")
    mute: Mute | None = Field(None, description="Time intervals in which the team is not told.")
    links: dict[Annotated[str, TEXT], Annotated[str, URL]] | None = Field(None, description="Title: URL.")


class InhibitRule(Entry):
    """While `source` fires, `target` is not notified, if they agree on the labels of `equal`."""

    source: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of the alert that silences."
    )
    target: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of the alerts that are silenced."
    )
    equal: GroupBy | None = Field(None, description="Labels that must have the same value on both.")
