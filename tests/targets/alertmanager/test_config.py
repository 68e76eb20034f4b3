"""alertmanager.yml: what it says, and what amtool says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitorgen.check.routes import check_routes
from monitorgen.emit import yaml
from monitorgen.link.notification.decide import decide
from monitorgen.plan.routing import HEARTBEAT_LABELS, Matcher
from monitorgen.routing.tree import Tree
from monitorgen.targets.alertmanager.config import config
from monitorgen.targets.alertmanager.features import SINCE, unreadable
from monitorgen.targets.alertmanager.matchers import matcher
from tests.support.notifications import NEW, OLD, checked, deployed, receivers_by_amtool
from tests.support.policies import alert, policy, routed

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.link.notification.policy import Told
    from monitorgen.plan.routing import Routing
    from tests.support.tools import FindTool
    from tests.targets.alertmanager.conftest import Golden

HERE = Path(__file__).parent

SMALL = """
channels:
  mail: {email: {to: alerts@mysmartnotes.app}}
  oncall-mail: {email: {to: oncall@mysmartnotes.app}}
  slack: {slack: {api_url: {secret: slack_url}, channel: '#alerts-{severity}'}}
  deadman: {webhook: {url: {secret: deadman_url}}}
severities:
  critical: {notify: [oncall-mail, slack]}
  warning: {notify: [slack]}
inhibit: {higher-severity: {equal: [service]}}
default_notify: {notify: [mail], group_by: [alertname, cluster, service], group_wait: 10s, repeat_interval: 12h}
stack:
  alertmanager:
    smtp: {smarthost: 'smtp.gmail.com:587', from: prometheus@mysmartnotes.app, username: prometheus@mysmartnotes.app,
      password: {secret: smtp_password}}
