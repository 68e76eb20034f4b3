"""Made data that look like the real ones, and are the same every time: no clock, no chance, no Prometheus.

Names come from the system (its jobs, targets, teams, alerts), where a label is known. The size of values follows from
the unit and the thresholds: most is well, a little is not, as on most days.
"""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.preview import usual
from monitorgen.preview.colours import GOOD
from monitorgen.preview.feed import LABEL, Firing, Series, named
from monitorgen.preview.scene import Scene, objects, overridden, part, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json
    from monitorgen.preview.feed import Object

STEPS = 96
_TURNS = tuple(step / STEPS * 2 * math.pi for step in range(STEPS))
"""The range of time as one turn."""
_SPELLED = tuple(b" %d" % step for step in range(STEPS))

_MATCHER = re.compile(r'\b(\w+)\s*=~?\s*"([^"$]*)"')
_UP = re.compile(r"\bup\{")
_ALERTING = re.compile(r'count\(ALERTS\{[^}]*alertstate="(?:firing|pending)"')
_WHOLE = re.compile(r"\bcount|ALERTS|\bup\b|group\(|_connections|_clients|_goroutines|replicas")
_SORTED = re.compile(r"(?:topk|sort_desc)\(")
_NONE = re.compile(r"== 0\b|\bunless\b")


class Sample(Struct, frozen=True):
    """Made values for a dashboard: `names` of labels, `targets` of jobs, the labels of alerts (`alerted`)."""

    key: str
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    targets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    alerted: Sequence[Mapping[str, str]] = ()
    end: float = usual.NOON

    def series(self, panel: Object, target: Object) -> Sequence[Series]:
        """A few series with the labels that the legend, or the table, shows."""
        expr = text(target.get("expr"))
        scene = Scene(_in_unit(panel, overridden(panel, target, "unit")), self, 0, 0, 0)
        if text(target.get("format")) == "heatmap":
            return _buckets(f"{self.key} {panel.get('id')}")
        if _NONE.search(expr) and panel.get("type") == "table":
            return []
        legend = text(target.get("legendFormat"))
        labels = LABEL.findall(legend) if text(target.get("format")) != "table" else _columns(panel)
        found: list[Series] = []
        for index, row in enumerate(self._rows(labels, expr)):
            # Quantiles of one thing keep their order, so they move together.
            letter = "quantiles" if usual.percentile_of(expr) else target.get("refId")
            seed = f"{self.key} {panel.get('id')} {letter} {index}"
            name = named(legend, row) or text(panel.get("title"))
            found.append(Series(name, _values(scene, expr, seed, index, usual.weight(row)), row))
        if _SORTED.match(expr):
            found.sort(key=lambda each: each.last or 0.0, reverse=True)
        return found

    def alerts(self, panel: Object) -> Sequence[Firing]:
        """Two of the system's alerts: one fires, one is about to."""
        wanted = dict(_MATCHER.findall(text(part(panel, "options").get("alertInstanceLabelFilter"))))
        services = self.names.get("service") or ()
        known = [each for each in self.alerted if _fits(each, wanted) and each.get("service", "") in ("", *services)]
        if not known:
            return []
        picked = sorted(known, key=lambda labels: _chance(f"{self.key} {sorted(labels.items())}"))[:2]
        worst_first = sorted(picked, key=lambda labels: labels.get("severity", ""))
        return [
            Firing(labels["alertname"], state, {name: labels[name] for name in labels if name != "alertname"}, since)
            for labels, (state, since) in zip(worst_first, (("firing", "12m"), ("pending", "40s")), strict=False)
        ]

    def _rows(self, labels: Sequence[str], expr: str) -> list[dict[str, str]]:
        """Sets of labels: what the query pins, else values that are known, a few of them."""
        if not labels:
            return [{}]
        pinned = dict(_MATCHER.findall(expr))
        if "ALERTS" in expr and "alertname" in labels and self.alerted:
            here = self.names.get("service") or ()
            fitting = [each for each in self.alerted if _fits(each, pinned) and each.get("service", "") in ("", *here)]
            chosen = sorted(fitting, key=lambda each: _chance(f"{self.key} {expr} {sorted(each.items())}"))[:5]
            return [{label: each.get(label, "") for label in labels} for each in chosen]
        jobs = [job for job in self.names.get("job", ()) if pinned.get("job", job) == job]
        choices: dict[str, Sequence[str]] = {}
        for label in labels:
            plain = pinned.get(label, "")
            if plain and not re.search(r"[.*+?|(]", plain):
                choices[label] = (plain,)
            elif label == "instance" and jobs:
                choices[label] = [self.targets[job][0] for job in jobs if self.targets.get(job)] or usual.LABELS[label]
            else:
                known = self.names.get(label) or self._of_service(label, expr) or usual.LABELS.get(label)
                choices[label] = _matching(plain, known or (f"{label} 1", f"{label} 2"))
        count = min(max(map(len, choices.values())), 1 if _NONE.search(expr) else 8)
        rows = [{label: values[index % len(values)] for label, values in choices.items()} for index in range(count)]
        return list({tuple(row.items()): row for row in rows}.values())

    def _of_service(self, label: str, expr: str) -> Sequence[str] | None:
        """The services, where a label is compared with the choice of them."""
        return self.names.get("service") if f'{label}=~"$service"' in expr else None


