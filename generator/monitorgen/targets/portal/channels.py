"""The page of who is told: severities and their ladders, channels, the tree of routes, times, what silences what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.routes import RouteNode, routing_tree
from monitorgen.plan.routing import HEARTBEAT, NOBODY
from monitorgen.plan.values import SecretUse
from monitorgen.targets.portal import told
from monitorgen.targets.portal.alerts import severity
from monitorgen.targets.portal.blocks import (
    Bullets,
    Code,
    Fold,
    Muted,
    Page,
    Paragraph,
    Picture,
    Row,
    To,
    sections,
    table,
)
from monitorgen.targets.portal.html import ENDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.pages import SystemPage
    from monitorgen.plan.routing import Inhibit, Integration, Interval, Matcher, Route, Routing, TimeRange
    from monitorgen.targets.portal.blocks import Block, Inline, Line
    from monitorgen.units import Duration

_DESTINATIONS = (
    "to", "channel", "chat_id", "room_id", "user_key", "topic_arn", "api_url", "url", "webhook_url", "routing_key",
    "service_key", "api_key", "bot_token", "app_token",
)  # fmt: skip
"""Fields of integrations that say where a notification goes, the most telling first."""


def page(routing: Routing, about: SystemPage) -> Page:
    """The page."""
    found = sections(
        ("severities", "Severities", _severities(routing, about)),
        ("ladder", "Who is told, and when", _ladder(routing)),
        ("channels", "Channels", _channels(routing, about)),
        ("routes", "The tree of routes", _tree(routing)),
        ("times", "Times", _times(routing, about)),
        ("inhibition", "What keeps what quiet", _inhibition(routing)),
    )
    return Page(
        told.CHANNELS,
        "Who is told",
        found,
        lead="A severity says which channels; a team says where its channels lead; nothing else decides.",
        tab=told.CHANNELS,
    )


# -- severities --------------------------------------------------------------------------------------------------------


def _severities(routing: Routing, about: SystemPage) -> Iterator[Block]:
    rows = []
    for name, stands_for in routing.severities.items():
        said = about.severities.get(name)
        intent = routing.intents.get(name)
        rows.append(
            Row(
                (
                    (severity(name, routing.severities),),
                    (said.description if said is not None else "") or f"as bad as {stands_for}",
                    about.promises.get(name, ""),
                    told.line(told.steps_of(intent, intent.steps)) if intent is not None else _by_team(routing, name),
                ),
                id=f"severity-{name}",
            )
        )
    yield table(("Severity", "What it is", "Answered within", "Who is told"), tuple(rows), "Severities, worst first")


def _by_team(routing: Routing, name: str) -> Line:
    some = any(each.partition("@")[0].rpartition("/")[2] == name for each in routing.intents)
    return (To("as its team says", f"{told.CHANNELS}#ladder"),) if some else (Muted("no alert has it"),)


def _ladder(routing: Routing) -> Iterator[Block]:
    """One row for each class of alerts, and for each service or alert with words of its own."""
    rows = []
    for name, intent in routing.intents.items():
        if name == HEARTBEAT:
            continue
        steps = told.steps_of(intent, intent.steps)
        first = tuple(each for each in steps if not each.escalation)
        later = tuple(each for each in steps if each.escalation)
        rows.append(
            Row(
                (
                    _class(name, routing),
                    told.line(first),
                    told.line(later) if later else "",
                    f"after {intent.timing.group_wait}",
                    f"every {intent.timing.repeat_interval}",
                )
            )
        )
    yield Paragraph("What still fires after a time tells more channels; an acknowledgement does not stop that.")
    yield table(("Alerts", "At first", "Then", "First word", "Again"), tuple(rows), "Escalation", look="stacked")


def _class(name: str, routing: Routing) -> Line:
    """`payments/critical@checkout.HighErrorRate` in words."""
    head, _, place = name.partition("@")
    team, _, level = head.rpartition("/")
    parts: list[Inline] = [severity(level, routing.severities)]
    if team:
        parts.append(f" of {team}")
    unit, _, alert = place.partition(".")
    if unit:
        parts.append(Muted(f", {alert} of {unit}" if alert else f", {unit}"))
    return tuple(parts)


# -- channels ----------------------------------------------------------------------------------------------------------


def _channels(routing: Routing, about: SystemPage) -> Iterator[Block]:
    """Each channel with all places that it leads to: a team may lead it elsewhere."""
    places: dict[str, dict[tuple[str, str], list[str]]] = {}
    for receiver in routing.receivers.values():
        for each in receiver.integrations:
            places.setdefault(each.channel, {}).setdefault((each.kind, _destination(each)), []).append(receiver.name)
    rows = []
    for channel, found in sorted(places.items()):
        said = about.channels.get(channel)
        words = " ".join(part for part in (said.title, said.description) if part) if said is not None else ""
        for number, ((kind, where), receivers) in enumerate(sorted(found.items())):
            first: Line = (Code(channel),) if number == 0 else (Muted(channel),)
            anchor = f"channel-{channel}" if number == 0 else None
            rows.append(Row((first, kind, where, ", ".join(sorted(set(receivers))), words), id=anchor))
    if rows:
        columns = ("Channel", "By", "Leads to", "Receivers", "What it is")
        yield table(columns, tuple(rows), "Channels", look="stacked")
    if any(not each.integrations for each in routing.receivers.values()):
        yield Paragraph((Code(NOBODY), " is the receiver of what is to tell nobody."))


def _destination(each: Integration) -> str:
    for name in _DESTINATIONS:
        value = each.settings.get(name)
        if isinstance(value, SecretUse):
            return f"the secret {value.name}"
        if isinstance(value, (str, int)) and str(value):
            return str(value)
    return next((f"the secret {value.name}" for value in each.settings.values() if isinstance(value, SecretUse)), "")


# -- routes ------------------------------------------------------------------------------------------------------------


def _tree(routing: Routing) -> Iterator[Block]:
    root = _node(routing.root, routing)
    words = "The tree of routes is drawn in the HTML page; alertmanager/alertmanager.yml has it."
    yield Picture(routing_tree(root), words)
    yield Fold("The tree in words", (Bullets(tuple(_lines(routing.root, 0))),))


def _node(route: Route, routing: Routing) -> RouteNode:
    known = route.receiver in routing.receivers and bool(routing.receivers[route.receiver].integrations)
    channels = sorted({each.channel for each in routing.receivers[route.receiver].integrations}) if known else []
    return RouteNode(
        receiver=route.receiver,
        matchers=tuple(map(_matcher, route.matchers)),
        continues=route.cont,
        timings=tuple(_timings(route)),
        children=tuple(_node(each, routing) for each in route.children),
        href=f"{told.CHANNELS}{ENDING}#channel-{channels[0]}" if channels else "",
    )


def _matcher(each: Matcher) -> str:
    return f'{each.label}{each.op}"{each.value}"'


def _timings(route: Route) -> Iterator[str]:
    timing = route.timing
    said: tuple[tuple[str, Duration | None], ...] = (
        ("after", timing.group_wait), ("changes every", timing.group_interval), ("again every", timing.repeat_interval)
    )  # fmt: skip
    yield from (f"{word} {value}" for word, value in said if value is not None)
    if timing.group_by is not None:
        yield f"grouped by {', '.join(timing.group_by) or 'nothing'}"
    if route.active:
        yield f"within {' or '.join(route.active)}"
    if route.mute:
        yield f"outside {', '.join(route.mute)}"


def _lines(route: Route, depth: int) -> Iterator[Line]:
    """A line a route, each below its parent's."""
    matchers = ", ".join(map(_matcher, route.matchers)) or "every alert"
    more = "; ".join([*_timings(route), *(["and on to the next route"] if route.cont else [])])
    yield (f"{'· ' * depth}", Code(matchers), f" → {route.receiver}", Muted(f" ({more})" if more else ""))
    for each in route.children:
        yield from _lines(each, depth + 1)


