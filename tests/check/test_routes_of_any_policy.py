"""Whatever a policy says: if it is not refused, its tree does what was meant and has no idle part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.check.routes import check_routes
from monitorgen.link.notification.decide import decide
from monitorgen.raw import NONE
from tests.support.policies import alert, policy

if TYPE_CHECKING:
    from monitorgen.link.notification.policy import Told

_CHANNELS = ("oncall", "chat", "mail", "strays", "room")
_TEAMS = ("pay", "web")
_SEVERITIES = ("critical", "warning", "info")
_TIMES = ("hours", "nights")

_names = st.lists(st.sampled_from(_CHANNELS), min_size=1, max_size=3, unique=True)
_rows = st.fixed_dictionaries(
    {"hours": st.one_of(st.just("none"), _names), "otherwise": st.one_of(st.just("none"), _names)},
    optional={"nights": _names},
).map(lambda rows: {**{key: rows[key] for key in _TIMES if key in rows}, "otherwise": rows["otherwise"]})
_notify = st.one_of(st.just("none"), _names, _rows)
_mute = st.lists(st.sampled_from(_TIMES), max_size=2, unique=True)
_severity = st.fixed_dictionaries(
    {},
    optional={
        "notify": _notify,
        "escalate": st.dictionaries(st.sampled_from(("15m", "1h", "2h")), _names, max_size=3),
        "repeat_interval": st.sampled_from(("1h", "12h")),
        "group_by": st.sampled_from((["alertname"], ["alertname", "service"], ["service"])),
        "mute": _mute,
    },
)
_hook = st.sampled_from(("pagerduty", "webhook"))
_place = st.sampled_from(("", "{team}", "{service}", "{severity}", "{environment}"))


@st.composite
def _channel(draw: st.DrawFn, name: str) -> object:
    if draw(st.integers(0, 5)) == 0:
        return "none"
    place = "" if name == "strays" else draw(_place)
    if draw(_hook) == "pagerduty":
        return {"pagerduty": {"routing_key": {"secret": name}, "client": f"{name}{place}"}}
    return {"webhook": {"url": f"https://{name}.internal/{place}"}}


@st.composite
def _policies(draw: st.DrawFn) -> str:
    teams = draw(st.lists(st.sampled_from(_TEAMS), unique=True))
    severities = st.dictionaries(st.sampled_from(_SEVERITIES), _severity, max_size=2)
    own = {name: {"severities": draw(severities), "mute": draw(_mute)} for name in teams}
    for name in teams:
        if draw(st.booleans()):
            room = draw(_channel(f"{name}-room"))
            own[name]["channels"] = {"room": room}
    root = {
        "channels": {name: draw(_channel(name)) for name in _CHANNELS},
        "default_notify": ["strays"],
        "severities": {name: draw(_severity) for name in _SEVERITIES},
        "time_intervals": {
            "hours": {"weekdays": ["mon-fri"], "times": ["09:00-17:00"], "location": "Europe/Berlin"},
            "nights": {"times": ["22:00-06:00"], "location": "Europe/Berlin"},
        },
        "teams": own,
        "mute": draw(st.one_of(st.just([]), _mute)),
    }
    return yaml.safe_dump(root, sort_keys=False)


@st.composite
def _alerts(draw: st.DrawFn) -> list[Told]:
    who = st.tuples(
        st.sampled_from(("api", "db", None)), st.sampled_from(("Down", "Slow")), st.sampled_from(_SEVERITIES)
    )
    team = {unit: draw(st.sampled_from((*_TEAMS, None))) for unit in ("api", "db", None)}
    notify = st.one_of(st.none(), st.just(NONE), _names)
    return [
        alert(unit, name, severity, team[unit], notify=draw(notify), mute=draw(_mute))
        for unit, name, severity in draw(st.lists(who, min_size=1, max_size=5, unique=True))
    ]


@pytest.mark.slow
@given(_policies(), _alerts())
def test_a_policy_that_is_not_refused_makes_a_tree_without_faults(text: str, told: list[Told]) -> None:
    routing, found = decide(policy(text), told)
    if not any(each.level == "error" for each in found):
        assert not list(check_routes(routing, [each.alert for each in told]))
