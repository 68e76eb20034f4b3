"""Filling placeholders into an integration's settings: one channel says it for every team, severity and service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.link.placeholders import fill
from monitorgen.plan.values import SecretUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.values import Setting


_PLACEHOLDER = re.compile(r"(?<!\{)\{([a-zA-Z_][a-zA-Z0-9_-]*)\}(?!\})")


def texts(value: Setting) -> Iterator[str]:
    """All texts of a setting."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def placeholders(settings: Mapping[str, Setting]) -> frozenset[str]:
    """The placeholders that the texts of an integration name, known or not."""
    return frozenset(
        name for value in settings.values() for text in texts(value) for name in _PLACEHOLDER.findall(text)
    )


def filled(value: Setting, values: Mapping[str, str | None], origin: Origin) -> Setting:
    """The setting with its placeholders filled in; raises `Refused` for one that is unknown or has no value here."""
    if isinstance(value, (SecretUse, int)):
        return value
    if isinstance(value, str):
        return fill(value, values, origin)
    if isinstance(value, list):
        return [filled(item, values, origin) for item in value]
    return {key: filled(item, values, origin) for key, item in value.items()}