"""
"""The policy of MySmartNotes."""

SMALL_ALERTS = [
    alert("api-gateway", "HighErrorRate", "critical"),
    alert("api-gateway", "HighResponseTime", "warning"),
    alert("api-gateway", "ServiceDown", "critical", down=True),
    alert("postgres", "PostgresHighConnections", "warning"),
    alert("celery", "CeleryQueueBackup", "warning", by=["queue"]),
]

COMPANY = (HERE / "company.yaml").read_text(encoding="utf-8")
COMPANY_ALERTS = [
    alert("checkout", "HighErrorRate", "critical", "payments"),
    alert("checkout", "HighErrorRate", "warning", "payments"),
    alert("checkout", "LoginAbuse", "critical", "identity"),
    alert("checkout", "Odd", "info", "payments"),
    alert("ledger", "TargetDown", "critical", "payments", down=True, mute=["sunday-night"]),
    alert("ledger", "LateBooks", "warning", "payments", mute=["sunday-night"], notify=["mail"]),
    alert("find", "Slow", "warning", "search"),
    alert("find", "TargetDown", "critical", "search", down=True),
    alert("depot", "TargetDown", "critical", "warehouse", down=True),
    alert("gateway", "TargetDown", "critical", "platform", down=True),
]


def small(version: tuple[int, ...] = NEW) -> Routing:
    routing = routed(SMALL, *SMALL_ALERTS)
    assert not list(unreadable(routing, version))
    return routing


def company() -> Routing:
    routing, found = decide(policy(COMPANY, environment="production"), COMPANY_ALERTS)
    assert {each.code for each in found} == {"MG414"}
    return routing


def labels(told: Told) -> dict[str, str]:
    return {**told.alert.labels, "alertname": told.alert.alertname}


# -- MySmartNotes ------------------------------------------------------------------------------------------------------


def test_mysmartnotes_has_its_three_receivers_and_its_inhibit_rule() -> None:
    made = config(small(), NEW)
    receivers, rules = made["receivers"], made["inhibit_rules"]
    assert isinstance(receivers, list)
    assert [each["name"] for each in receivers] == ["default", "critical", "warning"]
    assert rules == [
        {
            "name": "higher-severity",
            "source_matchers": ['severity="critical"'],
            "target_matchers": ['severity="warning"'],
            "equal": ["service"],
        }
    ]


def test_mysmartnotes_as_a_whole(golden: Golden) -> None:
    golden(HERE / "expected" / "mysmartnotes.yml", yaml.dump(config(small(), NEW)))


@pytest.mark.parametrize(
    ("severity", "kinds"), [("critical", ["email", "slack"]), ("warning", ["slack"]), ("odd", ["email"])]
)
def test_mysmartnotes_tells_whom_its_document_says(
    severity: str, kinds: list[str], tmp_path: Path, find_tool: FindTool
) -> None:
    routing = small()
    path = deployed(tmp_path / "am", routing)
    (receiver,) = receivers_by_amtool(find_tool("amtool"), path, {"severity": severity, "alertname": "X"})
    assert receiver == (severity if severity != "odd" else "default")
    assert [each.kind for each in routing.receivers[receiver].integrations] == kinds


def test_amtool_has_nothing_to_say_of_mysmartnotes(tmp_path: Path, find_tool: FindTool) -> None:
    checked(find_tool("amtool"), deployed(tmp_path / "am", small()))


def test_an_old_amtool_reads_what_is_written_for_it(tmp_path: Path, find_tool: FindTool) -> None:
    path = deployed(tmp_path / "am", small(OLD), version=OLD)
    checked(find_tool("amtool", old=True), path)
    assert "higher-severity" not in path.read_text(encoding="utf-8")


# -- a company with teams ----------------------------------------------------------------------------------------------


def test_a_company_as_a_whole(golden: Golden) -> None:
    golden(HERE / "expected" / "company.yml", yaml.dump(config(company(), NEW)))


def test_amtool_has_nothing_to_say_of_a_company(tmp_path: Path, find_tool: FindTool) -> None:
    checked(find_tool("amtool"), deployed(tmp_path / "am", company()))


@pytest.mark.parametrize(
    ("told", "expected"),
    list(
        zip(
            COMPANY_ALERTS,
            [
                ["payments-critical", "payments-critical-after-15m", "payments-critical-after-1h"],
                ["payments-warning-business-hours", "payments-warning-otherwise"],
                ["identity-critical", "identity-critical-after-15m", "identity-critical-after-1h"],
                ["payments-info-business-hours"],
                ["payments-critical", "payments-critical-after-15m", "payments-critical-after-1h"],
                ["ledger-LateBooks-warning"],
                ["search-warning-business-hours", "search-warning-otherwise"],
                ["search-critical", "search-critical-after-15m", "search-critical-after-1h"],
                ["warehouse-critical", "warehouse-critical-after-1h"],
                ["platform-critical", "platform-critical-after-15m", "platform-critical-after-1h"],
            ],
            strict=True,
        )
    ),
    ids=lambda each: each.alert.alertname if hasattr(each, "alert") else "",
)
def test_amtool_and_we_agree_on_who_is_told(
    told: Told, expected: list[str], tmp_path: Path, find_tool: FindTool
) -> None:
    routing = company()
    path = deployed(tmp_path / "am", routing)
    assert receivers_by_amtool(find_tool("amtool"), path, labels(told)) == expected
    assert [each.route.receiver for each in Tree(routing.root).deliveries(labels(told))] == expected


def test_the_heartbeat_of_a_company_goes_to_its_dead_mans_switch(tmp_path: Path, find_tool: FindTool) -> None:
    path = deployed(tmp_path / "am", company())
    assert receivers_by_amtool(find_tool("amtool"), path, HEARTBEAT_LABELS) == ["heartbeat"]


def test_the_tree_of_a_company_does_what_was_meant() -> None:
    assert not list(check_routes(company(), [each.alert for each in COMPANY_ALERTS]))


# -- forms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [("a", 'x="a"'), ('a"b', 'x="a\\"b"'), ("a\\b", 'x="a\\\\b"'), ("a\nb", 'x="a\\nb"'), ("", 'x=""')],
)
def test_values_of_matchers_are_quoted(value: str, written: str, tmp_path: Path, find_tool: FindTool) -> None:
    assert matcher(Matcher("x", "=", value)) == written
    path = tmp_path / "alertmanager.yml"
    route: Json = {"receiver": "a", "routes": [{"receiver": "b", "matchers": [written]}]}
    path.write_text(yaml.dump({"route": route, "receivers": [{"name": "a"}, {"name": "b"}]}), encoding="utf-8")
    checked(find_tool("amtool"), path)


def test_a_channels_own_words_win_over_ours() -> None:
    text = SMALL.replace("channel: '#alerts-{severity}'", "title: T, color: red")
    text = text.replace("to: alerts@mysmartnotes.app", "to: a@b.c, headers: {subject: S, Reply-To: r@b.c}")
    made = config(routed(text, *SMALL_ALERTS), NEW)["receivers"]
    assert isinstance(made, list)
    default, _, warning = made
    assert default["email_configs"][0]["headers"] == {"subject": "S", "Reply-To": "r@b.c"}
    assert warning["slack_configs"][0]["title"] == "T"
    assert warning["slack_configs"][0]["color"] == "red"
    assert "slack.text" in warning["slack_configs"][0]["text"]


# -- versions ----------------------------------------------------------------------------------------------------------


def everything() -> Routing:
    """Every integration, with every field whose version is known."""
    text = (HERE / "everything.yaml").read_text(encoding="utf-8")
    routing, found = decide(policy(text, secrets=["s"]), [alert("api", "Slow", "warning")])
    assert [each.code for each in found] == ["MG436"]
    return routing


def test_amtool_reads_every_integration(tmp_path: Path, find_tool: FindTool) -> None:
    checked(find_tool("amtool"), deployed(tmp_path / "am", everything()))


def test_what_a_version_can_not_read_is_said_at_the_channel() -> None:
    found = list(unreadable(everything(), OLD))
    assert {each.code for each in found} == {"MG711"}
    said = {each.message.split(" needs")[0] for each in found}
    fields = {key.partition(".")[2] for key in SINCE if "." in key}
    assert said >= {f"`{field}` of telegram" for field in ("bot_token_file", "chat_id_file", "message_thread_id")}
    assert {each.rpartition("`")[0].strip("`") for each in said if "`" in each} <= fields
    assert not list(unreadable(everything(), NEW))


def test_every_field_of_the_table_of_versions_is_refused_by_an_old_amtool(tmp_path: Path, find_tool: FindTool) -> None:
    """Each line of the table is true: 0.25 refuses exactly these fields."""
    from tests.support.notifications import amtool

    path = deployed(tmp_path / "am", everything(), version=OLD)
    with pytest.raises(AssertionError) as caught:
        amtool(find_tool("amtool", old=True), "check-config", str(path))
    for key in SINCE:
        kind, _, field = key.partition(".")
        assert f"field {field or kind + '_configs'} not found" in str(caught.value) or _inside(kind), key


def _inside(kind: str) -> bool:
    """Whether 0.25 does not look at the fields, because it doesn't know the integration."""
    return kind in SINCE and "." not in kind


def test_a_version_before_the_oldest_is_refused() -> None:
    assert [each.code for each in unreadable(small(), (0, 24))] == ["MG710"]
