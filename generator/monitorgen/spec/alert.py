"""Alerts: a condition that holds for a while, how bad it is, and what people are told."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from monitorgen.raw import Nothing, Raw
from monitorgen.spec.base import BY_SHAPE, Entry, Json, Node, Whole
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
Notify = Annotated[
    Annotated[Channels, Tag("list")]
    | Annotated[
        dict[
            Annotated[str, NAME],
            Annotated[Annotated[Channels, Tag("list")] | Annotated[Nothing, Tag("none")], BY_SHAPE],
        ],
        Whole,
        Tag("map"),
    ]
    | Annotated[Nothing, Tag("none")],
    BY_SHAPE,
]
"""Who is told: a list of channels, a table `time interval: channels` with `otherwise`, or `none`."""

Mute = Annotated[Annotated[list[Annotated[str, NAME]], Tag("list")] | Annotated[Nothing, Tag("none")], BY_SHAPE]


class AlertTest(Node):
    """A test of the user's own: what an alert does, given these series."""

    series: Annotated[dict[Annotated[str, LINE], Annotated[str, LINE]], Whole] | None = Field(
        None, description="Selector: values in promtool's notation."
    )
    interval: Annotated[Duration | None, INTERVAL] = Field(None, description="Time between two values.")
    at: Annotated[Duration | None, DURATION] = Field(None, description="When the alert is looked at.")
    fires: Annotated[object | None, Json] = Field(None, description="true, false, or a list of label maps.")


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

    for_: Annotated[Duration | None, DURATION] = Field(
        None, alias="for", description="How long the condition must hold; `0s` fires at once."
    )
    keep_firing_for: Annotated[Duration | None, DURATION] = Field(
        None, description="How long the alert stays firing after the condition ended."
    )
    severity: Annotated[str | None, NAME] = Field(None, description="One of `severities`.")
    team: Annotated[str | None, NAME] = Field(None, description="The team that is told; else the entry's.")
    notify: Notify | None = Field(None, description="Channels of this alert alone, instead of its severity's.")
    repeat_interval: Annotated[Duration | None, INTERVAL] = Field(
        None, description="Time between two notifications while it fires (the 'cooldown')."
    )
    mute: Mute | None = Field(None, description="Time intervals in which nobody is told.")
    summary: Annotated[str | None, TEMPLATE] = Field(
        None, description="One line; written from the condition if left out."
    )
    runbook: Annotated[str | None, RUNBOOK] = Field(
        None, description="What to do: the name of a file in `runbooks/`, its path, a URL or Markdown."
    )
    means: Annotated[str | None, TEXT] = Field(None, description="What is the matter, in a sentence or two.")
    impact: Annotated[str | None, TEXT] = Field(None, description="What users notice of it, now and if it goes on.")
    first_steps: Annotated[list[Annotated[str, TEXT]], Whole] | None = Field(
        None, description="What to do first, with the command to type."
    )
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of the alert; `severity`, `service` and `team` are added."
    )
    annotations: dict[Annotated[str, LABEL_NAME], Annotated[str, TEMPLATE]] | None = Field(
        None, description="Annotations beside `summary`, `description` and `runbook_url`."
    )
    replaces: Annotated[str | None, ALERT_NAME] = Field(
        None, description="Starts from this inherited alert and takes its place."
    )
    extends: Annotated[str | None, ALERT_NAME] = Field(None, description="Starts from this alert, which stays.")
    inhibits: list[Annotated[str, ALERT_NAME]] | None = Field(
        None, description="Alerts of the same service that are silenced while this one fires."
    )
    tests: dict[Annotated[str, LINE], AlertTest] | None = Field(None, description="Tests of your own, by a sentence.")
    unproven: Annotated[str | None, TEXT] = Field(None, description="Why an `expr` has no test.")
    existing: Annotated[bool | None, BOOLEAN] = Field(None, description="Speaks of a rule that is kept from before.")

    NOT_YET = frozenset({"existing"})

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """A table of thresholds says the severities too, so that it drops an inherited one."""
        gone = super().displaced(layer)
        if any(isinstance(layer.get(word), dict) for word in COMPARISONS):
            gone |= {"severity"}
        return gone
