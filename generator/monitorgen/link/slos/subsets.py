"""Whether a part can be larger than its whole: then a ratio is above 1, and a budget means nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.link.slos.declared import Declared
    from monitorgen.link.surroundings import Picked
    from monitorgen.promql.types import Matcher, Metric


def check_part(it: Declared, word: str, part: Picked, total: Picked, metric: Metric | None) -> None:
    """MG289: the part counts what the total of the same counter leaves out."""
    if part.name != total.name:
        return
    for outer in total.matchers:
        inner = [each for each in part.matchers if each.label == outer.label]
        if outer in inner or _implied(outer, inner, metric):
            continue
        message = f"`{word}` counts what `total` leaves out: it does not keep {outer}"
        hint = f"add {outer} to it, so that it is part of the total"
        place = word if getattr(it.slo, word, None) is not None else None
        raise it.refuse("MG289", message, hint, *([place] if place else []))


def _implied(outer: Matcher, inner: list[Matcher], metric: Metric | None) -> bool:
    """Whether what `inner` picks is surely, or may well be, all picked by `outer`."""
    values = [each.value for each in inner if each.op == "="]
    for each in inner:
        if each.op == "=~" and re.fullmatch(r"[\w|-]+", each.value):
            values += each.value.split("|")
    if values:
        return all(_picks(outer, value) for value in values)
    if not inner:
        known = metric.labels.values.get(outer.label) if metric is not None else None
        return known is not None and all(_picks(outer, value) for value in known)
    return True


def _picks(matcher: Matcher, value: str) -> bool:
    if matcher.op in {"=", "!="}:
        return (value == matcher.value) is (matcher.op == "=")
    try:
        return (re.fullmatch(matcher.value, value) is not None) is (matcher.op == "=~")
    except re.error:
        return True
