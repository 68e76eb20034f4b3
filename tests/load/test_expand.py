"""Expansion: short forms become long, `none` gets its meaning, patches are taken out. Refusals stand in tests/bad."""

from __future__ import annotations

import pytest

from monitorgen.diagnostics import Findings, Origin
from monitorgen.load.expand import Mention, attempt, expand
from monitorgen.raw import NONE, Quoted, Raw
from monitorgen.spec.service import Dependency, Service
from monitorgen.spec.shape import model_of
from tests.load.written import expanded, item, raw, refused


@pytest.mark.parametrize(
    ("collection", "short", "long"),
    [
        ("services", "depends_on: [postgres, redis]", "depends_on: {postgres: {}, redis: {}}"),
        ("services", "depends_on: {postgres: orders}", "depends_on: {postgres: {for: orders}}"),
        ("services", "indicators: {http: istio}", "indicators: {http: {preset: istio}}"),
        ("services", "metrics: {orders_total: counter}", "metrics: {orders_total: {type: counter}}"),
        ("services", "ignore: {MG502: it is a job}", "ignore: {MG502: {because: it is a job}}"),
    ],
)
def test_a_scalar_in_place_of_a_map_is_its_first_field(collection: str, short: str, long: str) -> None:
    assert expanded(short, collection)[0] == raw(long)


def test_a_component_is_short_for_its_version_and_a_retention_for_its_time() -> None:
    from monitorgen.spec.stack import Prometheus, Stack

    findings = Findings()
    stack, _ = expand(raw("{prometheus: 3.5.0}"), model_of(Stack), Origin("a"), findings)
    prometheus, _ = expand(raw("{retention: 15d}"), model_of(Prometheus), Origin("a"), findings)
    assert stack == {"prometheus": {"version": "3.5.0"}}
    assert prometheus == {"retention": {"time": "15d"}}
    assert not list(findings)


def test_a_scalar_in_place_of_a_map_with_one_key_is_that_key() -> None:
    from monitorgen.spec.system import Deploy

    findings = Findings()
    assert expand("files", model_of(Deploy), Origin("a"), findings)[0] == {"files": {}}
    assert not list(findings)


@pytest.mark.parametrize("text", ["address: [a:1, b:1]", "type: [web, slow]", "metrics: {a: {labels: [x, y]}}"])
def test_lists_that_are_no_short_form_stay_lists(text: str) -> None:
    assert expanded(text)[0] == raw(text)


def test_what_needs_no_change_is_handed_on_and_nothing_is_changed_in_place() -> None:
    long = raw("{port: 8080, alerts: {Slow: {p95: http, above: 2s}}}")
    assert expand(long, item("services"), Origin("a"), Findings())[0] is long
    short = raw("{port: 8080, depends_on: [a], alerts: {Slow: {p95: http}}, x-note: 1}")
    node, _ = expand(short, item("services"), Origin("a"), Findings())
    assert short == raw("{port: 8080, depends_on: [a], alerts: {Slow: {p95: http}}, x-note: 1}")
    assert isinstance(node, dict)
    assert node["alerts"] is short["alerts"]


def test_none_is_taken_where_it_means_something() -> None:
    node, _ = expanded("{scrape: none, mute: none, publish: none, alerts: {Slow: none, Late: {notify: none}}}")
    assert node == {
        "scrape": NONE, "mute": NONE, "publish": NONE, "alerts": {"Slow": NONE, "Late": {"notify": NONE}},
    }  # fmt: skip


def test_none_in_quotes_is_text() -> None:
    node, _ = expanded("description: 'none'")
    assert node == {"description": "none"}
    assert [each.code for each in refused("alerts: {Slow: 'none'}")] == ["MG142"]


def test_notes_are_dropped_from_maps_with_known_keys_and_kept_as_names_elsewhere() -> None:
    node, _ = expanded("{x-owner: me, labels: {x: '1'}, indicators: {x-ray: {x-why: because, preset: grpc}}}")
    assert node == {"labels": {"x": "1"}, "indicators": {"x-ray": {"preset": "grpc"}}}


def test_free_values_are_kept_as_they_are() -> None:
    from monitorgen.spec.stack import Prometheus

    text = "config: {global: {x: none, y: [], environments: {a: '${B}'}}, x-y: 'off'}"
    assert expand(raw(text), model_of(Prometheus), Origin("a"), Findings())[0] == raw(text)


