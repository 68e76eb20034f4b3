"""Stories that owners of alerts tell themselves: the `tests` of an alert, above all of one on PromQL of its owner's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.parse import PromqlError, parse, selectors
from monitorgen.proof.case import Case, Input, Moment, Told
from monitorgen.proof.labels import UnsolvedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.rules import Alert, UserTest
    from monitorgen.plan.values import Labels
    from monitorgen.proof.prove import Setting


def of_owner(alert: Alert, setting: Setting) -> list[Case]:
    """The tests that stand beside an alert, in the order of their sentences."""
    return [_of_test(alert, test, setting) for test in alert.tests]


def _of_test(alert: Alert, test: UserTest, setting: Setting) -> Case:
    if test.at.ms % test.interval.ms:
        raise UnsolvedError(f"the test {test.sentence!r} looks at {test.at}, which is no multiple of {test.interval}")
    inputs = tuple(_input(series, values, setting) for series, values in test.series.items())
    told: tuple[Told, ...] | None
    if isinstance(test.fires, bool):
        told = None if test.fires else ()
    else:
        told = tuple(Told(_labels(alert, each, setting), None) for each in test.fires)
    moment = Moment(
        alert.name, test.at.ms // test.interval.ms, ("fires" if test.fires else "quiet",), told, (alert.severity,)
    )
    course = "As its owner wrote it."
    return Case(f"{alert.name}: {test.sentence}", course, test.interval.ms, inputs, (moment,))


def _input(series: str, values: str, setting: Setting) -> Input:
    """A series of the entry's own carries the labels of its first target, as what is scraped does."""
    try:
        found = next(iter(selectors(parse(series))), None)
    except PromqlError as error:
        raise UnsolvedError(f"{series!r} is no series: {error}") from None
    if found is None or found.metric is None or any(each.op != "=" for each in found.matchers):
        raise UnsolvedError(f"{series!r} is no series: write a name and labels with `=`")
    given = {each.label: each.value for each in found.matchers}
    return Input(found.metric, {**_known(found.metric, setting), **given}, values)


def _known(metric: str, setting: Setting) -> Mapping[str, str]:
    schema = setting.metric(metric)
    if schema is None or "job" not in schema.labels.always or not setting.targets:
        return {}
    return setting.targets[0]


def _labels(alert: Alert, given: Labels, setting: Setting) -> dict[str, str]:
    """All labels of an alert: those that the test names, those of the target as far as they are kept, its own."""
    target = setting.targets[0] if setting.targets else {}
    kept = {name: text for name, text in target.items() if name in alert.result.always}
    templates = [name for name, text in alert.labels.items() if "{{" in text and name not in given]
    if templates:
        raise UnsolvedError(f"the label {templates[0]} is a template: say in `fires` what it becomes")
    return {"alertname": alert.name, **kept, **alert.labels, **given}
