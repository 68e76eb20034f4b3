"""Notification templates: what people read, rendered by the real amtool.

`cases/` holds what Alertmanager hands to a template, `expected/<case>.txt` what becomes of it in every integration.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitorgen.targets.alertmanager.templates import folder as kept_in
from monitorgen.targets.alertmanager.templates import templates
from tests.support.notifications import amtool
from tests.support.policies import alert, routed
from tests.support.tools import ROOT

sys.path.append(str(ROOT / "scripts"))

from notification_layout import laid_out

if TYPE_CHECKING:
    from monitorgen.plan.routing import Routing
    from tests.support.tools import FindTool
    from tests.targets.alertmanager.conftest import Golden

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in (HERE / "cases").glob("*.json"))

TEXTS = {
    "email.subject": ("text", "."),
    "email.html": ("html", "."),
    "email.text": ("text", "."),
    "slack.title": ("text", "."),
    "slack.fallback": ("text", "."),
    "slack.text": ("text", "."),
    "slack.footer": ("text", "."),
    "color": ("text", "."),
    "pagerduty.description": ("text", "."),
    "pagerduty.severity": ("text", "."),
    "pagerduty.alerts": ("text", ".Alerts.Firing"),
    "msteamsv2.title": ("text", "."),
    "msteamsv2.text": ("text", "."),
    "discord.title": ("text", "."),
    "discord.message": ("text", "."),
    "telegram.message": ("html", "."),
    "opsgenie.message": ("text", "."),
    "opsgenie.description": ("text", "."),
    "opsgenie.priority": ("text", "."),
}
"""Each template with the engine that Alertmanager renders it with, and what it is given."""

POLICY = """
channels:
  all:
    slack: {api_url: {secret: s}}
    email: {to: a@b.example, from: c@d.example, smarthost: 'm:25'}
    pagerduty: {routing_key: {secret: s}}
    msteamsv2: {webhook_url: {secret: s}}
    discord: {webhook_url: {secret: s}}
    telegram: {bot_token: {secret: s}, chat_id: 1}
  phone: {opsgenie: {api_key: {secret: s}}}