# -- times and silence -------------------------------------------------------------------------------------------------


def _times(routing: Routing, about: SystemPage) -> Iterator[Block]:
    rows = []
    for name, interval in routing.intervals.items():
        said = about.intervals.get(name)
        rows.append(Row(((Code(name),), spelled_out(interval), said.description if said is not None else "")))
    if rows:
        yield table(("Time", "When", "What it is"), tuple(rows), "Time intervals")


def spelled_out(interval: Interval) -> str:
    """`monday to friday, 09:00 to 17:00 (Europe/Berlin)`."""
    return "; or ".join(map(_range, interval.ranges))


def _range(each: TimeRange) -> str:
    parts = [" and ".join(_span(day) for day in each.weekdays)] if each.weekdays else []
    parts += [" and ".join(f"{start} to {end}" for start, end in each.times)] if each.times else []
    parts += [f"days {', '.join(map(_span, each.days_of_month))} of the month"] if each.days_of_month else []
    parts += [", ".join(map(_span, each.months))] if each.months else []
    parts += [", ".join(map(_span, each.years))] if each.years else []
    return f"{', '.join(parts) or 'always'} ({each.location})"


def _span(text: str) -> str:
    return text.replace(":", " to ")


def _inhibition(routing: Routing) -> Iterator[Block]:
    if routing.inhibits:
        yield Bullets(tuple(map(_rule, routing.inhibits)))


def _rule(rule: Inhibit) -> Line:
    same = f" with the same {', '.join(rule.equal)}" if rule.equal else ""
    return (
        Code(rule.name), ": while an alert with ", *_matchers(rule.source), " fires, nobody is told of those with ",
        *_matchers(rule.target), f"{same}.",
    )  # fmt: skip


def _matchers(matchers: Iterable[Matcher]) -> Iterator[Inline]:
    for number, each in enumerate(matchers):
        if number:
            yield " and "
        yield Code(_matcher(each))


def entries(routing: Routing) -> Iterator[tuple[str, str, str, str]]:
    """What the search finds: channels and severities."""
    kinds: dict[str, set[str]] = {}
    for receiver in routing.receivers.values():
        for each in receiver.integrations:
            kinds.setdefault(each.channel, set()).add(each.kind)
    for channel, found in kinds.items():
        yield channel, " ".join(sorted(found)), f"{told.CHANNELS}#channel-{channel}", "channel"
    for name in routing.severities:
        yield name, "", f"{told.CHANNELS}#severity-{name}", "severity"
