"""Metrics and measures of an entry: what it and its indicators' presets declare, units and labels filled in."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from monitorgen.catalog import Preset, presets
from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.link.operands import read_matchers
from monitorgen.link.surroundings import Measure, Picked
from monitorgen.promql.parse import PromqlError, parse_matchers, parse_selector
from monitorgen.promql.types import LabelSchema, Matcher, Metric, MetricType, unit_of
from monitorgen.spec.metric import Indicator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from monitorgen.link.entries import Entry
    from monitorgen.spec.metric import Metric as Written

CLIENT_BUCKETS = tuple(map(Decimal, ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10")))
"""Upper bounds in seconds that Prometheus client libraries use unless told otherwise."""

WORDS = ("status", "route", "method", "version")
PARTS = ("total", "errors", "good", "duration", "used", "free", "limit")
_OF_PRESET = frozenset((*WORDS, *PARTS))
"""What an indicator may say instead of its preset."""
_INSTEAD = {"errors": "good", "good": "errors", "used": "free", "free": "used"}
"""Parts of which an indicator says one or the other."""
_ITSELF = "{service}"
"""What stands for the entry's name in a scope."""


def metrics_of(entry: Entry, target: frozenset[str], findings: Findings) -> dict[str, Metric]:
    """The metrics that an entry declares under `metrics:`, by name."""
    made: dict[str, Metric] = {}
    for name, written in (entry.model.metrics or {}).items():
        if written.type is None:
            hint = "write `type: counter`, gauge, histogram, native_histogram or summary"
            findings.add(Diagnostic("MG211", f"metric {name} has no type", entry.where("metrics", name), hint=hint))
            continue
        made[name] = _metric(name, written, target)
    return made


def labels_of_target(entry: Entry, target: frozenset[str]) -> Iterator[Diagnostic]:
    """MG218: a metric or an indicator that lists a label of the target as its own."""
    for collection, models in (("metrics", entry.model.metrics), ("indicators", entry.model.indicators)):
        for name, model in (models or {}).items():
            labels = model.labels if isinstance(model.labels, (list, dict)) else ()
            if target.isdisjoint(labels):
                continue
            for index, label in enumerate(labels):
                if label in target:
                    step = label if isinstance(labels, dict) else index
                    where = entry.where(collection, name, "labels", step)
                    message = f"the label {label!r} is the target's: Prometheus would rename this one exported_{label}"
                    hint = f"leave it out, every series has the target's; or list the program's own, exported_{label}"
                    yield Diagnostic("MG218", message, where, part="key" if step == label else "value", hint=hint)


def _metric(name: str, written: Written, target: frozenset[str]) -> Metric:
    assert written.type is not None
    buckets = tuple(quantity.value for quantity in written.buckets or ())
    if not buckets and written.type == "histogram" and (written.unit or unit_of(name)) == "seconds":
        buckets = CLIENT_BUCKETS
    return Metric(
        name=name,
        type=written.type,
        unit=written.unit if written.unit is not None else unit_of(name),
        labels=label_schema(written.labels, target),
        buckets=buckets,
        help=written.help or "",
    )


def label_schema(
    written: list[str] | dict[str, list[str] | str] | str | None, target: frozenset[str], more: Iterable[str] = ()
) -> LabelSchema:
    """The labels of a metric: the target's, its own, and `more`."""
    if isinstance(written, str):
        return LabelSchema(_shared(target.union(more)), frozenset(), {}, open=True)
    values = (
        {name: _shared(frozenset(said)) for name, said in written.items() if isinstance(said, list)}
        if isinstance(written, dict)
        else {}
    )
    return LabelSchema(_shared(target.union(written or (), more)), frozenset(), values, open=False)


@lru_cache(4096)
def _shared(labels: frozenset[str]) -> frozenset[str]:
    """One set for all metrics that have the same labels: a large system has few of them, and very many metrics."""
    return labels


def measures_of(
    entry: Entry, target: frozenset[str], metrics: dict[str, Metric], findings: Findings
) -> dict[str, Measure]:
    """The indicators of an entry. The metrics that they name join `metrics` unless they are declared there."""
    made: dict[str, Measure] = {}
    for name, indicator in (entry.model.indicators or {}).items():
        try:
            made[name] = _measure(name, indicator, entry, target, metrics)
        except Refused as refused:
            findings.add(refused.diagnostic)
    return made


def _measure(
    name: str, indicator: Indicator, entry: Entry, target: frozenset[str], metrics: dict[str, Metric]
) -> Measure:
    preset = presets()[indicator.preset] if indicator.preset else None
    if indicator.preset and indicator.model_fields_set.isdisjoint(_OF_PRESET):
        words, parts = filled_by(indicator.preset)
    else:
        words, parts = words_and_parts(indicator, preset, partial(entry.where, "indicators", name))
    scope = _scope(name, indicator, preset, entry)
    _declare(indicator, preset, parts, words, target, metrics)
    exposed_by = preset.exposed_by if preset is not None else None
    return Measure(name, **parts, words=words, scope=scope, exposed_by=exposed_by)


@cache
def filled_by(preset: str) -> tuple[Mapping[str, str], Mapping[str, Picked]]:
    """The words and parts of an indicator that says no more of them than its preset: the same for all entries."""
    return words_and_parts(Indicator.model_validate({"preset": preset}), presets()[preset], partial(Origin, preset))


