"""Tests that the owner of an alert wrote: these series, looked at then, and whether it fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.plan.rules import UserTest
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.plan.values import Labels
    from monitorgen.spec.alert import Alert, AlertTest

_MINUTE = Duration(60_000)


def tests_of(alert: Alert, where: Callable[..., Origin]) -> tuple[UserTest, ...]:
    """The tests of an alert, in the order of their sentences; raises `Refused` for one that tests nothing."""
    return tuple(
        _test(sentence, test, lambda *path, sentence=sentence: where("tests", sentence, *path))
        for sentence, test in sorted((alert.tests or {}).items())
    )


def _test(sentence: str, test: AlertTest, where: Callable[..., Origin]) -> UserTest:
    if not test.series:
        hint = "write `series: {'up{job=\"api\"}': 0x10}`, selectors with values in promtool's notation"
        raise Refused(Diagnostic("MG228", f"the test {sentence!r} has no series", where(), part="key", hint=hint))
    if test.at is None:
        message = f"the test {sentence!r} does not say when the alert is looked at"
        raise Refused(Diagnostic("MG228", message, where(), part="key", hint="write `at: 10m`, after `for` has passed"))
    return UserTest(sentence, dict(test.series), test.interval or _MINUTE, test.at, _fires(sentence, test, where))


def _fires(sentence: str, test: AlertTest, where: Callable[..., Origin]) -> bool | tuple[Labels, ...]:
    said = test.fires
    if said in ("true", "false"):
        return said == "true"
    if isinstance(said, list) and said and all(isinstance(each, dict) for each in said):
        return tuple({str(name): str(value) for name, value in sorted(each.items())} for each in said)
    hint = "write `fires: true`, `fires: false`, or the labels of those that fire: `fires: [{instance: a}]`"
    message = f"the test {sentence!r} does not say whether it fires"
    place, part = (where("fires"), "value") if said is not None else (where(), "key")
    raise Refused(Diagnostic("MG228", message, place, part="value" if part == "value" else "key", hint=hint))
