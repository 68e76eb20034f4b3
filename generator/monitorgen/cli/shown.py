"""Something resolved, ready to be shown: its lines with their places, and what an alert became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.cli.told import in_words
from monitorgen.emit import yaml
from monitorgen.link.shown import lines

if TYPE_CHECKING:
    from monitorgen.cli.referred import Referred
    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.plan.rules import Alert
    from monitorgen.questions.views import View

_WIDEST = 56
"""Columns behind which a place does not line up with the others."""


class Line(Struct, frozen=True):
    """A line of the spec language; `place` is empty for one that only opens a map, `covers` are the places it hides."""

    text: str
    place: str = ""
    covers: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """What an alert became for one severity; `reads` are the recording rules that its expression reads."""

    severity: str
    expr: str
    hold: str
    labels: dict[str, str]
    annotations: dict[str, str]
    told: tuple[str, ...]
    receivers: tuple[str, ...]
    reads: dict[str, str]

    def fields(self) -> dict[str, Json]:
        """The rule as data."""
        return {
            "severity": self.severity,
            "expr": self.expr,
            **({"reads": self.reads} if self.reads else {}),
            "for": self.hold,
            "labels": self.labels,
            "annotations": self.annotations,
            "told": list(self.told),
            "receivers": list(self.receivers),
        }


class Shown(Struct, frozen=True):
    """What a reference leads to, in the environments where it is the same."""

    reference: str
    system: str
    environments: tuple[str, ...]
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def agrees(self, other: Shown) -> bool:
        """Whether the other one differs in its environment alone."""
        return (self.system, self.lines, self.rules) == (other.system, other.lines, other.rules)

    def text(self, *, with_system: bool) -> str:
        """For people: the lines with their places as comments, then what an alert became."""
        of = f" of {self.system}" if with_system else ""
        head = f"# {self.reference}{of}, in {', '.join(self.environments)}"
        column = max((len(line.text) for line in self.lines if line.place and len(line.text) <= _WIDEST), default=0)
        parts = [head, *(_commented(line, column) for line in self.lines)]
        for rule in self.rules:
            parts += ["", f"# becomes, for {rule.severity}:", yaml.dump(_without_severity(rule)).rstrip("\n")]
        return "\n".join(parts)

    def fields(self) -> dict[str, Json]:
        """For programs."""
        return {
            "reference": self.reference,
            "system": self.system,
            "environments": list(self.environments),
            "lines": [
                {"text": line.text, "place": line.place or None, "covers": list(line.covers)} for line in self.lines
            ],
            "rules": [rule.fields() for rule in self.rules],
        }


def shown(reference: str, found: Referred, view: View) -> Shown:
    """What a reference leads to in one environment."""
    made = tuple(
        Line(
            line.text,
            _place(line.origin, view) if line.origin is not None else "",
            tuple(_place(origin, view) for origin in line.covers),
        )
        for line in lines(found.resolved, found.path)
    )
    rules = tuple(_rule(unit, rule, view) for unit, rule in view.alerts() if (unit, rule.name) == found.alert)
    return Shown(reference, view.system, (view.scope,), made, rules)


def _place(origin: Origin, view: View) -> str:
    """The file and line, and the layer unless the entry says it itself."""
    layer = {"base": "", "catalog": ""}.get(origin.layer, f" ({origin.layer.replace(':', ' ')})")
    return view.place(origin) + layer


def _rule(unit: str, rule: Alert, view: View) -> Rule:
    return Rule(
        rule.severity,
        rule.expr,
        str(rule.hold),
        dict(rule.labels),
        dict(rule.annotations),
        tuple(in_words(view.intent(unit, rule))),
        view.receivers(rule),
        {each.name: each.expr for each in rule.recorded},
    )


def _without_severity(rule: Rule) -> dict[str, Json]:
    return {name: value for name, value in rule.fields().items() if name != "severity"}


def _commented(line: Line, column: int) -> str:
    if not line.place:
        return line.text
    covers = f", covers {', '.join(line.covers)}" if line.covers else ""
    return f"{line.text:<{column}}  # {line.place}{covers}"
