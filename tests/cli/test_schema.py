"""`monitorgen schema`: what fits the language fits the schema, and an editor marks what does not."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import jsonschema
import pytest
from jsonschema.exceptions import best_match

from monitorgen.diagnostics import Findings
from monitorgen.load.yaml_events import read_yaml
from monitorgen.raw import resolve
from monitorgen.spec.json_schema import json_schema
from tests.cli.conftest import SERVICES, SYSTEM
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.document import Json
    from tests.cli.conftest import Run

HEAD = "monitorgen: v1\n"
SPECS = sorted(path for path in (ROOT / "specs").rglob("*.yaml") if HEAD in path.read_text(encoding="utf-8"))


def written(text: str) -> object:
    """What an editor reads: YAML by the same core schema as monitorgen."""
    findings = Findings()
    raw = read_yaml(text.encode(), "file.yaml", findings)
    assert raw is not None, list(findings)
    return plain(resolve(raw))


def problems(text: str) -> list[str]:
    """What the schema has against a file."""
    errors = jsonschema.Draft7Validator(json_schema()).iter_errors(written(text))
    return [f"{each.json_path}: {each.message}" for each in errors]


def plain(value: Json) -> object:
    """Exact decimals as JSON's numbers."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(ROOT / "specs").as_posix())
def test_every_spec_of_the_project_fits(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", [SYSTEM, SERVICES])
def test_the_specs_of_these_tests_fit(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "x-note: {anything: [1, 2]}",
        "services: {a: {x-note: 1}}",
        "services: {a: none}",
        "services: {a: {title: 1}}",
        "services: {a: {labels: {version: 1.10, debug: true}}}",
        "services: {'1': {port: 1}}",
        "services: {a: {depends_on: [b], mute: none}}",
        "services: {a: {metrics: {x_total: counter}}}",
        "services: {a: {alerts: {A: {above: 80%}}}}",
        "services: {a: {alerts: {A: {above: {warning: 5, critical: 10}}}}}",
        "services: {a: {environments: {dev: none, production/eu: {port: 2}}}}",
        "environments: {production: {regions: {eu: {}}, services: {a: none}}}",
        "deploy: files",
        "default_notify: {notify: [chat], group_wait: 10s}",
        "severities: {critical: {notify: {business-hours: [chat], otherwise: none}}}",
        "stack: {prometheus: {config: {a: [1, {b: true}]}, retention: 15d}, alertmanager: 0.33.1}",
        "infrastructure: {node: {exporter: ['10.0.0.5:9100']}, db: {exporter: none}}",
        "channels: {oncall: {}, both: {slack: [{channel: '#a'}, {channel: '#b'}], send_resolved: false}}",
    ],
)
def test_what_the_language_allows_fits(text: str) -> None:
    assert problems(f"{HEAD}{text}\n") == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("surprise: 1", "$"),
        ("services: {a: {prot: 1}}", "$.services.a"),
        ("services: {a: {port: '8080'}}", "$.services.a.port"),
        ("services: {A: {}}", "$.services"),
        ("services: {a: {port: 1, address: 'a:1'}}", "$.services.a"),
        ("services: {a: {alerts: {A: {rate: x_total, value: y}}}}", "$.services.a.alerts.A"),
        ("services: {a: {alerts: {A: {for: 5}}}}", "$.services.a.alerts.A.for"),
        ("services: {a: {alerts: {A: {above: 1, below: 2}}}}", "$.services.a.alerts.A"),
        ("services: {a: {metrics: {x_total: countre}}}", "$.services.a.metrics.x_total"),
        ("secrets: {key: abc}", "$.secrets.key"),
        ("traces: {}", "$"),
        ("services: {a: {slos: {b: {objective: 99.9}}}}", "$.services.a.slos.b.objective"),
        ("deploy: kubernetes", "$.deploy"),
    ],
)
def test_what_the_language_refuses_is_marked(text: str, where: str) -> None:
    errors = jsonschema.Draft7Validator(json_schema()).iter_errors(written(f"{HEAD}{text}\n"))
    # Of the forms that a value may have, the one that it nearly has; editors choose likewise.
    found = best_match(errors)
    assert found is not None
    assert found.json_path == where


def test_a_file_says_its_version() -> None:
    assert problems("services: {}\n") != []
    assert problems("monitorgen: v2\n") != []


def test_words_are_offered_and_fields_described() -> None:
    made = json.loads(json.dumps(json_schema()))
    alert = made["definitions"]["Alert"]["properties"]
    assert alert["missing"]["enum"] == ["zero", "quiet", "fire"]
    assert all(field.get("description") for field in alert.values())


def test_it_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    printed = run("schema")
    assert printed.code == 0
    assert json.loads(printed.out) == json.loads(json.dumps(json_schema()))
    written = run("schema", "--out", tmp_path / "deep/schema.json")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "deep/schema.json").read_text() == printed.out


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_schema_that_a_spec_names_is_the_published_one(path: Path, run: Run) -> None:
    named = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    for name in named:
        assert (path.parent / name).resolve() == ROOT / "docs/schema/monitorgen.schema.json"
        assert (path.parent / name).read_text(encoding="ascii") == run("schema").out
