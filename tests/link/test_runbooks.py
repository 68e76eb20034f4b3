"""Where an alert sends whoever is told of it: to its page, wherever it comes from, or to its owner's own link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.link.made import Linked

SERVICE = "services: {api: {type: http-service, port: 8080, slos: {availability: 99.9%}}}\n"
BASE = "https://docs.example.org/shop"
DOCS = f"docs: {{url: {BASE}/}}\n"


def test_every_alert_leads_to_its_page_whoever_brought_it(linked: Linked) -> None:
    made = linked(
        DOCS + SERVICE + "infrastructure: {node: {slos: {idle: {objective: 95%, good_when: {"
        "usage: cpu, below: 90%}}}}, postgres: {address: 'postgres:5432', exporter: none}}\n"
        "alerts: {Everywhere: {rate: '*.http', above: 5/s, for: 5m, severity: warning}}\n"
        "slos: {answers: {objective: 99%, all_of: [api.availability, node.idle]}}\n"
    )
    assert made.errors == []
    for unit in made.units.values():
        for alert in unit.alerts:
            assert alert.annotations["runbook_url"] == f"{BASE}/runbooks/{unit.fragment.unit}/{alert.name}.html"
    found = {f"{unit}.{alert.name}" for unit, each in made.units.items() for alert in each.alerts}
    assert {
        "api.TargetDown", "api.HighErrorRate", "api.AvailabilityBudgetBurn", "node.NodeCpuHigh", "system.Everywhere",
        "system.AnswersBudgetBurn", "alertmanager.Watchdog", "prometheus.TargetDown",
    } <= found  # fmt: skip


def test_a_page_of_a_unit_with_one_letter_is_no_dashboard(linked: Linked) -> None:
    made = linked(DOCS + "services: {d: {type: http-service, port: 8080}}\n")
    assert made["d"].rule("TargetDown").annotations["runbook_url"] == f"{BASE}/runbooks/d/TargetDown.html"
    assert made.errors == []


def test_a_link_of_the_owner_s_comes_before_the_page(linked: Linked) -> None:
    api = linked(
        DOCS
        + "services:\n  api:\n    type: http-service\n    port: 8080\n    runbook: 'https://wiki.example.org/{service}'\n"
        "    slos: {availability: {objective: 99%, runbook: https://wiki.example.org/slo}}\n"
        "    alerts: {HighErrorRate: {runbook: 'https://wiki.example.org/{severity}'}}\n"
    )["api"]
    assert api.rule("TargetDown").annotations["runbook_url"] == "https://wiki.example.org/api"
    assert api.rule("HighErrorRate").annotations["runbook_url"] == "https://wiki.example.org/warning"
    assert {each.annotations["runbook_url"] for each in api.rules("AvailabilityBudgetBurn")} == {
        "https://wiki.example.org/slo"
    }


def test_the_text_of_a_file_goes_into_the_guide_and_the_link_to_the_page(linked: Linked) -> None:
    api = linked(
        DOCS + "services: {api: {type: http-service, port: 8080, runbook: api}}\n",
        files={"runbooks/api.md": "# The API\n\nLook *twice*.\n"},
    )["api"]
    runbook = api.rule("TargetDown").guide.runbook
    assert runbook is not None
    assert (runbook.title, runbook.text, runbook.file) == ("The API", "\nLook *twice*.\n", "runbooks/api.md")
    assert api.rule("TargetDown").annotations["runbook_url"] == f"{BASE}/runbooks/api/TargetDown.html"


def test_the_mark_that_some_editors_put_before_a_text_is_no_part_of_it(linked: Linked) -> None:
    api = linked(
        DOCS + "services: {api: {type: http-service, port: 8080, runbook: api}}\n",
        files={"runbooks/api.md": "\ufeff# The API\r\n"},
    )["api"]
    runbook = api.rule("TargetDown").guide.runbook
    assert runbook is not None
    assert runbook.title == "The API"


def test_a_block_of_markdown_is_a_runbook_too(linked: Linked) -> None:
    text = "services:\n  api:\n    type: http-service\n    port: 8080\n    alerts:\n      HighErrorRate:\n"
    text += "        runbook: |\n"
    guide = linked(DOCS + text + "          Restart.\n          Then wait.\n")["api"].rule("HighErrorRate").guide
    assert guide.runbook is not None
    assert (guide.runbook.title, guide.runbook.text, guide.runbook.file) == ("", "Restart.\nThen wait.\n", "")


def test_what_the_catalogue_knows_of_an_alert_is_kept(linked: Linked) -> None:
    guide = linked("infrastructure: {node: {}}\n")["node"].rule("NodeCpuHigh").guide
    assert guide.title
    assert guide.means
    assert guide.impact
    assert len(guide.first_steps) > 1


def test_alerts_of_objectives_say_what_to_do(linked: Linked) -> None:
    api = linked(
        "services: {api: {type: http-service, port: 8080, slos: {availability: {objective: 99.9%, description: Answers "
        "without an error, budget_alerts: {50%: warning}, forecast_alerts: {3d: warning}}}}}\n"
    )["api"]
    guides = {each.name: each.guide for each in api.alerts if each.slo is not None}
    assert guides.keys() == {f"Availability{end}" for end in ("BudgetBurn", "BudgetSpent", "BudgetForecast", "NoData")}
    for guide in guides.values():
        assert guide.means.startswith("Answers without an error: 99.9% of availability in 30d have to be good")
        assert guide.impact
        assert len(guide.first_steps) > 1


def test_each_environment_has_pages_of_its_own(linked: Linked) -> None:
    made = linked(
        "environments:\n  production: {regions: {eu: {}, us: {}}}\n  staging: {docs: {url: 'https://staging.example.org'}}\n"
        "docs: {url: 'https://docs.example.org/{environment}', format: md}\n" + SERVICE
    )
    links = {
        scope: units["api"].rule("HighErrorRate").annotations["runbook_url"] for scope, units in made.scopes.items()
    }
    assert links == {
        "production/eu": "https://docs.example.org/production/runbooks/api/HighErrorRate.md",
        "production/us": "https://docs.example.org/production/runbooks/api/HighErrorRate.md",
        "staging": "https://staging.example.org/runbooks/api/HighErrorRate.md",
    }


@pytest.mark.parametrize(
    ("environment", "docs", "told"),
    [
        ("production", "", True),
        ("production-eu", "", True),
        ("staging", "", False),
        ("production", DOCS, False),
    ],
)
def test_production_without_links_to_runbooks_is_told(linked: Linked, environment: str, docs: str, told: bool) -> None:
    made = linked(f"environments: {{{environment}: {{}}}}\n" + (docs or "docs: {}\n") + SERVICE)
    assert ("MG514" in made.codes) is told
    assert ("runbook_url" in made["api"].rule("HighErrorRate").annotations) is bool(docs)


def test_where_nobody_is_told_nobody_needs_a_link(linked: Linked) -> None:
    made = linked("docs: {}\nseverities: {critical: {notify: none}, warning: {notify: none}}\n" + SERVICE)
    assert "MG514" not in made.codes
    made = linked("docs: {}\nenvironments: {laptop: {}}\n" + SERVICE)
    assert "MG514" not in made.codes


def test_a_path_in_a_notification_is_refused(linked: Linked) -> None:
    alerts = "{HighErrorRate: {annotations: {runbook_url: ./a.md}}}"
    made = linked(f"services: {{api: {{type: http-service, port: 8080, alerts: {alerts}}}}}\n")
    assert made.finding("MG271").hint.startswith("write `runbook:`")


def test_two_pages_of_one_name_are_refused(linked: Linked) -> None:
    files = {"a/oncall.md": "# A\n", "b/oncall.md": "# B\n"}
    made = linked("docs: {url: https://docs.example.org, pages: [a/oncall.md, b/oncall.md]}\n", files=files)
    assert made.finding("MG270").message == "two pages are called 'oncall'"


def test_pages_are_called_by_their_titles_or_by_their_files(linked: Linked) -> None:
    files = {"a/on-call.md": "# Who is on call\n\nYou.\n", "b.md": "Text.\n"}
    made = linked("docs: {url: https://docs.example.org, pages: [a/on-call.md, b.md]}\n", files=files)
    assert made.codes == []


@pytest.mark.parametrize("link", ["http://", "https://[::1", "https:///path", "https://exa mple.org"])
def test_a_link_that_is_no_url_is_told(linked: Linked, link: str) -> None:
    made = linked(DOCS + f"services: {{api: {{type: http-service, port: 8080, runbook: '{link}'}}}}\n")
    assert set(made.errors) == {f"MG271 {link!r} is not a URL"}
