"""Grafana's variables in PromQL: windows that it fills in, choices that people make at the top of a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.patterns import Pattern
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VARIABLE = Pattern(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)(?::[a-z]+)?\}?")
_WINDOWS = Pattern(r"\$\{?(__rate_interval|__interval|__range)\}?")
_CHOSEN = Pattern(r'(=~|!~|!=|=)\s*(["\'`])[^"\'`]*\$\{?[A-Za-z_][^"\'`]*\2')


class RateInterval(Duration, frozen=True):
    """The window that Grafana chooses: at least four scrapes, and as much as lies between two points of the graph."""

    def __str__(self) -> str:
        return "$__rate_interval"


RATE_INTERVAL = RateInterval(5 * 60_000)


def named(text: str) -> Iterator[str]:
    """The variables that a text names, less Grafana's own."""
    return (match[1] for match in _VARIABLE.finditer(text) if not match[1].startswith("__"))


def chosen(label: str, variable: str) -> Matcher:
    """The matcher for what is chosen."""
    return Matcher(label, "=~", f"${variable}")


def settled(matchers: Iterable[Matcher]) -> tuple[Matcher, ...]:
    """Matchers with anything in the place of what will be chosen, to be judged before it is."""
    return tuple(
        Matcher(each.label, "=~", ".+") if _VARIABLE.search(each.value) and each.value != "$" else each
        for each in matchers
    )


class Windows:
    """Puts durations in the place of Grafana's windows, so that PromQL can be read, and the windows back again."""

    def __init__(self, text: str) -> None:
        words = sorted({match[0] for match in _WINDOWS.finditer(text)}, key=len, reverse=True)
        stand_ins = (f"{minutes}m{minutes}s" for minutes in range(5, 59) if f"{minutes}m{minutes}s" not in text)
        self._pairs = list(zip(words, stand_ins, strict=False))

    def filled(self, text: str) -> str:
        """The text as PromQL."""
        for word, stand_in in self._pairs:
            text = text.replace(word, stand_in)
        return text

    def restored(self, text: str) -> str:
        """The text with the windows as they were."""
        for word, stand_in in self._pairs:
            text = text.replace(stand_in, word)
        return text


def without_choices(text: str) -> str:
    """PromQL with anything in the place of what will be chosen, to be judged before it is."""
    return _CHOSEN.sub('=~".+"', text)
