"""None of what was wrong with the documents is in the output of any of the systems, judged by parsing it.

`defects.yaml` says which test keeps which mistake away, and `test_defects.py` that each of them is kept away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from monitorgen.promql.nodes import Aggregation, Binary, Call, Number, VectorSelector, selectors, walk
from monitorgen.promql.parse import parse
from tests.acceptance.checks_texts import blocks_of_code, fences
from tests.support.built import panels, queries, tree
from tests.support.tree import all_routes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.conftest import Example
    from tests.support.built import Built

FOLDERS = [
    ("codementor", "production"),
    ("devmentor", "local"),
    ("devmentor", "production"),
    ("mysmartnotes", "production"),
    ("qoderesume", "production"),
]
ALWAYS_KNOWN = {"up", "ALERTS", "ALERTS_FOR_STATE"}
SAMPLES = r"YOUR_|YOUR/|yourdomain|your-app-password|app-password|admin123|user:password|hooks\.slack\.com"


@pytest.fixture(params=FOLDERS, ids="/".join)
def built(request: pytest.FixtureRequest, example: Example) -> Built:
    """Each environment of each system."""
    return example(*request.param)


def keys(node: object) -> Iterator[str]:
    """The keys of all maps in a document."""
    if isinstance(node, dict):
        yield from node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from keys(value)


def names(expression: str) -> set[str]:
    """The metrics that an expression names."""
    return {str(each.metric) for each in selectors(tree(expression))}


def all_queries(built: Built) -> list[str]:
    """What all panels ask."""
    return [query for board in built.dashboards.values() for panel in panels(board) for query in queries(panel)]


# -- expressions -------------------------------------------------------------------------------------------------------


def test_panels_ask_what_prometheus_can_read(built: Built) -> None:
    asked = all_queries(built)
    assert len(asked) > 100
    for query in asked:
        assert names(query)


def test_rules_and_panels_ask_only_for_what_something_exposes(built: Built) -> None:
    exposed = {metric for _, metric in built.metrics} | {rule["record"] for rule in built.rules if "record" in rule}
    for expression in (*(rule["expr"] for rule in built.rules), *all_queries(built)):
        for name in names(expression):
            base = re.sub(r"_(bucket|count|sum)$", "", name)
            assert {name, base} & (exposed | ALWAYS_KNOWN) or name.startswith("scrape_"), expression


def test_what_is_called_a_percentage_is_a_share(built: Built) -> None:
    shown = [rule for rule in built.alerting if "humanizePercentage" in rule["annotations"]["summary"]]
    assert shown
    for rule in shown:
        divided = any(isinstance(node, Binary) and node.op == "/" for node in built.nodes(rule["expr"]))
        busy = any(name.endswith(("_seconds_total", "_ratio")) for name in built.reads(rule["expr"]))
        assert divided or busy, rule["alert"]


def test_quantiles_are_of_added_up_buckets(built: Built) -> None:
    found = [
        node
        for expression in (*(rule["expr"] for rule in built.rules), *all_queries(built))
        for node in walk(tree(expression))
        if isinstance(node, Call) and node.func == "histogram_quantile"
    ]
    assert found
    for node in found:
        inner = node.args[1]
        assert isinstance(inner, Aggregation)
        assert inner.op == "sum"
        assert inner.grouping is not None
        assert "le" in inner.grouping.labels


def test_only_answers_of_500_and_more_are_errors(built: Built) -> None:
    for rule in built.alerts("HighErrorRate"):
        used = [each for one in built.selectors(rule["expr"]) for each in one.matchers]
        codes = {each.value for each in used if each.label in {"status", "status_code"}}
        assert codes == {"5.."}, rule["expr"]


def test_a_dead_server_behind_a_live_exporter_is_seen(built: Built) -> None:
    for metric, job in (("pg_up", "postgres"), ("redis_up", "redis")):
        (alert,) = [rule for rule in built.alerting if names(rule["expr"]) == {metric}]
        expr = parse(alert["expr"])
        assert isinstance(expr, Binary)
        assert isinstance(expr.lhs, VectorSelector)
        assert (expr.op, expr.rhs) == ("==", Number("0"))
        assert (alert["labels"]["severity"], alert["labels"]["service"]) == ("critical", job)


def test_a_disk_is_a_file_system_that_can_fill_up(built: Built) -> None:
    sizes = [
        each
        for rule in built.alerting
        for each in built.selectors(rule["expr"])
        if str(each.metric) in {"node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
    ]
    assert sizes
    for each in sizes:
        assert [matcher.op for matcher in each.matchers if matcher.label == "fstype"] == ["!~"]


def test_texts_show_labels_that_are_there(built: Built) -> None:
    """What an alert may show: labels of the rule, those that its expression keeps, those of every target."""
    for rule in built.alerting:
        # All objectives record under the same names: what is read is told by their labels.
        slo = {name: text for name, text in rule["labels"].items() if name in {"service", "slo"}}
        recorded = [each for each in built.rules if "slo" in slo and slo.items() <= each.get("labels", {}).items()]
        parts = [node for each in (rule, *recorded) for node in built.nodes(each["expr"])]
        kept = {
            label
            for node in parts
            if isinstance(node, Aggregation) and node.grouping is not None and not node.grouping.without
            for label in node.grouping.labels
        }
        shown = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
        if any(isinstance(node, Aggregation) for node in parts):
            assert shown <= kept | rule["labels"].keys(), rule["alert"]
        else:
            read = built.reads(rule["expr"])
            had = {label for (_, metric), each in built.metrics.items() if metric in read for label in each["labels"]}
            assert shown <= had | rule["labels"].keys() | {"instance", "job"} or "..." in had, rule["alert"]


def test_rules_look_only_at_jobs_that_exist(built: Built) -> None:
    for rule in built.alerting:
        used = [each for one in selectors(parse(rule["expr"])) for each in one.matchers if each.label == "job"]
        assert {each.value for each in used} <= built.jobs.keys(), rule["expr"]
        assert used or rule["alert"] == "Watchdog" or "slo" in rule["labels"], rule["expr"]


def test_an_alert_is_there_once(built: Built) -> None:
    seen = [(rule["alert"], rule["labels"].get("service"), rule["labels"]["severity"]) for rule in built.alerting]
    assert len(seen) == len(set(seen))
    expressions = [(rule["expr"], rule["labels"].get("service")) for rule in built.alerting]
    assert len(expressions) == len(set(expressions))


def test_prometheus_reads_rules_of_every_job(built: Built) -> None:
    services = {rule["labels"]["service"] for rule in built.alerting if rule["alert"] != "Watchdog"}
    assert services == built.jobs.keys()


# -- targets -----------------------------------------------------------------------------------------------------------


def test_no_job_asks_an_engine_that_is_not_there(built: Built) -> None:
    for job in built.jobs.values():
        assert [key for key in job if key.endswith("_sd_configs")] == []
        assert job["static_configs"]


def test_a_target_is_scraped_once(built: Built) -> None:
    targets = [target for job in built.jobs for target in built.targets(job)]
    assert len(targets) == len(set(targets))


def test_every_service_has_a_job(built: Built) -> None:
    units = {each["unit"]: each for each in built.listed("units")}
    assert units.keys() >= built.jobs.keys()
    without = {name for name in units if name not in built.jobs}
    assert without <= {"learning-service"}, "all but what is planned"


def test_only_prometheus_itself_is_localhost(built: Built) -> None:
    local = {job for job in built.jobs for target in built.targets(job) if target.startswith(("localhost", "127."))}
    assert local == {"prometheus"}


def test_every_host_that_is_named_is_run_or_declared(built: Built) -> None:
    """A name without a dot is a container: of compose.yaml, or of others on a network of theirs that ours join."""
    theirs = {name for name, network in built.compose["networks"].items() if network.get("external")}
    told = (built.folder / "README.md").read_text(encoding="utf-8")
    joined = {name for name in theirs if f" {name}" in told} & set(built.compose["services"]["prometheus"]["networks"])
    managers = built.prometheus["alerting"]["alertmanagers"]
    hosts = {target.rpartition(":")[0] for job in built.jobs for target in built.targets(job)}
    hosts |= {
        each.rpartition(":")[0] for one in managers for group in one["static_configs"] for each in group["targets"]
    }
    for host in hosts - {"localhost", "host.docker.internal"}:
        assert host in built.compose["services"] or (joined and "exporter" not in host), host
    assert "alertmanager" in built.compose["services"]


def test_prometheus_shares_a_network_with_what_it_scrapes(built: Built) -> None:
    services = built.compose["services"]
    joined = set(services["prometheus"]["networks"])
    for job in built.jobs:
        for target in built.targets(job):
            host = target.rpartition(":")[0]
            if host in services and services[host].get("network_mode") != "host" and host != "prometheus":
                assert joined & set(services[host]["networks"]), host


# -- containers --------------------------------------------------------------------------------------------------------


def test_networks_of_compose_are_declared(built: Built) -> None:
    declared = set(built.compose["networks"])
    for service in built.compose["services"].values():
        assert set(service.get("networks", ())) <= declared


def test_images_are_pinned(built: Built) -> None:
    assert "version" not in built.compose
    for service in built.compose["services"].values():
        image, _, tag = service["image"].rpartition(":")
        assert image
        assert re.search(r"\d+\.\d+", tag), service["image"]
        assert not re.search(r"promtail|jaeger|all-in-one|elasticsearch:7", service["image"])


def test_containers_are_closed_watched_and_bounded(built: Built) -> None:
    for name, service in built.compose["services"].items():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["mem_limit"]
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}
        assert service["healthcheck"]["test"][0] == "CMD"
    assert any(
        each.startswith("--storage.tsdb.retention.") for each in built.compose["services"]["prometheus"]["command"]
    )


def test_a_port_of_the_host_is_taken_once(built: Built) -> None:
    told = (built.folder / "README.md").read_text(encoding="utf-8")
    ports = re.findall(r"^\| (\d+) \| [\d.]+ \| ", told, re.MULTILINE)
    published = [
        str(port).split(":")[1] for each in built.compose["services"].values() for port in each.get("ports", ())
    ]
    assert len(ports) == len(set(ports))
    assert len(published) == len(set(published))
    assert set(published) <= set(ports)


def test_what_is_mounted_is_in_the_output(built: Built) -> None:
    for service in built.compose["services"].values():
        for volume in service.get("volumes", ()):
            if isinstance(volume, dict) and str(volume["source"]).startswith("."):
                assert (built.folder / volume["source"]).exists()
                assert volume["read_only"] is True
            elif isinstance(volume, str):
                assert volume.partition(":")[0] in built.compose["volumes"]


def test_the_node_exporter_sees_the_host(built: Built) -> None:
    (found,) = [each for each in built.compose["services"].values() if "node-exporter" in each["image"]]
    (root,) = [each for each in found["volumes"] if each["source"] == "/"]
    assert f"--path.rootfs={root['target']}" in found["command"]
    assert (found["network_mode"], found["pid"]) == ("host", "host")


def test_flags_are_in_the_command(built: Built) -> None:
    assert {"command", "args"}.isdisjoint(built.prometheus)
    for service in ("prometheus", "alertmanager"):
        assert all(each.startswith("--") for each in built.compose["services"][service]["command"])


# -- secrets -----------------------------------------------------------------------------------------------------------


def test_secrets_are_read_from_files(built: Built) -> None:
    said = set(keys(built.alertmanager))
    assert said.isdisjoint({"smtp_auth_password", "auth_password", "api_url", "url", "routing_key", "service_key"})
    for service in built.compose["services"].values():
        environment: dict[str, Any] = service.get("environment", {})
        for name, value in environment.items():
            assert not re.search(r"PASSWORD|SECRET|TOKEN|DSN", name) or name.endswith(("_FILE", "__FILE")), (
                name,
                value,
            )


def test_no_sample_value_is_left(built: Built) -> None:
    files = [file for file in built.folder.rglob("*") if file.is_file()]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(SAMPLES, text), file
        if "grafana" not in file.parts and file.suffix != ".js":  # these have variables of their own
            assert not re.search(r"(?<!\$)\$\{", text), file


# -- who is told -------------------------------------------------------------------------------------------------------


def test_routes_and_inhibition_use_matchers_alone(built: Built) -> None:
    deprecated = {"match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re"}
    assert deprecated.isdisjoint(keys(built.alertmanager))


def test_each_receiver_is_the_end_of_a_route(built: Built) -> None:
    ends = {route["receiver"] for route in all_routes(built.alertmanager["route"])}
    assert ends == {each["name"] for each in built.alertmanager["receivers"]}


def test_no_route_goes_on_to_find_nothing(built: Built) -> None:
    for route in all_routes(built.alertmanager["route"]):
        children = route.get("routes", [])
        assert not [each for each in children[-1:] if each.get("continue")]
        for each in children:
            if each.get("continue"):
                assert not each.get("matchers"), "only steps of a ladder go on, and all steps take every alert"


def test_groups_are_not_told_every_ten_seconds(built: Built) -> None:
    assert built.alertmanager["route"]["group_interval"] == "5m"


def test_what_inhibition_compares_is_on_every_alert(built: Built) -> None:
    """Of one alert in two severities the series are the same; where the alerts may differ the rules set the label."""
    assert built.alertmanager["inhibit_rules"]
    told = [rule for rule in built.alerting if rule["labels"]["severity"] != "none"]
    for rule in built.alertmanager["inhibit_rules"]:
        for label in rule["equal"] if "alertname" not in rule["equal"] else ():
            assert all(each["labels"].get(label) for each in told), label


def test_inhibition_covers_alerts_that_exist(built: Built) -> None:
    services: dict[str, set[str]] = {}
    for rule in built.alerting:
        services.setdefault(rule["labels"]["severity"], set()).add(rule["labels"].get("service", ""))
    assert services["critical"] & services["warning"]


def test_mails_have_their_subject_in_a_header(built: Built) -> None:
    mails = [each for one in built.alertmanager["receivers"] for each in one.get("email_configs", ())]
    assert mails
    for mail in mails:
        assert "subject" not in mail
        assert mail["headers"].keys() == {"Subject"}


# -- dashboards --------------------------------------------------------------------------------------------------------


def test_dashboards_are_in_the_form_of_provisioning(built: Built) -> None:
    files = list((built.folder / "grafana" / "dashboards").rglob("*.json"))
    assert len(built.dashboards) == len(files)
    uids = [board["uid"] for board in built.dashboards.values()]
    assert len(uids) == len(set(uids))
    for board in built.dashboards.values():
        assert "dashboard" not in board
        assert board["schemaVersion"] > 30
        for panel in panels(board):
            assert panel["type"] not in {"graph", "singlestat"}
            assert panel["gridPos"].keys() == {"x", "y", "w", "h"}
            for target in panel.get("targets", ()):
                assert target.get("datasource", panel.get("datasource"))


# -- pages -------------------------------------------------------------------------------------------------------------


def test_every_alert_leads_to_a_page_that_there_is(built: Built) -> None:
    urls = {rule["annotations"]["runbook_url"] for rule in built.alerting}
    (base,) = {url.partition("/runbooks/")[0] for url in urls}
    for url in urls:
        page = built.folder / "docs" / url.removeprefix(f"{base}/")
        assert all(each.is_file() for each in (page, page.with_suffix(".md"))), url


def test_instructions_call_interfaces_that_there_are(built: Built) -> None:
    for page in (built.folder / "docs").rglob("*.md"):
        assert not re.search(r":9093/api/v1|/api/v1/(?:alerts|silences)\b", page.read_text(encoding="utf-8")), page


def test_a_fence_ends_where_its_code_does(built: Built) -> None:
    for page in (built.folder / "docs").rglob("*.md"):
        assert fences(page) == blocks_of_code(page.with_suffix(".html")), page
