"""What tests of decisions share: two small policies, and questions to a routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.routing.tree import Delivery, Tree

if TYPE_CHECKING:
    from monitorgen.link.notification.policy import Told
    from monitorgen.plan.routing import Routing

ONE = """
channels:
  chat: {slack: {api_url: {secret: slack_url}, channel: '#shop'}}
  mail: {webhook: {url: 'https://mail.internal/hook'}}
  oncall: {pagerduty: {routing_key: {secret: pd}}}
default_notify: [chat]
"""
TEAMS = """
channels:
  chat: {slack: {api_url: {secret: slack_url}, channel: '#alerts-{team}'}}
  mail: {webhook: {url: 'https://mail.internal/{team}'}}
  oncall: {pagerduty: {routing_key: {secret: pd_platform}}}
  strays: {slack: {api_url: {secret: slack_url}, channel: '#strays'}}
default_notify: [strays]
"""
HOURS = "time_intervals: {hours: {weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}}\n"


LADDER = (
    ONE + "severities: {critical: {notify: [oncall, chat], group_wait: 10s, escalate: {1h: [mail], 15m: [oncall]}}}"
)


def reached(routing: Routing, told: Told, **labels: str) -> tuple[Delivery, ...]:
    """The routes that an alert ends at."""
    return Tree(routing.root).deliveries({**told.alert.labels, "alertname": told.alert.alertname, **labels})


def receivers(routing: Routing, told: Told) -> list[str]:
    """The receivers that are told of an alert."""
    return [each.route.receiver for each in reached(routing, told)]


def channels(routing: Routing, receiver: str) -> list[str]:
    """The channels behind a receiver."""
    return [each.channel for each in routing.receivers[receiver].integrations]
