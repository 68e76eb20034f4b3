"""What templates show: each is put to promtool, whose engine is Prometheus's own, and has to come out the same."""

from __future__ import annotations

import math
import random
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.promql.humanized import printed
from monitorgen.promql.template_values import rendered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

LABELS = {"instance": "db-1:9187", "job": "db", "queue": "a \"b\" 'c'", "host.name": "x"}

TEMPLATES = [
    "no template",
    "{{ $value }}",
    "{{ .Value }}",
    "{{ $value | humanize }}",
    "{{ humanize $value }}",
    "{{ $value | humanize1024 }}B",
    "{{ $value | humanizePercentage }}",
    "{{ $value | humanizeDuration }}",
    '{{ $value | printf "%.1f" }}%',
    '{{ printf "%.3g of %s" $value $labels.job }}',
    '{{ printf "%v %%" $value }}',
    "{{ $labels.instance }} of {{ $labels.job }}",
    "{{ .Labels.instance | stripPort | toUpper }}",
    '{{ index $labels "host.name" }}',
    "{{ $labels.gone }}|",
    "{{ with $labels.instance }} on {{ . }}{{ end }}",
    "{{ with $labels.gone }} on {{ . }}{{ else }} nowhere{{ end }}",
    '{{ if eq $labels.job "db" }}yes{{ else }}no{{ end }}',
    "{{ if gt $value 10.5 }}much{{ end }}",
    '{{ if and (eq $labels.job "db") (lt $value 1000.0) }}both{{ else }}not both{{ end }}',
    "{{ $x := $labels.job }}{{ $x }}-{{ $x }}",
    "a {{- $labels.job -}} b",
    'a {{- " kept " -}}\n  b {{/* said to nobody */}} c',
    "a {{- /* said to nobody */ -}} b",
    "{{ 1 -}}{{/* */}}  b {{/* */}}{{- 2 }}",
    "a -}}{{/* text that ends so trims nothing */}} b \n{{- /* */}}\t{{ 3 }}",
    "{{ $labels.queue }}",
    "{{ $externalLabels.region }}/{{ .ExternalLabels.region }}",
    '{{ if match "^db-[0-9]+" $labels.instance }}a database{{ end }}',
    '{{ not (eq 1 2) }} {{ len $labels.job }} {{ print "x" }} {{ or $labels.gone "else" }}',
]

UNKNOWN = [
    '{{ range query "up" }}{{ .Value }}{{ end }}',
    '{{ template "x" . }}',
    "{{ $value | humanizeTimestamp }}",
    "{{ if eq $value 1 }}Go refuses it{{ end }}",
    "{{ nothing }}",
    "{{ $labels }}",
    "{{ $nothing }}",
    "{{ . }}",
    "{{ with $labels.job }}{{ .Value }}{{ end }}",
    "{{ with $labels.job }}{{ end }}{{ . }}",
    "{{ if $labels.job }}{{ end and more }}",
    "{{ if $labels.job }}{{ $x := 1 }}{{ end }}{{ $x }}",
    "{{ never closed",
]


def values() -> list[float]:
    chance = random.Random(7)
    fixed = [
        0.0,
        1.0,
        0.051,
        0.999,
        1023.0,
        1024.0,
        59.999,
        60.0,
        61.2,
        3600.5,
        90061.7,
        123456.789,
        1e-7,
        2.5e17,
        100.0,
    ]
    spread = [chance.uniform(1, 10) * 10 ** chance.randint(-9, 17) for _ in range(60)]
    return [*fixed, *(-value for value in fixed[1:]), *spread, *(-value for value in spread)]


def put_to_promtool(promtool: Path, folder: Path, shown: list[tuple[float, dict[str, str]]]) -> str:
    """What promtool has against the texts that alerts of these values are said to get; "" if nothing."""
    rules: list[object] = []
    series: list[object] = []
    cases: list[object] = []
    given = ",".join(f'"{name}"="{_escaped(text)}"' for name, text in LABELS.items())
    for number, (value, texts) in enumerate(shown):
        templates = dict(zip(texts, TEMPLATES, strict=True))
        rules.append({"alert": f"A{number}", "expr": f's{{n="{number}"}}', "annotations": templates})
        series.append({"series": f's{{{given},n="{number}"}}', "values": f"{value!r}x1"})
        expected = {"exp_labels": {**LABELS, "n": str(number)}, "exp_annotations": texts}
        cases.append({"eval_time": "0m", "alertname": f"A{number}", "exp_alerts": [expected]})
    group = {
        "interval": "1m",
        "external_labels": {"region": "eu"},
        "input_series": series,
        "alert_rule_test": cases,
    }
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]}), encoding="utf-8")
    (folder / "tests.yml").write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "tests": [group]}), encoding="utf-8")
    command = [str(promtool), "test", "rules", "tests.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.slow
def test_promtool_shows_the_same(find_tool: FindTool, tmp_path: Path) -> None:
    shown = []
    for value in values():
        made = [rendered(template, LABELS, value, {"region": "eu"}) for template in TEMPLATES]
        assert None not in made
        shown.append((value, {f"a{place:02}": text for place, text in enumerate(made) if text is not None}))
    assert put_to_promtool(find_tool("promtool"), tmp_path, shown) == ""


def test_promtool_would_tell_a_difference(find_tool: FindTool, tmp_path: Path) -> None:
    made = {f"a{place:02}": str(rendered(each, LABELS, 7.25, {"region": "eu"})) for place, each in enumerate(TEMPLATES)}
    made["a01"] = "7.250"
    assert "7.250" in put_to_promtool(find_tool("promtool"), tmp_path, [(7.25, made)])


@pytest.mark.parametrize("template", UNKNOWN)
def test_what_is_not_known_is_told_not_guessed(template: str) -> None:
    assert rendered(template, LABELS, 1.0) is None


BITS = [
    *("{{", "}}", "{", "}", "{{ ", " }}", "{{- ", " -}}", "{{-", "-}}", '"', "`", "'", "\\", "/*", "*/"),
    *("|", "(", ")", "-", " ", "\n", "x", "1", "$value", ".Value", "$labels.job", "if", "eq", "else", "end"),
    *("humanize", '"{{ }}"', "'}}'", "{{ $value }}", "{{ if $labels.job }}", "{{ end }}", "{{- 1 -}}"),
    *("{{/* ' */}}", "{{- /* */ -}}", '{{ "}}" }}', "{{ `{` }}", "{{ }}"),
]


@settings(max_examples=2000)
@given(st.lists(st.sampled_from(BITS), max_size=12).map("".join))
def test_templates_are_cut_up_as_the_lexer_does_it(template: str) -> None:
    by_the_lexer = "{{/* a comment is left to it */}}" + template
    assert rendered(template, LABELS, 1.5) == rendered(by_the_lexer, LABELS, 1.5)


def test_numbers_that_are_none() -> None:
    assert [printed(value) for value in (math.nan, math.inf, -math.inf)] == ["NaN", "+Inf", "-Inf"]
