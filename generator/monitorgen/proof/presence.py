"""Stories about what is there: targets that are down or vanish, series that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Moment, Run, Told
from monitorgen.proof.labels import labels_of, missed
from monitorgen.proof.timing import timing
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.promql.types import LabelSchema
    from monitorgen.proof.case import Obligation
    from monitorgen.proof.prove import Setting
    from monitorgen.proof.timing import Timing


def of_presence(alert: Alert, setting: Setting) -> list[Case]:
    """The stories of an alert on `down`, `absent` or the heartbeat."""
    assert alert.condition is not None
    at = timing(alert, alert.condition)
    if alert.condition.function == "heartbeat":
        return [_heartbeat(alert, setting)]
    if alert.condition.function == "absent":
        return [_absent(alert, alert.condition, at, setting)]
    targets = [dict(each) for each in setting.targets] or [{"job": _job(alert.condition), "instance": "target-1"}]
    if alert.condition.by == ("job",):
        return [
            _all_down(alert, at, targets, setting),
            _vanished(alert, alert.condition, at, targets, setting),
        ]
    return [_one_down(alert, at, targets, setting), _vanished(alert, alert.condition, at, targets, setting)]


def _heartbeat(alert: Alert, setting: Setting) -> Case:
    """It only fires."""
    firing = (told(alert, {}, 1.0, setting.external_labels),)
    moments = [Moment(alert.name, step, ("fires",), firing, (alert.severity,)) for step in (0, 60)]
    anything = Input("up", {"job": "any", "instance": "any:1"}, (Run(1, 0, 61),))
    course = "Nothing is wrong, and it fires all the time: its silence is the alarm."
    return Case(f"{alert.name}: fires all the time", course, 60_000, (anything,), tuple(moments))


def _job(condition: Condition) -> str:
    return next(each.value for each in condition.series["of"].matchers if each.label == "job")


def _one_down(alert: Alert, at: Timing, targets: list[dict[str, str]], setting: Setting) -> Case:
    first, others = targets[0], targets[1:]
    down = (Run(1, 0, at.before), Run(0, 0, at.during), Run(1, 0, at.after))
    whole = at.before + at.during + at.after
    inputs = [Input("up", first, down)]
    inputs += [Input("up", each, (Run(1, 0, whole),)) for each in others]
    inputs.append(Input("up", {**first, "job": "other-job"}, (Run(0, 0, whole),)))
    firing = (told(alert, first, 0.0, setting.external_labels),)
    return _case(alert, "a target is down", at, inputs, firing)


def _all_down(alert: Alert, at: Timing, targets: list[dict[str, str]], setting: Setting) -> Case:
    whole = at.before + at.during + at.after
    down = (Run(1, 0, at.before), Run(0, 0, at.during), Run(1, 0, at.after))
    inputs = [Input("up", each, down) for each in targets]
    inputs.append(Input("up", {**targets[0], "job": "other-job"}, (Run(0, 0, whole),)))
    firing = (told(alert, {"job": targets[0]["job"]}, 0.0, setting.external_labels),)
    return _case(alert, "no target is up", at, inputs, firing)


def _vanished(alert: Alert, condition: Condition, at: Timing, targets: list[dict[str, str]], setting: Setting) -> Case:
    known = set(condition.targets) if condition.by != ("job",) else set()
    lost = [each for each in targets if each.get("instance") in known]
    here = (Run(1, 0, at.before), Run(None, 0, at.during), Run(1, 0, at.after))
    whole = at.before + at.during + at.after
    inputs = [Input("up", each, here) for each in (lost or targets)]
    first = (lost or targets)[0]
    inputs.append(Input("up", {**first, "job": "other-job"}, (Run(1, 0, whole),)))
    if lost:
        inputs.append(Input("up", {**first, "instance": "another:1"}, (Run(1, 0, whole),)))
        gone = [{"job": each["job"], "instance": each["instance"]} for each in lost]
    else:
        gone = [{"job": first["job"]}]
    firing = tuple(told(alert, each, 1.0, setting.external_labels) for each in gone)
    return _case(alert, "targets vanish", at, inputs, firing, shows="vanishes")


def _absent(alert: Alert, condition: Condition, at: Timing, setting: Setting) -> Case:
    series = condition.series["of"]
    metric = setting.metric(series.metric)
    schema: LabelSchema | None = metric.labels if metric is not None else None
    known = dict(setting.targets[0]) if setting.targets else {}
    labels: Mapping[str, str] = (
        labels_of(series, schema, known) if schema is not None else {each.label: each.value for each in series.matchers}
    )
    whole = at.before + at.during + at.after
    inputs = [Input(series.metric, labels, (Run(1, 0, at.before), Run(None, 0, at.during), Run(1, 0, at.after)))]
    for matcher in series.matchers:
        other = missed(labels, matcher)
        if other is not None:
            inputs.append(Input(series.metric, other, (Run(1, 0, whole),)))
    given = {each.label: each.value for each in series.matchers if each.op == "="}
    return _case(alert, "the series is gone", at, inputs, (told(alert, given, 1.0, setting.external_labels),))


def _case(
    alert: Alert, sentence: str, at: Timing, inputs: list[Input], firing: tuple[Told, ...], shows: Obligation = "fires"
) -> Case:
    severities = (alert.severity,)
    moments = [Moment(alert.name, at.quiet, ("quiet",), (), severities)]
    if at.pending is not None:
        moments.append(Moment(alert.name, at.pending, ("pending",), (), severities))
    moments.append(Moment(alert.name, at.firing, (shows,), firing, severities))
    if at.kept is not None:
        kept = tuple(Told(each.labels, None) for each in firing)
        moments.append(Moment(alert.name, at.kept, ("keeps",), kept, severities))
    moments.append(Moment(alert.name, at.over, ("resolves",), (), severities))
    hold = f" once that has lasted {alert.hold}" if alert.hold.ms else " at once"
    course = f"All is well, then {sentence}: it fires{hold}; then all is well again."
    return Case(f"{alert.name}: {sentence}", course, at.step, tuple(inputs), tuple(moments))
