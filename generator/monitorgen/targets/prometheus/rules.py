"""Rule groups in Prometheus's own form: one document a file, because Prometheus reads only the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.rules import Alert, Recording, RuleGroup

if TYPE_CHECKING:
    from monitorgen.document import Json


def rule_file(groups: tuple[RuleGroup, ...]) -> dict[str, Json]:
    """A rule file's document."""
    return {"groups": [_group(group) for group in groups]}


def _group(group: RuleGroup) -> Json:
    made: dict[str, Json] = {"name": group.name}
    if group.interval is not None:
        made["interval"] = str(group.interval)
    made["rules"] = [_recording(rule) if isinstance(rule, Recording) else _alert(rule) for rule in group.rules]
    return made


def _recording(rule: Recording) -> Json:
    made: dict[str, Json] = {"record": rule.name, "expr": rule.expr}
    if rule.labels:
        made["labels"] = rule.labels
    return made


def _alert(rule: Alert) -> Json:
    made: dict[str, Json] = {"alert": rule.name, "expr": rule.expr}
    if rule.hold.ms:
        made["for"] = str(rule.hold)
    if rule.keep.ms:
        made["keep_firing_for"] = str(rule.keep)
    made["labels"] = rule.labels
    made["annotations"] = rule.annotations
    return made