default_notify: [all]
severities: {sev1: {means: critical}, sev2: {means: warning}, sev3: {means: info}, critical: {}, info: {}}
"""


def routing(text: str = POLICY) -> Routing:
    return routed(text.replace("  phone: {opsgenie: {api_key: {secret: s}}}\n", ""), alert("api", "Slow", "info"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from msgspec.structs import replace

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.routing import Integration, Receiver

    made = routing()
    phone = Receiver("phone", (Integration("opsgenie", {}, True, "phone", Origin("a.yaml")),))
    for name, text in templates(replace(made, receivers={**made.receivers, "phone": phone}), "Generated.").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def rendered(program: Path, folder: Path, name: str, case: str) -> str:
    engine, data = TEXTS[name]
    return amtool(
        program,
        "template",
        "render",
        f"--template.glob={folder}/*.tmpl",
        f'--template.text={{{{ template "monitorgen.{name}" {data} }}}}',
        f"--template.type={engine}",
        f"--template.data={HERE / 'cases' / f'{case}.json'}",
    )


@pytest.mark.parametrize("case", CASES)
def test_what_people_read(case: str, folder: Path, find_tool: FindTool, golden: Golden) -> None:
    program = find_tool("amtool")
    texts = [f"=== {name}\n{rendered(program, folder, name, case)}\n" for name in TEXTS]
    golden(HERE / "expected" / f"{case}.txt", "".join(texts))


@pytest.mark.parametrize("case", ["several", "awkward", "long"])
def test_an_old_alertmanager_renders_the_same(case: str, folder: Path, find_tool: FindTool) -> None:
    new, old = find_tool("amtool"), find_tool("amtool", old=True)
    for name in TEXTS:
        assert rendered(old, folder, name, case) == rendered(new, folder, name, case), name


def test_the_link_to_a_silence_holds_what_all_alerts_have_in_common(folder: Path, find_tool: FindTool) -> None:
    from urllib.parse import unquote

    text = rendered(find_tool("amtool"), folder, "slack.text", "awkward")
    link = re.search(r"<([^>|]*silences/new[^|]*)\|", text)
    assert link is not None
    query = unquote(link[1].partition("filter=")[2])
    labels = json.loads((HERE / "cases" / "awkward.json").read_text())["commonLabels"]
    escaped = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in labels.items()}
    assert query == "{" + ",".join(f'{name}="{escaped[name]}"' for name in sorted(escaped)) + "}"
    assert not re.search(r"[+ <>|\"]", link[1])


@pytest.mark.parametrize("name", ["email.html", "telegram.message"])
def test_nothing_that_an_alert_says_becomes_markup(name: str, folder: Path, find_tool: FindTool) -> None:
    text = rendered(find_tool("amtool"), folder, name, "awkward")
    assert "<b>bold" not in text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in text


def test_telegram_gets_only_tags_that_it_knows(folder: Path, find_tool: FindTool) -> None:
    text = rendered(find_tool("amtool"), folder, "telegram.message", "several")
    assert set(re.findall(r"</?([a-z]+)", text)) == {"b", "a"}


LIMITS = {"slack.text": 40_000, "msteamsv2.text": 28_000, "discord.message": 2_048, "telegram.message": 4_096}
"""Characters that a message of a kind may have; Slack cuts, Teams refuses, Alertmanager cuts for the other two."""
LIMITS |= {"email.html": 100_000, "opsgenie.description": 15_000, "pagerduty.description": 1_024}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", LIMITS)
def test_nothing_is_longer_than_its_receiver_takes(name: str, case: str, folder: Path, find_tool: FindTool) -> None:
    assert len(rendered(find_tool("amtool"), folder, name, case)) <= LIMITS[name]


@pytest.mark.parametrize("name", ["discord.message", "telegram.message"])
def test_what_does_not_fit_still_says_what_is_wrong_and_where_to_look(
    name: str, folder: Path, find_tool: FindTool
) -> None:
    text = rendered(find_tool("amtool"), folder, name, "long")
    assert "checkout: 0 " in text
    assert "https://alertmanager.example.org/#/alerts?receiver=payments-critical" in text


def test_slack_gets_only_the_entities_that_it_knows(folder: Path, find_tool: FindTool) -> None:
    for name in ("slack.text", "slack.footer"):
        text = rendered(find_tool("amtool"), folder, name, "awkward")
        assert set(re.findall(r"&[^;\s]*;?", text)) <= {"&amp;", "&lt;", "&gt;"}


def test_only_templates_of_integrations_that_are_used_are_written() -> None:
    text = "channels: {c: {slack: {api_url: {secret: s}}}}\ndefault_notify: [c]\nseverities: {info: {}}"
    assert list(templates(routing(text), "")) == ["common.tmpl", "severity.tmpl", "slack.tmpl"]


def test_the_templates_are_those_of_their_layout() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in kept_in().glob("*.tmpl")}
    made = laid_out()
    assert made == {name: kept.get(name) for name in made}, "run scripts/write-templates"
    assert kept.keys() == {*made, "severity.tmpl"}


def test_the_heads_of_the_files_can_not_be_ended_by_what_they_say() -> None:
    text = templates(routing(), "Generated from */ }} a")["common.tmpl"]
    assert text.startswith("{{- /*\nGenerated from * / }} a\n*/ -}}\n")


def test_no_severity_that_means_critical_or_info_leaves_valid_templates(tmp_path: Path, find_tool: FindTool) -> None:
    text = "channels: {c: {slack: {api_url: {secret: s}}}}\ndefault_notify: [c]\nseverities: {sev2: {means: warning}}"
    made = routed(text, alert("api", "Slow", "sev2"))
    for name, content in templates(made, "").items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert rendered(find_tool("amtool"), tmp_path, "color", "one") == "#ef6c00"
