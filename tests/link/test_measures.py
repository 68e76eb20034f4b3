"""Labels of metrics: what they are, and that equal ones are one set. What presets stand for."""

from __future__ import annotations

import pytest

from monitorgen.catalog import presets
from monitorgen.diagnostics import Origin
from monitorgen.link.measures import PARTS, WORDS, filled_by, label_schema, of_preset, words_and_parts
from monitorgen.promql.parse import parse_matchers
from monitorgen.spec.metric import Indicator

TARGET = frozenset({"job", "instance"})


def test_a_metric_has_the_labels_of_its_target_its_own_and_those_that_come_with_it() -> None:
    made = label_schema(["route"], TARGET, ("le",))
    assert (made.always, made.maybe, made.open) == (frozenset({"job", "instance", "route", "le"}), frozenset(), False)
    assert label_schema({"outcome": ["good", "bad"]}, TARGET).values == {"outcome": frozenset({"good", "bad"})}
    assert label_schema("open", TARGET).open


def test_metrics_with_the_same_labels_share_one_set() -> None:
    one, other = label_schema(["route", "code"], TARGET), label_schema(["code", "route"], TARGET)
    assert one.always is other.always


@pytest.mark.parametrize("entry", ["api", "service-00001", "2", "e-5"])
@pytest.mark.parametrize("name", [name for name, preset in presets().items() if preset.scope is not None])
def test_the_scope_of_a_preset_is_as_if_it_were_written_with_the_name_of_the_entry(name: str, entry: str) -> None:
    preset = presets()[name]
    assert preset.scope is not None
    assert of_preset(preset, entry) == parse_matchers(preset.scope.replace("{service}", entry))


def test_most_presets_leave_an_indicator_to_the_job_of_its_entry() -> None:
    assert of_preset(presets()["prometheus"], "api") is None


@pytest.mark.parametrize("name", sorted(presets()))
def test_a_preset_stands_for_the_same_as_its_words_and_parts_written_out(name: str) -> None:
    said = {field: getattr(presets()[name], field) for field in (*WORDS, *PARTS)}
    written = Indicator.model_validate({field: text for field, text in said.items() if text is not None})
    assert filled_by(name) == words_and_parts(written, None, lambda *_: Origin("a.yaml"))
