"""Series with samples, and what selectors pick of them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.promql.regex import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.promql.nodes import VectorSelector
    from monitorgen.promql.types import Matcher

Key: TypeAlias = "tuple[tuple[str, str], ...]"
"""The labels of a series, sorted by name; the metric's name among them is `__name__`. No value is empty."""
Sample: TypeAlias = "tuple[int, float]"
"""Milliseconds and a value."""

LOOKBACK = 300_000
"""How long, in milliseconds, a sample stands for its series."""


class NotEvaluatedError(Exception):
    """The expression has something in it that is not evaluated here; the message says what."""


class Samples(Struct, frozen=True):
    """A series: times in milliseconds, ascending, with the value at each; None marks the series as stale."""

    key: Key
    times: Sequence[int]
    values: Sequence[float | None]


def key_of(labels: Mapping[str, str]) -> Key:
    """The labels as a key."""
    return tuple(sorted((name, value) for name, value in labels.items() if value))


class Store:
    """Series by the name of their metric.

    A window has the sample at its beginning only where it is `closed`, as it was before Prometheus 3.0.
    """

    def __init__(self, series: Iterable[Samples], *, closed: bool = False) -> None:
        self.closed = closed
        self._by_name: dict[str, list[Samples]] = {}
        self._picked: dict[VectorSelector, list[Samples]] = {}
        for each in series:
            self._by_name.setdefault(dict(each.key).get("__name__", ""), []).append(each)

    def at(self, selector: VectorSelector, moment: int) -> Iterator[tuple[Key, float]]:
        """The last value of each series, unless it is stale or older than `LOOKBACK`."""
        for each in self._pick(selector):
            last = bisect_right(each.times, moment) - 1
            value = each.values[last] if last >= 0 else None
            if value is not None and each.times[last] + self.closed > moment - LOOKBACK:
                yield each.key, value

    def within(self, selector: VectorSelector, moment: int, window: int) -> Iterator[tuple[Key, list[Sample]]]:
        """The samples of each series in the window up to `moment`; series without any are left out."""
        for each in self._pick(selector):
            first, end = (bisect_right(each.times, last) for last in (moment - window - self.closed, moment))
            found = [
                (time, value)
                for time, value in zip(each.times[first:end], each.values[first:end], strict=True)
                if value is not None
            ]
            if found:
                yield each.key, found

    def _pick(self, selector: VectorSelector) -> list[Samples]:
        found = self._picked.get(selector)
        if found is None:
            name = selector.metric
            among = (
                self._by_name.get(name, [])
                if name is not None
                else [s for all_ in self._by_name.values() for s in all_]
            )
            found = [each for each in among if picks(selector.matchers, dict(each.key))]
            self._picked[selector] = found
        return found


def picks(matchers: Iterable[Matcher], labels: Mapping[str, str]) -> bool:
    """Whether all matchers pick a series with these labels; raises `NotEvaluatedError` on a regex that isn't read."""
    return all(_picks(each, labels.get(each.label, "")) for each in matchers)


def _picks(matcher: Matcher, value: str) -> bool:
    if matcher.op in {"=", "!="}:
        return (value == matcher.value) == (matcher.op == "=")
    found = matches(matcher.value, value)
    if found is None:
        raise NotEvaluatedError(f"the regular expression {matcher.value!r}")
    return found == (matcher.op == "=~")
