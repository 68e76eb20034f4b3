"""What an alert says when its owner wrote nothing: a summary in one line and a description, with value and limit.

Both are Prometheus templates. They name only labels that the alert's series are known to carry.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.link.lowered import Lowered
    from monitorgen.units import Duration

_TARGET = frozenset({"job", "instance"})
_VALUE = {
    "ratio": "{{ $value | humanizePercentage }}",
    "percent": '{{ $value | printf "%.1f" }}%',
    "seconds": "{{ $value | humanizeDuration }}",
    "milliseconds": '{{ $value | printf "%.0f" }} ms',
    "bytes": "{{ $value | humanize1024 }}B",
    "per_second": "{{ $value | humanize }}/s",
    "bytes_per_second": "{{ $value | humanize1024 }}B/s",
}


def summary(title: str, entry: str, lowered: Lowered | None) -> str:
    """`api: High error rate (7.3%, limit 5%)`, with the labels that tell one series from another."""
    text = f"{entry}: {title}" + _labels(lowered)
    if lowered is None or lowered.value is None or lowered.quantity is None:
        return text
    if lowered.comparison == "equals":
        return text
    return f"{text}: {shown(lowered)} ({lowered.comparison} {lowered.quantity.text})"


def shown(lowered: Lowered) -> str:
    """The value as a template that people can read."""
    unit = lowered.value.unit if lowered.value is not None else ""
    return _VALUE.get(unit, "{{ $value | humanize }}")


def description(entry: str, lowered: Lowered | None, hold: Duration) -> str:
    """A sentence about what was measured, over which time, and since when it has held."""
    held = f" for {hold}" if hold.ms else ""
    if lowered is None:
        return ""
    if lowered.intent.function == "down":
        if lowered.intent.by == ("job",):
            return f"No target of {entry} has answered a scrape{held}, or there is none."
        if "instance" not in lowered.labels.always:
            return f"A target of {entry} has answered no scrape{held}, or there is none left."
        return f"{{{{ $labels.instance }}}} of {entry} has answered no scrape{held}, or has vanished."
    if lowered.intent.function == "absent":
        return f"{lowered.intent.series['of'].metric} of {entry} is gone{held}."
    if lowered.value is None or lowered.quantity is None:
        return ""
    over = f" over the last {lowered.value.over}" if lowered.value.over else ""
    guard = f", with at least {lowered.intent.min_events} events" if lowered.intent.min_events else ""
    relation = {"above": "above", "below": "below", "equals": "exactly"}[lowered.comparison or "above"]
    what = lowered.value.what
    limit = lowered.quantity.text
    if lowered.comparison == "equals":
        return f"In {entry}, {what} is {limit}{over}{held}."
    since = f"it has been {relation} {limit}{held}" if held else f"the limit is {limit}"
    return f"In {entry}, {what} is {shown(lowered)}{over}{guard}; {since}."


def _labels(lowered: Lowered | None) -> str:
    return _apart(lowered.labels.always, seldom="instance" in lowered.labels.maybe) if lowered is not None else ""


@lru_cache(1024)
def _apart(always: frozenset[str], *, seldom: bool) -> str:
    """What tells series apart that always have these labels; `seldom`: some have an instance."""
    names = sorted(always - _TARGET)
    if "instance" in always:
        names.insert(0, "instance")
    return ("{{ with $labels.instance }} on {{ . }}{{ end }}" if seldom else "") + "".join(
        f" {name}={{{{ $labels.{name} }}}}" if name != "instance" else " on {{ $labels.instance }}" for name in names
    )