def test_environments_of_an_entry_and_of_what_is_in_it_become_patches_with_their_place_in_it() -> None:
    node, patches = expanded(
        """
        port: 8080
        environments: {staging: {port: 8081, depends_on: [redis]}, dev: none}
        alerts:
          Slow: {p95: http, above: 2s, environments: {production/us: {above: 4s}, staging: none}}
        """
    )
    assert node == raw("{port: 8080, alerts: {Slow: {p95: http, above: 2s}}}")
    assert [(each.environment, each.at, each.node) for each in patches] == [
        ("staging", (), {"port": "8081", "depends_on": {"redis": {}}}),
        ("dev", (), NONE),
        ("production/us", ("alerts", "Slow"), {"above": "4s"}),
        ("staging", ("alerts", "Slow"), NONE),
    ]
    assert patches[2].origin == Origin(
        "spec.yaml", ("services", "api", "alerts", "Slow", "environments", "production/us"), "env:production/us"
    )


def test_environments_is_a_name_like_any_other_where_names_are_free() -> None:
    text = "{labels: {environments: all}, metrics: {environments: {type: gauge}}}"
    node, patches = expanded(text)
    assert node == raw(text)
    assert patches == ()


def test_names_of_environments_are_mentioned_with_their_place() -> None:
    mentions: list[Mention] = []
    text = "{only: [production], alerts: {Slow: {only: [staging]}}}"
    attempt(raw(text), item("services"), Origin("a"), Findings(), mentions=mentions)
    assert [(name, origin.path) for name, origin in mentions] == [
        ("production", ("only", 0)),
        ("staging", ("alerts", "Slow", "only", 0)),
    ]


def test_all_that_is_wrong_is_told_and_the_rest_is_kept() -> None:
    findings = Findings()
    text = "{prot: 1, port: 8080, team: none, depends_on: [Bad, good], alerts: {A: [], B: {above: [], for: 5m}}}"
    node, _ = expand(raw(text), item("services"), Origin("a"), findings)
    assert node == raw("{port: 8080, depends_on: {good: {}}, alerts: {B: {for: 5m}}}")
    assert [each.code for each in findings] == ["MG140", "MG143", "MG146", "MG145", "MG142"]


@pytest.mark.parametrize("raw_entry", ["text", Quoted("none"), [], ["x"], NONE])
def test_what_is_no_entry_at_all_leaves_an_empty_map(raw_entry: Raw) -> None:
    findings = Findings()
    assert attempt(raw_entry, model_of(Service), Origin("a"), findings, droppable=False) == (None, (), True, False)
    assert findings.failed
    assert expand(raw_entry, model_of(Dependency), Origin("a"), Findings())[0] in ({}, {"for": raw_entry})


@pytest.mark.parametrize("word", ["false", "no", "off", "None", "disabled", "[]"])
def test_nothing_but_none_drops_an_entry(word: str) -> None:
    (finding,) = refused(f"alerts: {{Slow: {word}}}")
    assert finding.code == "MG145"
    assert finding.hint.startswith("write `Slow: none`")


@pytest.mark.parametrize("word", ["null", "~", "none"])
@pytest.mark.parametrize("field", ["team", "port", "links", "depends_on", "discover", "type"])
def test_a_word_for_nothing_is_refused_where_nothing_is_no_choice(field: str, word: str) -> None:
    # A Python spec may say "null"; in YAML the reader refuses it already.
    findings = Findings()
    assert expand({field: word}, item("services"), Origin("a"), findings)[0] == {}
    assert [each.code for each in findings] == ["MG143"]


@pytest.mark.parametrize(
    ("image", "fine"),
    [
        ("prom/node-exporter:v1.9.1", True),
        ("registry:5000/node-exporter:v1", True),
        ("node@sha256:0000", True),
        ("node", False),
        ("registry:5000/node", False),
        ("node:latest", False),
    ],
)
def test_an_image_has_a_tag_that_stays(image: str, fine: bool) -> None:
    found = refused(f"exporter: {{image: '{image}'}}", "infrastructure")
    assert [each.code for each in found] == ([] if fine else ["MG149"])


@pytest.mark.parametrize(
    ("collection", "text"),
    [
        ("infrastructure", "{password: hunter2}"),
        ("channels", "{slack: {api_url: https://hooks.slack.com/services/T0/B0/hunter2}}"),
        ("infrastructure", "{password: {key: hunter2}}"),
    ],
)
def test_what_may_be_a_secret_is_never_repeated(collection: str, text: str) -> None:
    (finding,) = refused(text, collection)
    assert finding.redact
    assert "hunter2" not in f"{finding.message} {finding.hint} {finding.label}"