def _in_unit(panel: Object, unit: Json) -> Object:
    """A panel all of whose values have this unit, if there is one."""
    own = part(panel, "fieldConfig")
    return {**panel, "fieldConfig": {**own, "defaults": {**part(own, "defaults"), "unit": unit}}} if unit else panel


def _matching(pattern: str, values: Sequence[str]) -> Sequence[str]:
    """The values that a regular expression takes; all of them where it takes none that is known."""
    try:
        return [each for each in values if re.fullmatch(pattern, each)] or values if pattern else values
    except re.error:
        return values


def _values(scene: Scene, expr: str, seed: str, index: int, weight: float) -> list[float | None]:
    if scene.names:
        return _states(scene, expr, seed, index)
    if _NONE.search(expr):
        return [0.0] * STEPS
    if _ALERTING.match(expr) or (_UP.search(expr) and scene.unit == "percentunit"):
        return [1.0] * STEPS
    size = usual.size(scene, expr) * weight
    size *= 1.0 if size in {0.0, 1.0} else 0.6 + 0.8 * _chance(seed)
    phase, waves = _chance(f"{seed} phase") * 6.28, 1 + int(_chance(f"{seed} waves") * 3)
    bump, height = int(STEPS * (0.35 + 0.4 * _chance(f"{seed} bump"))), _chance(f"{seed} height") * 0.75
    low, high = scene.bound("min"), 1.0 if scene.unit == "percentunit" else scene.bound("max")
    decimals = scene.defaults.get("decimals")
    whole = decimals == 0 or (scene.unit in {"short", "none"} and _WHOLE.search(expr))
    made = []
    for step, (at, chance) in enumerate(zip(_TURNS, _chances(seed), strict=True)):
        noise = chance - 0.5
        value = size * (1 + 0.22 * math.sin(at * waves + phase) + 0.07 * math.sin(at * 7 + phase) + 0.12 * noise)
        made.append(value + size * height * math.exp(-((step - bump) ** 2) / 14))
    if low is not None:
        made = [max(value, low) for value in made]
    if high is not None:
        made = [min(value, high) for value in made]
    return [float(round(value)) for value in made] if whole else [*made]


def _states(scene: Scene, expr: str, seed: str, index: int) -> list[float | None]:
    """What is well nearly always, something else for a while in one series of a few.

    Where no value is called well, having one at all is the trouble: most of the time there is none.
    """
    values = {value: tone for name, (_, tone) in scene.names.items() if (value := _plain(name)) is not None}
    well = next((value for value, tone in values.items() if tone == GOOD), None)
    if well is None and "ALERTS" not in expr and scene.steps and scene.steps[0].colour == GOOD:
        # What has no name is well.
        well = next(value for value in (1.0, 0.0, 2.0, 3.0) if value not in values)
    if _NONE.search(expr):
        return [min(values, default=0.0)] * STEPS
    others = [value for value in values if value != well] or [1.0]
    made: list[float | None] = [well] * STEPS
    start = int(STEPS * (0.15 + 0.6 * _chance(seed)))
    length = 3 + int(_chance(f"{seed} length") * 9)
    if index % 3 == 1 or well is None:
        made[start : start + length] = [others[index % len(others)]] * length
    return made


def _buckets(seed: str) -> list[Series]:
    """A cloud that moves slowly, thinner towards the slow end."""
    made = []
    phase = _chance(seed) * 6
    centres = [3.6 + 0.9 * math.sin(step / STEPS * 9 + phase) for step in range(STEPS)]
    for index, bound in enumerate(usual.BUCKETS):
        values: list[float | None] = []
        for centre, chance in zip(centres, _chances(f"{seed} {index}"), strict=True):
            spread = math.exp(-((index - centre) ** 2) / 2.4)
            values.append(max(0.0, 40 * spread * (0.7 + 0.6 * chance) - 0.6))
        made.append(Series(bound, values, {"le": bound}))
    return made


def _columns(panel: Object) -> list[str]:
    """The labels that a table shows."""
    for each in objects(panel.get("transformations")):
        if each.get("id") == "organize":
            order = part(part(each, "options"), "indexByName")
            return [name for name in order if not name.startswith("Value")]
    return []


def _fits(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(name) in value.split("|") for name, value in wanted.items() if name in labels)


def _plain(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None


def _chance(seed: str) -> float:
    """A number from 0 to 1 that a text stands for."""
    return _part(seed.encode("utf-8", "replace"))


def _chances(seed: str) -> list[float]:
    """A number from 0 to 1 for each step: that of the text with the step behind it."""
    begin = seed.encode("utf-8", "replace")
    return [_part(begin + step) for step in _SPELLED]


def _part(seed: bytes) -> float:
    return int.from_bytes(hashlib.sha256(seed).digest()[:4], "big") / 0xFFFFFFFF
