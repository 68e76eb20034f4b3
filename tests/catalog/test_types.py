"""The catalogue's files by themselves: they are good specs, complete, and readable at night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from monitorgen import catalog, resources
from monitorgen.diagnostics import Findings
from monitorgen.load.builtin import builtin
from monitorgen.load.typed import check
from monitorgen.plan.documents import in_words
from monitorgen.promql.parse import parse, parse_selector, selectors
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS, Condition
from monitorgen.spec.service import Type
from monitorgen.spec.shape import model_of

if TYPE_CHECKING:
    from monitorgen.spec.alert import Alert

BASES = {"service": None, "infrastructure": None, "http-service": "service", "worker": "service"}
EXTENDS = {"prometheus-remote-write": "prometheus"}
"""Types of products that know more than another."""
SEEN = {
    *("alertmanager", "blackbox", "celery", "elasticsearch", "mysql", "nginx", "node", "postgres", "probed"),
    *("prometheus", "prometheus-remote-write", "rabbitmq", "redis"),
}
"""Types whose metrics were compared with what running exporters expose."""
READ = {"cadvisor", "istio", "kafka", "kube-state-metrics", "mongodb"}
"""Types whose metrics were read in documentation and sources: any label may be there."""
WITH_EXPORTERS = SEEN | READ
ABOUT = {
    "cadvisor": "Container",
    "kube-state-metrics": "Kube",
    "probed": "Probe",
    "prometheus-remote-write": "PrometheusRemoteWrite",
}
"""What the names of a type's alerts begin with, where that is not the type's name."""
BESIDE = {"external", "probed"}
"""Types that are no product: what is seen from outside."""
OF_COMPONENTS = {"grafana", "pushgateway"}
"""Types that nobody has to name: what the stack itself runs, as its documentation has it."""
OF_THE_STACK = {"prometheus-remote-write"}
"""What the stack's own Prometheus is where it hands its samples on."""
OF_THE_LANGUAGE = {
    *("service", "http-service", "worker", "infrastructure"),
    *("postgres", "redis", "mysql", "mongodb", "nginx", "rabbitmq", "kafka", "elasticsearch", "celery", "node"),
    *("cadvisor", "kube-state-metrics", "istio", "blackbox", "prometheus", "alertmanager"),
}


@pytest.fixture(params=catalog.types())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def typed(name: str) -> Type:
    written = builtin(name)
    assert written is not None
    return Type.model_validate(written.node)


def conditions(alert: Condition) -> list[Condition]:
    return [alert, *(conditions(alert.only_if) if alert.only_if else [])]


def operands(alert: Alert) -> set[str]:
    """The metrics and indicators that an alert names, without matchers."""
    words = [*FUNCTIONS, "of"]
    said = {getattr(each, word) for each in conditions(alert) for word in words if word not in {"down", "expr"}}
    written = {node.metric for node in selectors(parse(alert.expr)) if node.metric} if alert.expr else set()
    return written | {re.sub(r"\{.*", "", text) for text in said if text is not None}


def test_the_catalogue_holds_the_types_of_the_language() -> None:
    assert set(catalog.types()) == {*BASES, *WITH_EXPORTERS, *OF_COMPONENTS, *BESIDE}
    assert set(catalog.types()) == OF_THE_LANGUAGE | OF_COMPONENTS | BESIDE | OF_THE_STACK


def test_there_is_no_source_for_what_is_no_type() -> None:
    assert catalog.source("oracle") is None
    assert catalog.source("../resources") is None
    assert catalog.inventory("oracle") == {}
    assert catalog.inventory("service") == {}


def test_a_type_is_a_good_spec(name: str) -> None:
    written, findings = builtin(name), Findings()
    assert written is not None
    check(written.node, model_of(Type), written.origin, findings)
    assert list(findings) == []


