"""What `monitorgen who` is asked about: an alert by its name, or labels; and the answers that systems have."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Findings, Origin
from monitorgen.link.notification.policy import Told
from monitorgen.link.settings import external_labels
from monitorgen.plan.routing import HEARTBEAT, AlertClass
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.questions.answers import Answer, answer, zones
from monitorgen.questions.moment import resolved
from monitorgen.questions.views import views
from monitorgen.routing.cases import heartbeat_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.link.linked import Linked
    from monitorgen.pipeline import Report, Selection
    from monitorgen.questions.moment import Moment, Wanted
    from monitorgen.questions.views import View

_HEARTBEAT_UNIT = "alertmanager"


class Question(Struct):
    """An alert by its entry (None for any) and its name, or `labels`. `known` collects the names that there are."""

    words: str
    unit: str | None = None
    name: str | None = None
    labels: Mapping[str, str] | None = None
    known: set[str] = field(default_factory=set)

    def answers(
        self, selection: Selection, reports: list[Report], moment: Wanted | None, zone: str | None
    ) -> Iterator[Answer]:
        """The answers of every selected environment that has such an alert; others are not put together."""
        now = datetime.now(UTC)
        for view in views(selection, reports, self._may_be_in, draws=False):
            external = external_labels(view.linked, Findings())
            holds = {(unit, rule.name, rule.severity): str(rule.hold) for unit, rule in view.alerts() if rule.hold.ms}
            for told in self._found(view):
                alert = told.alert
                at: Moment | None = None
                if moment is not None:
                    at = resolved(moment, zone, zones(view, alert), now)
                hold = holds.get((alert.unit, alert.alertname, alert.severity), "")
                yield answer(view, told, hold, external if self.labels is None else {}, at)

    def missing(self) -> str:
        """What to say if there is no such alert: the nearest name."""
        near = get_close_matches(self.words, sorted(self.known), 1)
        near = near or get_close_matches(self.words, sorted({each.partition(".")[2] for each in self.known}), 1)
        if near:
            return f"there is no alert {self.words!r}; did you mean {near[0]}?"
        of_unit = sorted(each for each in self.known if each.startswith(f"{self.words}."))
        if of_unit:
            return f"{self.words} is no alert; it has {', '.join(of_unit)}"
        return f"there is no alert {self.words!r}; `monitorgen list alerts` shows them"

    def _may_be_in(self, linked: Linked) -> bool:
        """Whether it is worth while to put an environment together."""
        return self.unit is None or self.unit == SYSTEM_UNIT or self.unit in linked.declared

    def _found(self, view: View) -> Iterator[Told]:
        if self.labels is not None:
            yield _of_labels(self.labels)
            return
        beats = heartbeat_of(view.routing, _HEARTBEAT_UNIT)
        where = view.routing.intents[HEARTBEAT].because.at if HEARTBEAT in view.routing.intents else Origin("", ()).at
        for told in (*view.told, *(Told(each, where=lambda *_: where()) for each in beats)):
            self.known.add(f"{told.alert.unit}.{told.alert.alertname}")
            if told.alert.alertname == self.name and self.unit in {None, told.alert.unit}:
                yield told


def asked(words: tuple[str, ...]) -> Question:
    """The question that words on the command line ask. Raises ValueError for what is neither an alert nor labels."""
    whole = " ".join(words)
    if all("=" in word for word in words):
        return Question(whole, labels=_labels(words))
    if len(words) > 1:
        raise ValueError(f"{whole!r} is neither one alert nor labels: write `entry.Alert`, or LABEL=VALUE for each")
    entry, _, name = whole.removeprefix("alerts.").rpartition(".")
    return Question(whole, entry or None, name)


def _labels(words: tuple[str, ...]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for word in words:
        name, _, value = word.partition("=")
        if not (name := name.strip()):
            raise ValueError(f"{word!r} is no label: write its name before the `=`")
        if labels.setdefault(name, value := value.strip("\"'")) != value:
            raise ValueError(f"{name} is given twice: an alert has one value of each label")
    return labels


def _of_labels(labels: Mapping[str, str]) -> Told:
    """An alert with these labels and no others."""
    made = AlertClass(
        unit="",
        alertname=labels.get("alertname", ""),
        severity=labels.get("severity", ""),
        team=labels.get("team"),
        labels={name: value for name, value in labels.items() if name != "alertname"},
        by=frozenset(),
        open_labels=False,
        down=False,
        inhibits=(),
        origin=Origin("", ()),
    )
    return Told(made)
