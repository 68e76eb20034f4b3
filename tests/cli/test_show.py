"""`monitorgen show`: the resolved entry is a spec again, each value with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.conftest import change, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def places(out: str) -> dict[str, str]:
    """The text of each line that has a place, and its place."""
    pairs = (line.rpartition("  # ") for line in out.splitlines() if "  # " in line)
    return {text.strip(): place for text, _, place in pairs}


@pytest.mark.parametrize("reference", ["checkout", "services.checkout"])
def test_an_entry_is_shown_with_the_place_of_each_value(reference: str, shop: Path, run: Run) -> None:
    done = run("show", reference, "--env", "production")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"# {reference}, in production\n")
    found = places(done.out)
    assert found["port: 8080"] == "specs/shop/services.yaml:5"
    assert found["above: 2%"].startswith("specs/shop/services.yaml:9, covers monitorgen:catalog/http-service.yaml:")
    assert found["p95: http"].startswith("monitorgen:catalog/http-service.yaml:")


def test_what_an_environment_changes_is_told_with_what_it_covers(shop: Path, run: Run) -> None:
    found = places(run("show", "checkout", "--env", "staging").out)
    assert found["port: 8081"] == "specs/shop/services.yaml:15 (env staging), covers specs/shop/services.yaml:5"


def test_the_lines_are_a_spec_that_means_the_same(shop: Path, run: Run) -> None:
    done = run("show", "checkout", "--env", "production")
    again = yaml.safe_load(done.out)
    (shop / "specs/shop/services.yaml").write_text(
        "monitorgen: v1\n"
        + yaml.safe_dump({"services": {"checkout": {**again, "kind": None}}}).replace("kind: null", "")
    )
    before = run("show", "checkout.OrdersRejected", "--env", "production").out.partition("becomes")[2]
    assert before in run("show", "checkout.OrdersRejected", "--env", "production").out


def test_environments_that_agree_are_shown_once(shop: Path, run: Run) -> None:
    agreeing = run("show", "severities.critical").out
    assert agreeing.startswith("# severities.critical, in production, staging\n")
    assert agreeing.count("# severities.critical") == 1
    assert run("show", "checkout").out.count("# checkout, in ") == 2


@pytest.mark.parametrize("reference", ["alerts.checkout.OrdersRejected", "checkout.OrdersRejected"])
def test_an_alert_is_shown_with_what_it_became_for_each_severity(reference: str, shop: Path, run: Run) -> None:
    out = run("show", reference, "--env", "production").out
    _, critical, warning = out.split("# becomes, for ")
    assert critical.startswith("critical:\n")
    assert warning.startswith("warning:\n")
    became = yaml.safe_load(critical.partition("\n")[2])
    assert became["expr"] == 'sum by (job) (rate(orders_total{job="checkout",outcome="rejected"}[5m])) > 0.5'
    assert became["for"] == "10m"
    assert became["labels"] == {"service": "checkout", "severity": "critical"}
    assert "{{ $value" in became["annotations"]["summary"]
    assert became["told"] == ["oncall, chat at once", "chat after 30m if it still fires"]
    assert became["receivers"][0] == "critical"
    assert yaml.safe_load(warning.partition("\n")[2])["told"] == ["chat at once"]


def test_part_of_an_entry_can_be_shown(shop: Path, run: Run) -> None:
    out = run("show", "checkout.metrics.orders_total", "--env", "production").out
    assert yaml.safe_load(out) == {"type": "counter", "labels": {"outcome": ["accepted", "rejected"]}}


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("default_notify", "- chat"),
        ("channels.chat", "channel: '#shop'"),
        ("environments", None),
        ("stack.alertmanager", "heartbeat: heartbeat"),
        ("catalog.http-service.indicators.http", "preset: prometheus"),
        ("types.http-service.alerts.HighResponseTime", "above: 2s"),
        ("prometheus.address", "localhost:9090"),
    ],
)
def test_anything_of_the_root_and_of_the_catalogue_can_be_shown(
    reference: str, line: str | None, shop: Path, run: Run
) -> None:
    done = run("show", reference, "--env", "production")
    if line is None:
        assert done.code == 2
    else:
        assert line.replace("'", '"') in done.out.replace("'", '"')


def test_a_type_of_the_spec_is_told_from_that_of_the_catalogue(shop: Path, run: Run) -> None:
    with (shop / "specs/shop/services.yaml").open("a") as stream:
        stream.write("types: {http-service: {alerts: {HighResponseTime: {above: 4s}}}}\n")
    patched = run("show", "types.http-service.alerts.HighResponseTime.above", "--env", "production").out
    assert "4s  # specs/shop/services.yaml:16 (type http-service), covers monitorgen:catalog/" in patched
    assert "\n2s  # " in run("show", "catalog.http-service.alerts.HighResponseTime.above", "--env", "production").out


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("chekcout", "there is nothing called 'chekcout'; did you mean checkout?"),
        ("checkout.OrderRejected", "did you mean OrdersRejected?"),
        ("checkout.alerts.OrderRejected", "did you mean OrdersRejected?"),
        ("alerts.chekcout.HighErrorRate", "there is no entry 'chekcout'; did you mean checkout?"),
        ("severities.critcal", "did you mean critical?"),
        ("catalog.postgre", "did you mean postgres?"),
        ("checkout.port.x", "'x'"),
    ],
)
def test_what_leads_nowhere_is_answered_with_the_nearest(reference: str, answer: str, shop: Path, run: Run) -> None:
    done = run("show", reference)
    assert done.code == 2
    assert answer in done.err


def test_with_errors_in_its_system_it_says_why_nothing_is_shown(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/services.yaml", "for: 10m", "for: ten minutes")
    done = run("show", "checkout")
    assert done.code == 1
    assert "specs/shop/services.yaml:13:14" in done.err


def test_the_same_name_in_two_systems_is_told_apart(shop: Path, run: Run) -> None:
    text = (shop / "specs/shop/system.yaml").read_text()
    write(shop / "specs/bank/system.yaml", text.replace("system: shop", "system: bank"))
    write(shop / "specs/bank/services.yaml", "monitorgen: v1\nservices: {checkout: {port: 1}}\n")
    out = run("show", "checkout", "--env", "production").out
    assert "# checkout of bank, in production\n" in out
    assert "# checkout of shop, in production\n" in out


def test_programs_get_lines_places_and_rules(shop: Path, run: Run) -> None:
    document = run("show", "checkout.HighErrorRate", "--env", "production", "--format", "json").document()
    shown = document["shown"]
    assert isinstance(shown, list)
    (only,) = shown
    above = next(line for line in only["lines"] if line["text"] == "above: 2%")
    assert above["place"] == "specs/shop/services.yaml:9"
    assert len(above["covers"]) == 1
    assert [rule["severity"] for rule in only["rules"]] == ["warning"]
    assert only["rules"][0]["told"] == ["chat at once"]