def test_a_type_says_what_it_is(name: str, typed: Type) -> None:
    assert typed.description
    assert typed.type == {**BASES, **EXTENDS}.get(name)
    assert typed.kind is not None or typed.type is not None or name == "probed"
    if name in WITH_EXPORTERS:
        assert (typed.verified or "").startswith("docs (" if name in READ else "live (")
        assert bool(typed.exporter) != bool(typed.serves_metrics) or name == "probed"
    if name in OF_COMPONENTS:
        assert (typed.verified or "").startswith("docs (")


def test_an_alert_says_all_that_an_alert_needs(typed: Type) -> None:
    for name, alert in (typed.alerts or {}).items():
        functions = [word for word in FUNCTIONS if getattr(alert, word) is not None]
        compared = [word for word in COMPARISONS if getattr(alert, word) is not None]
        assert len(functions) == 1, name
        assert len(compared) == FUNCTIONS[functions[0]].compared, name
        if functions == ["expr"]:
            # What states no intent is shown to fire and to stay quiet, and says in words what it means.
            assert {test.fires for test in (alert.tests or {}).values()} == {"true", "false"}, name
            assert alert.summary, name
            assert alert.description, name
        assert alert.for_ is not None, name
        limits = next((said for word in compared if (said := getattr(alert, word)) is not None), None)
        severities = limits.keys() if isinstance(limits, dict) else {alert.severity}
        assert severities <= {"critical", "warning"}, name
        assert alert.title != in_words(name), f"{name} needs no title"


def test_names_of_alerts_begin_with_what_they_are_about(name: str, typed: Type) -> None:
    for alert in typed.alerts or {}:
        assert re.fullmatch(r"([A-Z][a-z0-9]*)+", alert), alert
        if name in WITH_EXPORTERS:
            assert alert.startswith(ABOUT.get(name, name.capitalize())), alert


def test_each_alert_says_what_it_means_what_users_notice_and_what_to_do_first(typed: Type) -> None:
    for name, alert in (typed.alerts or {}).items():
        assert alert.means, name
        assert alert.impact, name
        assert 1 <= len(alert.first_steps or ()) <= 4, name
        for each in (alert.means, alert.impact, *(alert.first_steps or ())):
            assert len(each) <= 240, name
            assert "\n" not in each.strip(), name


def test_each_metric_says_its_type_and_what_it_tells(typed: Type) -> None:
    for name, metric in (typed.metrics or {}).items():
        assert metric.type is not None, name
        assert metric.help, name


def test_what_alerts_and_indicators_name_is_declared_beside_them(name: str, typed: Type) -> None:
    indicators = typed.indicators or {}
    # What probes tell is known of whoever has them, without a word.
    metrics = {*(typed.metrics or {}), *(catalog.inventory(name) if name == "probed" else ())}
    for alert_name, alert in (typed.alerts or {}).items():
        assert operands(alert) <= {*metrics, *indicators}, alert_name
    for indicator_name, indicator in indicators.items():
        parts = ("total", "errors", "good", "duration", "used", "free", "limit")
        said = [getattr(indicator, part) for part in parts if getattr(indicator, part) is not None]
        assert bool(said) != bool(indicator.preset), indicator_name
        assert {parse_selector(text).name for text in said} <= metrics, indicator_name


def test_declared_metrics_are_in_the_inventory_too(name: str, typed: Type) -> None:
    listed = catalog.inventory(name)
    assert bool(listed) == (name in WITH_EXPORTERS)
    for metric, said in (typed.metrics or {}).items() if name not in OF_COMPONENTS else ():
        assert listed[metric].open == (said.labels == "open") == (name in READ), metric
        if name in SEEN:
            assert set(said.labels or ()) == set(listed[metric].labels), metric
        # The offsets of Kafka's topics only grow, which the exporter does not say.
        assert listed[metric].type in {said.type, "unknown"} or metric == "kafka_topic_partition_current_offset", metric


def test_inventories_are_sorted_and_have_a_line_for_each_metric(name: str) -> None:
    listed = list(catalog.inventory(name))
    assert listed == sorted(listed)
    if listed:
        path = resources.catalog() / "metrics" / f"{name}.json"
        assert len(path.read_text(encoding="utf-8").splitlines()) == len(listed) + 2
