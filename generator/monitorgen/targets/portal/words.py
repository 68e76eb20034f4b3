"""What an alert means, in words that need no PromQL: what is measured, which value is too much, and for how long."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES
from monitorgen.plan.slos import Burn, Forecast, Spent, rounded
from monitorgen.targets.portal.blocks import Badge, Code
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.routing import Meaning
    from monitorgen.plan.rules import Alert, Condition, Series
    from monitorgen.plan.slos import Slo, SloIntent
    from monitorgen.targets.portal.blocks import Inline, Line, Tone

_TEMPLATE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_LABEL = re.compile(r"\$labels\.([A-Za-z_][A-Za-z0-9_]*)|index \$labels [\"`]([^\"`]+)[\"`]")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_NUMBER = {
    "value": "", "sum": "the sum of ", "avg": "the average of ", "min": "the lowest ", "max": "the highest ",
    "count": "the number of series of ", "rate": "the rate of ", "increase": "the increase of ",
    "change": "the change of ", "forecast": "the forecast of ", "age": "the time since ", "until": "the time until ",
}  # fmt: skip
_SIGN = {"above": "above", "below": "below", "equals": "exactly"}


def without_templates(text: str) -> str:
    """A text of notifications with a name in the place of what Prometheus fills in: `<instance>`, `<value>`."""
    return " ".join(_TEMPLATE.sub(_placeholder, text).split())


def _placeholder(match: re.Match[str]) -> str:
    said = match[1]
    label = _LABEL.search(said)
    if (
        said.startswith(("if", "end", "else", "with", "range", "/*", "define", "template", "$"))
        and "$value" not in said
    ):
        return f"<{label[1] or label[2]}>" if label is not None and said.startswith("$") else ""
    if label is not None:
        return f"<{label[1] or label[2]}>"
    return "<value>" if "$value" in said or said == "." else "<...>"


# -- conditions --------------------------------------------------------------------------------------------------------


def meaning(alert: Alert) -> Line:
    """What is measured."""
    if alert.slo is not None:
        return _of_slo(alert.slo)
    if alert.condition is None:
        return without_templates(alert.annotations.get("description", "")) or "What its expression says."
    return tuple(_condition(alert.condition))


def threshold(alert: Alert) -> str:
    """Which value is too much, over which time, and for how long it has to be: `above 5% over 5m, for 10m`."""
    if alert.slo is not None:
        said = _burning(alert.slo)
    elif alert.condition is None:
        said = "as its expression says"
    else:
        said = compared(alert.condition)
    held = f"for {alert.hold}" if alert.hold.ms else "at once"
    return f"{said}, {held}" if said else held


def compared(condition: Condition) -> str:
    """The comparison of a condition: `above 5% over 5m`; nothing where there is none."""
    parts = []
    if condition.comparison is not None and condition.threshold is not None:
        parts.append(f"{_SIGN[condition.comparison]} {amount(condition.threshold, condition.unit)}")
    if condition.over is not None:
        parts.append(f"over {condition.over}")
    if condition.min_events:
        parts.append(f"with at least {condition.min_events} events")
    return " ".join(parts)


def amount(number: Decimal, unit: str) -> str:
    """A number with its unit, as people write it: `5%`, `800ms`, `10GiB`, `5/s`."""
    if unit == "ratio":
        return f"{plain(number * 100)}%"
    if unit == "seconds" and number >= 0 and number * 1000 == int(number * 1000):
        return str(Duration(int(number * 1000)))
    if unit in {"bytes", "bytes_per_second"}:
        return _size(number) + ("/s" if unit.endswith("second") else "")
    ending = {"percent": "%", "per_second": "/s", "seconds": "s", "milliseconds": "ms"}.get(unit)
    if ending is not None:
        return f"{plain(number)}{ending}"
    return f"{plain(number)} {unit.replace('_per_second', '/s').replace('_', ' ')}".strip()


def _size(number: Decimal) -> str:
    left, step = number, 0
    while abs(left) >= 1024 and step < len(_BINARY) - 1:
        left, step = left / 1024, step + 1
    return f"{plain(left)}{_BINARY[step]}" if left == int(left) or step == 0 else f"{plain(number)}B"


def _condition(condition: Condition) -> list[Inline]:
    parts = _measured(condition)
    kept = [label for label in condition.by or () if label != "job"]
    if kept:
        parts.append(f", for each {', '.join(kept)}")
    if condition.only_if is not None:
        parts += ("; only if ", *_condition(condition.only_if), f" is {compared(condition.only_if)}")
    return parts


def _measured(condition: Condition) -> list[Inline]:
    function, series = condition.function, condition.series
    if function in QUANTILES:
        return [f"{function} of ", _code(series["of"])]
    match function:
        case "heartbeat":
            return ["Nothing: it always fires, so that somebody notices when it stops"]
        case "down":
            return ["A target answers no scrape, or has vanished"]
        case "absent":
            return ["There is no series of ", _code(series["of"])]
        case "error_ratio":
            return _part("The failed share: ", series, "errors", "total", condition)
        case "ratio":
            return _part("", series, "of", "total", condition)
        case "usage":
            return _usage(series)
        case _:
            return _number(condition)


def _number(condition: Condition) -> list[Inline]:
    function, series = condition.function, condition.series
    if function == "change" and condition.unit == "ratio":
        return ["the relative change of ", _code(series["of"])]
    parts: list[Inline] = [
        _NUMBER.get(function, f"{function} of "), _code(series.get("of") or next(iter(series.values())))
    ]  # fmt: skip
    if function == "forecast" and condition.ahead is not None:
        parts.append(f" in {condition.ahead}")
    return parts


def _part(lead: str, series: Mapping[str, Series], part: str, whole: str, condition: Condition) -> list[Inline]:
    if "good" in series and part not in series:
        return [f"{lead}what is not ", _code(series["good"]), " of ", _code(series[whole])]
    return [f"{lead}1 - " if condition.invert else lead, _code(series[part]), " of ", _code(series[whole])]


def _usage(series: Mapping[str, Series]) -> list[Inline]:
    if "free" in series:
        return ["The used share: all of ", _code(series["limit"]), " but ", _code(series["free"])]
    return ["The used share: ", _code(series["used"]), " of ", _code(series["limit"])]


def _code(series: Series) -> Code:
    """A series without what only picks the unit that all this is about."""
    matchers = [str(each) for each in series.matchers if each.label != "job"]
    return Code(series.metric + (f"{{{','.join(matchers)}}}" if matchers else ""))


# -- objectives --------------------------------------------------------------------------------------------------------


def _of_slo(intent: SloIntent) -> str:
    name = intent.slo.name
    match intent:
        case Burn():
            return f"The error budget of {name} burns too fast"
        case Spent(share=share):
            return f"{plain(share * 100)}% of the error budget of {name} is gone"
        case Forecast(ahead=ahead):
            return f"At the pace of the last day the error budget of {name} ends within {ahead}"
        case _:
            return f"Nothing is measured of {name} any more, though something was within the last day"


def _burning(intent: SloIntent) -> str:
    if not isinstance(intent, Burn):
        return ""
    pairs = (f"{plain(rounded(pair.factor))}x over {pair.long} and {pair.short}" for pair in intent.pairs)
    return f"budget burns {' or '.join(pairs)}"


def share(number: Decimal) -> str:
    """A ratio in per cent: `99.9%`."""
    return f"{plain(number * 100)}%"


def budget_minutes(slo: Slo) -> str:
    """How long all of it may fail in a period: `43.2 min`."""
    minutes = slo.budget * slo.period.ms / 60_000
    return f"{plain(minutes.quantize(Decimal('0.1'))) if minutes >= 1 else f'{minutes:.2g}'} min"


_KINDS: Mapping[str, str] = {
    "events": "events that succeed", "latency": "events that are fast enough", "native latency": "events that are fast "
    "enough", "ratio": "a ratio of its owner's", "time": "time in which a condition holds", "slices": "slices of time "
    "that are good", "all of": "the worst of several objectives",
}  # fmt: skip


def what_of(slo: Slo) -> str:
    """What an objective counts."""
    return _KINDS[slo.kind]


PROOFS: Mapping[str, tuple[Badge, str]] = {
    "proven": (Badge("proven", "ok"), "Series made from what its owner meant fire it, leave it quiet and resolve it."),
    "live": (Badge("live", "info"), "Its expression was seen to fire and to be quiet."),
    "unproven": (Badge("unproven", "warning"), "There is no test; its owner says why."),
}
"""The states of proofs: the word, and what it says."""


def tone_of(meaning: Meaning | None) -> Tone:
    """The tone of a severity, by what it stands for."""
    return meaning or "plain"
