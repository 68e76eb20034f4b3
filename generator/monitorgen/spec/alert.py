"""Alerts: a condition that holds for a while, how bad it is, and what people are told."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from monitorgen.raw import Nothing, Raw
from monitorgen.spec.base import Entry, Json, Node, Tag, Whole, field
from monitorgen.spec.condition import COMPARISONS, Condition
from monitorgen.spec.scalars import (
    ALERT_NAME,
    BOOLEAN,
    DURATION,
    INTERVAL,
    LABEL_NAME,
    LINE,
    NAME,
    RUNBOOK,
    TEMPLATE,
    TEXT,
)
from monitorgen.units import Duration

Channels = list[Annotated[str, NAME]]
Notify = (
    Annotated[Channels, Tag("list")]
    | Annotated[
        dict[
            Annotated[str, NAME],
            Annotated[Channels, Tag("list")] | Annotated[Nothing, Tag("none")],
        ],
        Whole,
        Tag("map"),
    ]
    | Annotated[Nothing, Tag("none")]
)
"""Who is told: a list of channels, a table `time interval: channels` with `otherwise`, or `none`."""

Mute = Annotated[list[Annotated[str, NAME]], Tag("list")] | Annotated[Nothing, Tag("none")]


class AlertTest(Node):
    """A test of the user's own: what an alert does, given these series."""

    series: Annotated[dict[Annotated[str, LINE], Annotated[str, LINE]], Whole] | None = field(
        "Selector: values in promtool's notation."
    )
    interval: Annotated[Duration | None, INTERVAL] = field("Time between two values.")
    at: Annotated[Duration | None, DURATION] = field("When the alert is looked at.")
    fires: Annotated[object | None, Json] = field("true, false, or a list of label maps.")


class Alert(Entry, Condition):
    """One alerting rule, or one per severity if the threshold names several."""

    HINTS: ClassVar[Mapping[str, str]] = {
        **Condition.HINTS,
        "duration": "`for` is how long it must hold before it fires",
        "pending": "`for` is how long it must hold before it fires",
        "hold": "`for` is how long it must hold before it fires",
        "cooldown": "`repeat_interval` is the time between two notifications; `keep_firing_for` stops flapping",
        "throttle": "`repeat_interval` is the time between two notifications",
        "recipients": "channels are declared in `channels` and named by `notify`",
        "receivers": "channels are declared in `channels` and named by `notify`",
        "contact_points": "channels are declared in `channels` and named by `notify`",
        "channels": "channels are declared at the root and named by `notify`",
        "alert": "the name of an alert is its key",
        "enabled": "`<name>: none` drops an inherited alert",
        "message": "write `summary` or `description`",
        "runbook_url": "write `runbook:`",
        "level": "write `severity:`",
        "priority": "write `severity:`",
    }

    for_: Annotated[Duration | None, DURATION] = field(
        "How long the condition must hold; `0s` fires at once.", alias="for"
    )
    keep_firing_for: Annotated[Duration | None, DURATION] = field(
        "How long the alert stays firing after the condition ended."
    )
    severity: Annotated[str | None, NAME] = field("One of `severities`.")
    team: Annotated[str | None, NAME] = field("The team that is told; else the entry's.")
    notify: Notify | None = field("Channels of this alert alone, instead of its severity's.")
    repeat_interval: Annotated[Duration | None, INTERVAL] = field(
        "Time between two notifications while it fires (the 'cooldown')."
    )
    mute: Mute | None = field("Time intervals in which nobody is told.")
    summary: Annotated[str | None, TEMPLATE] = field("One line; written from the condition if left out.")
    runbook: Annotated[str | None, RUNBOOK] = field(
        "What to do: the name of a file in `runbooks/`, its path, a URL or Markdown."
    )
    means: Annotated[str | None, TEXT] = field("What is the matter, in a sentence or two.")
    impact: Annotated[str | None, TEXT] = field("What users notice of it, now and if it goes on.")
    first_steps: Annotated[list[Annotated[str, TEXT]], Whole] | None = field(
        "What to do first, with the command to type."
    )
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = field(
        "Labels of the alert; `severity`, `service` and `team` are added."
    )
    annotations: dict[Annotated[str, LABEL_NAME], Annotated[str, TEMPLATE]] | None = field(
        "Annotations beside `summary`, `description` and `runbook_url`."
    )
    replaces: Annotated[str | None, ALERT_NAME] = field("Starts from this inherited alert and takes its place.")
    extends: Annotated[str | None, ALERT_NAME] = field("Starts from this alert, which stays.")
    inhibits: list[Annotated[str, ALERT_NAME]] | None = field(
        "Alerts of the same service that are silenced while this one fires."
    )
    tests: dict[Annotated[str, LINE], AlertTest] | None = field("Tests of your own, by a sentence.")
    unproven: Annotated[str | None, TEXT] = field("Why an `expr` has no test.")
    existing: Annotated[bool | None, BOOLEAN] = field("Speaks of a rule that is kept from before.")

    NOT_YET = frozenset({"existing"})

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """A table of thresholds says the severities too, so that it drops an inherited one."""
        gone = super().displaced(layer)
        if any(isinstance(layer.get(word), dict) for word in COMPARISONS):
            gone |= {"severity"}
        return gone
