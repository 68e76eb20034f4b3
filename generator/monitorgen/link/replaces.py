"""`replaces` and `extends`: an alert that starts from another one of its entry.

The alert that is started from is the entry's as its types and itself make it. `replaces` takes its place, `extends`
leaves it standing.
"""

from __future__ import annotations

from difflib import get_close_matches

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.link.merge import merge
from monitorgen.raw import NONE, Raw
from monitorgen.spec.alert import Alert
from monitorgen.spec.shape import struct_of

ALERT = struct_of(Alert)
_WORDS = ("replaces", "extends")


def started(alerts: dict[str, Raw], where: dict[str, Origin]) -> dict[str, Raw]:
    """The alerts with each `replaces` and `extends` carried out; raises `Refused` for unknown ones and circles.

    `where` gives the origin of each alert for diagnostics.
    """
    if not any(isinstance(alert, dict) and ("replaces" in alert or "extends" in alert) for alert in alerts.values()):
        return alerts
    done = {name: _finished(name, alerts, where, ()) for name in alerts}
    gone = {
        str(alert["replaces"])
        for name, alert in alerts.items()
        if isinstance(alert, dict) and "replaces" in alert and str(alert["replaces"]) != name
    }
    return {name: alert for name, alert in done.items() if name not in gone}


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
        raise Refused(Diagnostic("MG204", f"alerts start from each other: {circle}", origin))
    if alerts.get(base, NONE) is NONE:
        near = get_close_matches(base, [other for other in alerts if other != name], 1)
        hint = f"did you mean {near[0]}?" if near else "the entry's types bring: " + ", ".join(sorted(alerts))
        raise Refused(Diagnostic("MG205", f"there is no alert {base!r} to start from", origin, hint=hint))
    own = {key: value for key, value in alert.items() if key not in _WORDS}
    return merge(_finished(base, alerts, where, (*above, name)), own, ALERT)
