"""The page of an alert: all that somebody needs who was woken by it, and nothing that a hostile text could do there."""

from __future__ import annotations

import re
from itertools import combinations
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

import pytest
from justhtml import Element, JustHTML

from tests.support.hostile import ATTRIBUTES, ELEMENTS, PIECES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.targets.portal.conftest import Portal

STACK = """\
stack:
  alertmanager: {heartbeat: deadman, url: 'https://alerts.example.org/'}
  prometheus: {url: https://prometheus.example.org}
  grafana: {url: https://grafana.example.org}
"""
SEVERITIES = """\
severities: {critical: {notify: [chat], escalate: {15m: [chat]}}, warning: {notify: [chat]}, info: {notify: none}}
"""
SERVICE = """\
services:
  api:
    type: http-service
    title: The API
    port: 8080
    runbook: api
    alerts:
      HighErrorRate: {above: {warning: 2%, critical: 10%}, means: Requests *fail*., impact: Nobody can pay.}
      Quiet: {expr: 'changes(up{job="api"}[5m]) > 900', for: 1m, severity: info, unproven: It is asked too seldom}
"""
RUNBOOK = """\
# When the API is ill

See [the others](../pages/oncall.md), [yours](../../etc/passwd.md) and [what to restart](#restart).

## Restart

```sh
docker compose restart api
```
"""
FILES = {"runbooks/api.md": RUNBOOK, "pages/oncall.md": "# On call\n\nSee [the API](../runbooks/api.md#restart).\n"}
DOCS = "docs: {url: 'https://docs.example.org', pages: [pages/oncall.md]}\n"


def text(html: str) -> str:
    return " ".join(JustHTML(html, sanitize=False).to_text(separator="", strip=False).split())


def links(html: str) -> dict[str, str]:
    """Where links lead, by their texts."""
    found = JustHTML(html, sanitize=False).query("main a")
    return {" ".join(each.to_text().split()): str(each.attrs["href"]) for each in found if isinstance(each, Element)}


def headings(html: str) -> list[str]:
    return [" ".join(each.to_text().split()) for each in JustHTML(html, sanitize=False).query("main h2")]


def test_a_page_says_what_is_the_matter_what_to_do_and_who_else_is_told(portal: Portal) -> None:
    pages = portal(DOCS + STACK + SEVERITIES + SERVICE, FILES)
    html = pages["runbooks/api/HighErrorRate.html"]
    assert headings(html) == [
        "What is the matter", "What to do first", "When the API is ill", "Where to look", "When it fires",
        "Who is told, and when",
    ]  # fmt: skip
    said = text(html)
    assert "Requests fail." in said
    assert "Nobody can pay." in said
    assert "Split the errors by route and status" in said
    assert "docker compose restart api" in said
    assert "From runbooks/api.md of the specs." in said
    assert "after 15m, if it still fires" in said


def test_severities_of_an_alert_share_its_page(portal: Portal) -> None:
    html = portal(DOCS + STACK + SEVERITIES + SERVICE, FILES)["runbooks/api/HighErrorRate.html"]
    said = text(html)
    assert "above 10% over 5m" in said
    assert "above 2% over 5m" in said
    assert said.index("above 10%") < said.index("above 2%")
    assert [each.attrs["id"] for each in JustHTML(html, sanitize=False).query("section.group") if each.attrs] == [
        "impact", "told-critical", "told-warning",
    ]  # fmt: skip


def test_links_lead_to_the_graph_the_history_and_a_silence(portal: Portal) -> None:
    found = links(portal(DOCS + STACK + SEVERITIES + SERVICE, FILES)["runbooks/api/HighErrorRate.html"])
    assert found["Graph"].startswith("https://prometheus.example.org/graph?g0.expr=job%3Ahttp_requests%3Aerror_ratio")
    assert found["History"] == (
        "https://prometheus.example.org/graph?g0.expr=ALERTS%7Balertname%3D%22HighErrorRate%22%2Cservice%3D%22api%22%7D"
        "&g0.tab=0&g0.range_input=1w"
    )
    assert found["Silence"] == (
        "https://alerts.example.org/#/silences/new?filter=%7Balertname%3D%22HighErrorRate%22%2Cservice%3D%22api%22%7D"
    )
    assert found["Dashboard"].startswith("https://grafana.example.org/d/")


def test_without_servers_to_link_to_the_queries_are_said(portal: Portal) -> None:
    html = portal(DOCS + SEVERITIES + SERVICE, FILES)["runbooks/api/HighErrorRate.html"]
    assert 'ALERTS{alertname="HighErrorRate",service="api"}' in text(html)
    assert "amtool silence add" in text(html)
    assert "History" not in links(html)


