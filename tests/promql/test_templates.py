"""Templates of alerts are read as Go reads them, and checked against what the alert gives."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.promql.template_reader import FUNCTIONS, read
from monitorgen.promql.templates import problems_of_template
from monitorgen.promql.types import ANYTHING, LabelSchema
from tests.promql import oracle
from tests.promql.known import DATA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

WRITTEN = yaml.safe_load((DATA / "templates.yaml").read_text(encoding="utf-8"))
TAKEN: list[str] = WRITTEN["taken"]
REFUSED: list[dict[str, str]] = WRITTEN["refused"]
BY_JOB = LabelSchema(frozenset({"job"}), frozenset({"zone"}))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("{{ $labels.job }} on {{ .Labels.instance }}", {"job", "instance"}),
        ("{{$labels.job|title}}", {"job"}),
        ("{{ $.Labels.job }}", {"job"}),
        ('{{ index $labels "a-b" }} {{ index .Labels "c" }}', {"a-b", "c"}),
        ('{{ with query (printf "up{job=%q}" $labels.job) }}{{ . | first | value }}{{ end }}', {"job"}),
        ("{{ if eq $labels.job $labels.zone }}same{{ end }}", {"job", "zone"}),
        ('{{ range query "up" }}{{ .Labels.instance }}{{ $labels.job }}{{ end }}{{ .Labels.zone }}', {"job", "zone"}),
        ("{{ range $name, $value := $labels }}{{ $name }}{{ end }}", set()),
        ("{{/* $labels.job */}}no {{ $value }}", set()),
        ("{{ $externalLabels.cluster }}", set()),
        ("{{ $labels.é }}", {"é"}),
        ("no template", set()),
    ],
)
def test_the_labels_that_a_template_shows_are_found(text: str, labels: set[str]) -> None:
    found = read(text)
    assert found.labels.keys() == labels
    assert not found.errors


def test_values_and_external_labels_are_found() -> None:
    assert read("{{ $value }}").uses_value
    assert read("{{ .Value | humanize }}").uses_value
    assert not read("{{ $labels.value }}").uses_value
    found = read('{{ $externalLabels.a }}{{ .ExternalLabels.b }}{{ index $externalLabels "c" }}')
    assert found.external_labels.keys() == {"a", "b", "c"}


@pytest.mark.parametrize("text", TAKEN)
def test_what_go_takes_is_taken(text: str) -> None:
    assert not read(text).errors


@pytest.mark.parametrize("case", REFUSED, ids=[case["text"] for case in REFUSED])
def test_a_slip_is_told_with_what_to_write(case: dict[str, str]) -> None:
    first = read(case["text"]).errors[0]
    assert (str(first), first.hint) == (case["says"], case["hint"])


def test_promtool_agrees(find_tool: FindTool, tmp_path: Path) -> None:
    promtool = find_tool("promtool")
    taken = [*TAKEN, *(f"{{{{ {name} }}}}" for name in sorted(FUNCTIONS))]
    told = oracle.template_refusals(promtool, taken, tmp_path)
    assert [(text, why) for text, why in zip(taken, told, strict=True) if why] == []
    refused = [case["text"] for case in REFUSED if not case.get("stricter")]
    told = oracle.template_refusals(promtool, refused, tmp_path)
    assert [text for text, why in zip(refused, told, strict=True) if not why] == []


def told(text: str, labels: LabelSchema = BY_JOB, unit: str | None = None) -> list[tuple[str, str, str]]:
    return [(each.code, each.message, each.hint) for each in problems_of_template(text, labels, unit)]


def test_a_label_that_the_alert_never_has_is_told() -> None:
    assert told("{{ $labels.instance }} of {{ $labels.job }} in {{ $labels.zone }}") == [
        ("MG331", "the alert never has the label `instance`: nothing is shown", "the alert has job and zone")
    ]
    assert told("{{ $labels.jobs }}")[0][2] == "did you mean job?"
    assert told("{{ $labels.severity }}")[0][2] == "labels that the rule adds are not in $labels: write the text itself"
    assert told("{{ $labels.job }}", LabelSchema())[0][2] == "the alert has no labels: keep some with `by`"
    assert told("{{ $labels.anything }}", ANYTHING) == []
    assert told("{{ $labels.__name__ }}") == []


def test_a_place_is_told_too() -> None:
    text = "down: {{ $labels.instance }}"
    assert problems_of_template(text, BY_JOB)[0].at == (9, 10)
    assert problems_of_template("{{ $label.job }}", BY_JOB)[0].at == (3, 4)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("{{ $value | humanizePercentage }}", "ratio", None),
        ("{{ $value | humanizePercentage }}", "", None),
        (
            "{{ $value | humanizePercentage }}",
            "per_second",
            "humanizePercentage takes a ratio, but the value is a number per second",
        ),
        ("{{ humanizePercentage $value }}", "bytes", "humanizePercentage takes a ratio, but the value is bytes"),
        ("{{ .Value | humanizePercentage }}", "percent", "humanizePercentage takes a ratio, but the value is percent"),
        (
            "{{ $value | humanizePercentage | title }}",
            "seconds",
            "humanizePercentage takes a ratio, but the value is seconds",
        ),
        ("{{ $value | humanizeDuration }}", "seconds", None),
        ("{{ $value | humanizeDuration }}", "ratio", "humanizeDuration takes seconds, but the value is ratio"),
        (
            "{{ $value | humanizeTimestamp }}",
            "bytes_per_second",
            "humanizeTimestamp takes seconds, but the value is bytes per second",
        ),
        ("{{ $value }}%", "ratio", "the value is a ratio, but a percent sign follows it"),
        ('{{ printf "%.2f" $value }} %', "ratio", "the value is a ratio, but a percent sign follows it"),
        ('{{ $value | printf "%.2f%%" }}', "ratio", "the value is a ratio, but a percent sign follows it"),
        ("{{ $value | humanize }}% of", "ratio", "the value is a ratio, but a percent sign follows it"),
        ("{{ $value }}%", "percent", None),
        ("{{ $value | humanizePercentage }} of", "ratio", None),
        ("{{ $value | humanize1024 }}B", "bytes", None),
        ('{{ query "x" | first | value | humanizePercentage }}', "bytes", None),
        ("{{ if gt $value 0.5 }}much{{ end }}%", "ratio", None),
    ],
)
def test_a_value_must_be_shown_in_its_unit(text: str, unit: str, says: str | None) -> None:
    found = told(text, ANYTHING, unit)
    assert [(code, message) for code, message, _ in found] == ([("MG332", says)] if says else [])


def test_a_value_in_a_label_makes_new_alerts() -> None:
    for text in ("{{ $value }}", "{{ .Value | humanize }}", "{{ if gt $value 1.0 }}a{{ end }}"):
        assert [each.code for each in problems_of_template(text, BY_JOB, place="label")] == ["MG333"]
    assert problems_of_template("{{ $labels.job }}", BY_JOB, place="label") == []
    assert problems_of_template("plain", BY_JOB, place="label") == []


def test_external_labels_are_those_of_the_system() -> None:
    def codes(text: str, external: frozenset[str] | None) -> list[str]:
        return [each.code for each in problems_of_template(text, BY_JOB, external_labels=external)]

    assert codes("{{ $externalLabels.region }}", frozenset({"region"})) == []
    assert codes("{{ $externalLabels.region }}", frozenset({"system"})) == ["MG334"]
    assert codes("{{ $externalLabels.region }}", None) == []
    external = problems_of_template("{{ $labels.region }}", BY_JOB, external_labels=frozenset({"region"}))
    assert external[0].hint == "it is an external label: write $externalLabels.region"


def test_text_without_actions_is_left_alone() -> None:
    assert told("100 % of 5 $ are { gone }") == []


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 9_000,
        "{{ " + "(" * 9_000,
        "{{ if 1 }}" * 1_900,
        "{{ $value " + "| humanize " * 1_800 + "}}",
        '{{ "' + "\\" * 19_000,
        "{{ " + "1" * 19_000 + "x }}",
        "{{/*" + "*" * 19_000,
        "x" * 30_000 + "{{",
    ],
    ids=lambda text: f"{text[:12]}...{len(text)}",
)
def test_no_template_takes_long(text: str) -> None:
    before = time.process_time()
    problems_of_template(text, BY_JOB)
    assert time.process_time() - before < 2


PIECES = (
    *(
        "{{",
        "}}",
        "{{-",
        "-}}",
        "$labels",
        ".job",
        "$value",
        "|",
        "humanize",
        "if",
        "else",
        "end",
        "range",
        "with",
        "(",
    ),
    *(
        ")",
        '"a"',
        "`b`",
        "'c'",
        "1",
        ".",
        "$x",
        ":=",
        "=",
        ",",
        "define",
        "template",
        "index",
        "query",
        "/*",
        "*/",
        " ",
    ),
    *(" ", " ", "text", "$", "é", "\n", "block", "printf", "eq", "break", "-"),
)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_any_row_of_pieces_is_read_or_refused(pieces: list[str]) -> None:
    problems_of_template("".join(pieces), BY_JOB, "ratio")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    problems_of_template(text, BY_JOB)
    problems_of_template("{{" + text + "}}", BY_JOB)
