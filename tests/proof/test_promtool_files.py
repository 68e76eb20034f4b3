"""Files for promtool hold what a story says, whatever stands in labels and annotations."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.proof import promtool
from monitorgen.proof.case import Case, Input, Moment, Recorded, Run, Told

NAMES = st.from_regex(r"\A[a-z_][a-z0-9_]{0,8}\Z")
TEXTS = st.text(st.sampled_from("aé \"'\\{}[],:#&*!|>%@`\n\t\x85\u2028-?0") | st.characters(codec="utf-8"), max_size=12)
LABELS = st.dictionaries(NAMES, TEXTS, max_size=4)


@given(NAMES, LABELS, LABELS, LABELS)
def test_whatever_texts_are_they_are_read_as_given(
    metric: str, labels: dict[str, str], shown: dict[str, str], texts: dict[str, str]
) -> None:
    given = Input(metric, labels, (Run(1.0, 0.0, 3),))
    moment = Moment("Slow", 1, ("fires",), (Told({**shown, "alertname": "Slow"}, texts or {"a": "b"}),), ("critical",))
    recorded = tuple(Recorded(1, metric, ((metric, labels, 1.0),) * many) for many in (1, 3))
    case = Case("it fires", "a course", 60_000, (given,), (moment,), recorded)
    ((_, text),) = promtool.test_files([case], "rules.yml", {}, "of a test")
    (story,) = yaml.safe_load(text)["tests"]
    assert story["input_series"] == [{"series": promtool.series(given), "values": "1x2"}]
    (told,) = story["alert_rule_test"]
    assert told["exp_alerts"] == [{"exp_labels": _not_named(shown), "exp_annotations": texts or {"a": "b"}}]
    samples = [each["exp_samples"] for each in story["promql_expr_test"]]
    assert samples == [[{"labels": promtool.series(given), "value": 1}] * many for many in (1, 3)]


def _not_named(labels: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in labels.items() if name != "alertname"}
