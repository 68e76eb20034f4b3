"""`replaces` and `extends`: an alert that starts from another one of its entry.

The alert that is started from is the entry's as its types and itself make it. `replaces` takes its place, `extends`
leaves it standing.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.link.merge import merge
from monitorgen.raw import NONE, Raw
from monitorgen.spec.alert import Alert
from monitorgen.spec.shape import model_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ALERT = model_of(Alert)
_WORDS = ("replaces", "extends")
_OF_ITS_OWN = frozenset({"title", "was"})
"""What names the alert that is started from, and so can't name another one."""


def started(alerts: dict[str, Raw], where: dict[str, Origin], inherited: dict[str, Raw]) -> dict[str, Raw]:
    """The alerts with each `replaces` and `extends` carried out; raises `Refused` for unknown ones and circles.

    `where` gives the origin of each alert for diagnostics. What is dropped can still be started from as it was
    `inherited`.
    """
    bases = {name: inherited.get(name, NONE) if alert is NONE else alert for name, alert in alerts.items()}
    done = {name: NONE if alerts[name] is NONE else _finished(name, bases, where, ()) for name in alerts}
    gone = replaced_by(alerts)
    return {name: alert for name, alert in done.items() if name not in gone}


def replaced_by(alerts: Mapping[str, Raw]) -> dict[str, str]:
    """The alerts whose place another one takes, each with that one."""
    return {
        str(alert["replaces"]): name
        for name, alert in alerts.items()
        if isinstance(alert, dict) and "replaces" in alert and str(alert["replaces"]) != name
    }


def _finished(name: str, alerts: dict[str, Raw], where: dict[str, Origin], above: tuple[str, ...]) -> Raw:
    alert = alerts[name]
    if not isinstance(alert, dict):
        return alert
    word = next((word for word in _WORDS if word in alert), None)
    if word is None or alert[word] == name:
        return {key: value for key, value in alert.items() if key not in _WORDS}
    base = str(alert[word])
    origin = where[name].at(word)
    if base in (*above, name):
        circle = " -> ".join((*above, name, base))
        hint = "write the condition in one of them"
        raise Refused(Diagnostic("MG204", f"alerts start from each other: {circle}", origin, hint=hint))
    if alerts.get(base, NONE) is NONE:
        known = sorted(other for other, each in alerts.items() if other != name and each is not NONE)
        near = get_close_matches(base, known, 1)
        hint = f"did you mean {near[0]}?" if near else "there are: " + (", ".join(known) or "none")
        raise Refused(Diagnostic("MG205", f"there is no alert {base!r} to start from", origin, hint=hint))
    own = {key: value for key, value in alert.items() if key not in _WORDS}
    start = _finished(base, alerts, where, (*above, name))
    if isinstance(start, dict):
        start = {key: value for key, value in start.items() if key not in _OF_ITS_OWN}
    return merge(start, own, ALERT)