def words_and_parts(
    indicator: Indicator, preset: Preset | None, where: Callable[..., Origin]
) -> tuple[Mapping[str, str], Mapping[str, Picked]]:
    """The real labels behind words and the series of parts; raises `Refused` for what is no selector."""
    words = {
        word: label
        for word in WORDS
        if (label := getattr(indicator, word) or (getattr(preset, word) if preset else None)) is not None
    }
    parts: dict[str, Picked] = {}
    for part in PARTS:
        text = getattr(indicator, part)
        if text is not None:
            parts[part] = _picked(text, parts.get("total"), words, partial(where, part))
        elif preset is not None and (text := getattr(preset, part)) is not None and not _displaced(part, indicator):
            parts[part] = _picked(text, parts.get("total"), words, where)
    if not ({"errors", "good"} & parts.keys()) and "total" in parts and "status" in words:
        failed = Matcher(words["status"], "=~", "5..")
        parts["errors"] = Picked(parts["total"].name, (*parts["total"].matchers, failed))
    return words, parts


def _scope(name: str, indicator: Indicator, preset: Preset | None, entry: Entry) -> tuple[Matcher, ...] | None:
    """What confines an indicator instead of the entry's job, if it says so itself or its preset does."""
    if indicator.scope:
        return read_matchers(indicator.scope.replace(_ITSELF, entry.name), entry.where("indicators", name, "scope"))
    return of_preset(preset, entry.name) if preset is not None else None


def of_preset(preset: Preset, entry: str) -> tuple[Matcher, ...] | None:
    """The scope of a preset for an entry: it is the same but for the name, which stands in values alone."""
    if preset.scope is None:
        return None
    return tuple(
        [Matcher(label, op, value.replace(_ITSELF, entry)) for label, op, value in parse_matchers(preset.scope)]
    )


def _displaced(part: str, indicator: Indicator) -> bool:
    return part in _INSTEAD and getattr(indicator, _INSTEAD[part]) is not None


def _picked(text: str, total: Picked | None, words: Mapping[str, str], where: Callable[[], Origin]) -> Picked:
    """A selector, or matchers in braces on the total."""
    if text.lstrip().startswith("{"):
        if total is None:
            hint = 'write a selector: jobs_total{outcome="failed"}'
            raise Refused(Diagnostic("MG351", "matchers alone need `total:` beside them", where(), hint=hint))
        matchers = read_matchers(text.strip()[1:-1], where())
        return Picked(total.name, (*total.matchers, *_real(matchers, words)))
    try:
        selector = parse_selector(text)
    except PromqlError as error:
        raise Refused(Diagnostic("MG351", f"{text!r} is not a selector: {error}", where(), hint=error.hint)) from None
    return Picked(selector.name, tuple(_real(selector.matchers, words)))


def _real(matchers: Iterable[Matcher], words: Mapping[str, str]) -> list[Matcher]:
    return [Matcher(words.get(each.label, each.label), each.op, each.value) for each in matchers]


def _declare(
    indicator: Indicator,
    preset: Preset | None,
    parts: Mapping[str, Picked],
    words: Mapping[str, str],
    target: frozenset[str],
    metrics: dict[str, Metric],
) -> None:
    """The metrics behind an indicator, with its labels, joined to those that the entry declares itself."""
    buckets = tuple([quantity.value for quantity in indicator.buckets or ()])
    for part, picked in parts.items():
        if picked.name in metrics or (preset is not None and preset.exposed_by and picked.name in preset.metrics):
            continue
        kind, unit = _kind(part, picked.name, preset)
        labels = {*(each.label for each in picked.matchers), *_preset_labels(picked.name, preset, words)}
        if part != "duration" and "status" in words:
            labels.add(words["status"])
        metrics[picked.name] = Metric(
            name=picked.name,
            type=kind,
            unit=unit,
            labels=label_schema(_real_labels(indicator.labels, words), target, labels),
            buckets=(buckets or _preset_buckets(picked.name, preset) or CLIENT_BUCKETS) if part == "duration" else (),
            help="",
        )


def _real_labels(
    written: list[str] | dict[str, list[str] | str] | str | None, words: Mapping[str, str]
) -> list[str] | dict[str, list[str] | str] | str | None:
    """The labels of an indicator, real ones in place of the words that it names them by."""
    if isinstance(written, list):
        return [words.get(label, label) for label in written]
    if isinstance(written, dict):
        return {words.get(label, label): values for label, values in written.items()}
    return written


def _kind(part: str, name: str, preset: Preset | None) -> tuple[MetricType, str]:
    declared = preset.metrics.get(name) if preset else None
    if declared is not None:
        return declared.type, declared.unit
    if part == "duration":
        return "histogram", unit_of(name)
    if part in {"used", "free", "limit"}:
        return ("counter" if name.endswith("_total") else "gauge"), unit_of(name)
    return "counter", unit_of(name)


def _preset_labels(name: str, preset: Preset | None, words: Mapping[str, str]) -> list[str]:
    declared = preset.metrics.get(name) if preset else None
    return [words.get(label, label) for label in declared.labels] if declared else []


def _preset_buckets(name: str, preset: Preset | None) -> tuple[Decimal, ...]:
    declared = preset.metrics.get(name) if preset else None
    return declared.buckets if declared else ()
