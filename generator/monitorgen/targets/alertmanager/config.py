"""The files of Alertmanager: its configuration and the templates that its receivers name.

Alertmanager reads `*_file` fields relative to the folder that it was started in, templates and the files of
`http_config` relative to its configuration (seen with 0.25 and 0.33.1). So it has to be started in the folder of
alertmanager.yml, wherever that is; the same bytes then work in a container and on loopback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.emit.merge import merged
from monitorgen.targets.alertmanager.features import INHIBIT_RULE_NAMES
from monitorgen.targets.alertmanager.matchers import matcher
from monitorgen.targets.alertmanager.receivers import receiver
from monitorgen.targets.alertmanager.templates import templates
from monitorgen.targets.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.routing import Inhibit, Interval, Route, Routing, Smtp, TimeRange, Timing
    from monitorgen.plan.system import Globals, Version

FOLDER = "alertmanager"


def of_system(made_for: Globals, routing: Routing, header: str) -> Iterator[Artifact]:
    """alertmanager.yml and its notification templates."""
    yield Artifact(f"{FOLDER}/alertmanager.yml", yaml.dump(document(made_for, routing), comment=header))
    for name, text in templates(routing, header).items():
        yield Artifact(f"{FOLDER}/templates/{name}", text)


def document(made_for: Globals, routing: Routing) -> Json:
    """alertmanager.yml with what its owner says of it in `config:`."""
    return merged(config(routing, made_for.alertmanager), made_for.alertmanager_config)


def config(routing: Routing, version: Version) -> dict[str, Json]:
    """The document of alertmanager.yml for a version of Alertmanager."""
    made: dict[str, Json] = {
        "global": {"resolve_timeout": str(routing.resolve_timeout)} | (_smtp(routing.smtp) if routing.smtp else {}),
        "templates": ["templates/*.tmpl"],
        "route": _route(routing.root),
        "receivers": [receiver(each) for each in routing.receivers.values()],
    }
    if routing.inhibits:
        made["inhibit_rules"] = [_inhibit(each, named=version >= INHIBIT_RULE_NAMES) for each in routing.inhibits]
    if routing.intervals:
        made["time_intervals"] = [_interval(each) for each in routing.intervals.values()]
    return made


def _smtp(smtp: Smtp) -> dict[str, Json]:
    made: dict[str, Json] = {"smtp_smarthost": smtp.smarthost, "smtp_from": smtp.sender}
    if smtp.username is not None:
        made["smtp_auth_username"] = smtp.username
    if smtp.password is not None:
        made["smtp_auth_password_file"] = smtp.password.file
    return made


def _route(route: Route) -> dict[str, Json]:
    made: dict[str, Json] = {}
    if route.matchers:
        made["matchers"] = [matcher(each) for each in route.matchers]
    made["receiver"] = route.receiver
    made |= _timing(route.timing)
    if route.mute:
        made["mute_time_intervals"] = list(route.mute)
    if route.active:
        made["active_time_intervals"] = list(route.active)
    if route.cont:
        made["continue"] = True
    if route.children:
        made["routes"] = [_route(child) for child in route.children]
    return made


def _timing(timing: Timing) -> dict[str, Json]:
    made: dict[str, Json] = {}
    if timing.group_by is not None:
        made["group_by"] = list(timing.group_by)
    for field, value in (
        ("group_wait", timing.group_wait),
        ("group_interval", timing.group_interval),
        ("repeat_interval", timing.repeat_interval),
    ):
        if value is not None:
            made[field] = str(value)
    return made


def _inhibit(rule: Inhibit, *, named: bool) -> dict[str, Json]:
    made: dict[str, Json] = {"name": rule.name} if named else {}
    made["source_matchers"] = [matcher(each) for each in rule.source]
    made["target_matchers"] = [matcher(each) for each in rule.target]
    if rule.equal:
        made["equal"] = list(rule.equal)
    return made


def _interval(interval: Interval) -> dict[str, Json]:
    return {"name": interval.name, "time_intervals": [_range(each) for each in interval.ranges]}


def _range(each: TimeRange) -> dict[str, Json]:
    made: dict[str, Json] = {}
    if each.times:
        made["times"] = [{"start_time": start, "end_time": end} for start, end in each.times]
    for field, values in (
        ("weekdays", each.weekdays),
        ("days_of_month", each.days_of_month),
        ("months", each.months),
        ("years", each.years),
    ):
        if values:
            made[field] = list(values)
    made["location"] = each.location
    return made