def test_links_between_texts_of_owners_lead_to_the_pages_that_they_became(portal: Portal) -> None:
    pages = portal(DOCS + STACK + SEVERITIES + SERVICE, FILES)
    runbook = links(pages["runbooks/api/HighErrorRate.html"])
    assert runbook["the others"] == "../../pages/oncall.html"
    assert runbook["what to restart"] == "#runbook-restart"
    assert "yours" not in runbook
    assert links(pages["pages/oncall.html"])["the API"] == "../runbooks/api/HighErrorRate.html"


def test_an_alert_that_nobody_wrote_about_says_so(portal: Portal) -> None:
    said = text(portal(SEVERITIES + SERVICE.replace("    runbook: api\n", ""))["runbooks/api/Quiet.html"])
    assert "Nobody has written yet what to do." in said
    assert "Nobody is told: it is shown" in said
    assert "It is asked too seldom" in said
    assert 'changes(up{job="api"}[5m]) > 900' in said


def test_a_runbook_elsewhere_is_linked(portal: Portal) -> None:
    text_ = SERVICE.replace("runbook: api", "runbook: 'https://wiki.example.org/api'")
    found = links(portal(SEVERITIES + text_)["runbooks/api/HighErrorRate.html"])
    assert found["https://wiki.example.org/api"] == "https://wiki.example.org/api"


def test_every_alert_has_its_page_in_both_forms(portal: Portal) -> None:
    pages = portal(DOCS + STACK + SEVERITIES + SERVICE + "infrastructure: {node: {}}\n", FILES)
    html = {path.removesuffix(".html") for path in pages if path.startswith("runbooks/") and path.endswith(".html")}
    markdown = {path.removesuffix(".md") for path in pages if path.startswith("runbooks/") and path.endswith(".md")}
    assert html == markdown
    assert {"runbooks/alertmanager/Watchdog", "runbooks/node/NodeCpuHigh", "runbooks/api/TargetDown"} <= html


@pytest.mark.slow
def test_every_relative_link_leads_to_a_file(portal: Portal) -> None:
    pages = portal(DOCS + STACK + SEVERITIES + SERVICE + "infrastructure: {node: {}}\n", FILES)
    assert "runbooks/api/HighErrorRate.html" in pages
    for path, html in pages.items():
        if path.startswith(("runbooks/", "pages/", "documents")) and path.endswith(".html"):
            for leads in links(html).values():
                _check(leads, path, pages)


def _check(leads: str, path: str, pages: Mapping[str, str]) -> None:
    if re.match("[a-z]+:", leads):
        return
    to, _, anchor = leads.partition("#")
    found = normpath(join(dirname(path), to)) if to else path
    assert found in pages or found.startswith("../"), (path, leads)
    if anchor and found in pages:
        ids = {str(each.attrs["id"]) for each in JustHTML(pages[found], sanitize=False).query("[id]") if each.attrs}
        assert anchor in ids, (path, leads)


@pytest.mark.slow
def test_hostile_texts_are_shown_and_do_nothing(portal: Portal) -> None:
    hostile = "\n".join(PIECES).encode("utf-8", "replace").decode().replace("\0", "").replace("\r\n", "\n")
    pages = portal(DOCS + STACK + SEVERITIES + SERVICE, {**FILES, "runbooks/api.md": hostile})
    plain = portal(DOCS + STACK + SEVERITIES + SERVICE, FILES)
    usual = {
        (each.name, *sorted(each.attrs or ()))
        for html in plain.values()
        for each in JustHTML(html, sanitize=False).query("*")
    }
    some = (
        (name, each) for name, allowed in ATTRIBUTES.items() for size in (1, 2) for each in combinations(allowed, size)
    )
    extra = {(name,) for name in ELEMENTS} | {(name, *sorted(each)) for name, each in some}
    for each in JustHTML(pages["runbooks/api/HighErrorRate.html"], sanitize=False).query("main *"):
        assert (each.name, *sorted(each.attrs or ())) in usual | extra
        assert not str((each.attrs or {}).get("href", "")).lower().startswith(("javascript", "data", "vbscript"))


def test_links_to_a_text_of_several_alerts_lead_to_the_one_of_its_name(portal: Portal) -> None:
    spec = SERVICE.replace("runbook: api", "runbook: high-response-time")
    files = {
        "runbooks/high-response-time.md": "# Slow\n",
        "pages/oncall.md": "[slow](../runbooks/high-response-time.md)\n",
    }
    pages = portal(DOCS + SEVERITIES + spec, files)
    assert links(pages["pages/oncall.html"])["slow"] == "../runbooks/api/HighResponseTime.html"
