"""Probes: what is asked and how, what is known of the answers, and the alerts that come without being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
import yaml

from monitorgen.plan.jobs import Probed

if TYPE_CHECKING:
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.probing import Probe
    from tests.link.made import Linked, Made

SITE = "services: {site: {port: 8080, probes: {home: 'https://shop.example.org/'}}}\n"


def probe_job(made: Made, unit: str) -> Job:
    """The job of a unit's probes."""
    (job,) = [job for job in made[unit].fragment.jobs if isinstance(job.discovery, Probed)]
    return job


def probes(made: Made, unit: str) -> dict[str, Probe]:
    """The probes of a unit, by name."""
    discovery = probe_job(made, unit).discovery
    assert isinstance(discovery, Probed)
    return {probe.name: probe for probe in discovery.probes}


@pytest.mark.parametrize(
    ("url", "prober", "module", "target"),
    [
        ("https://shop.example.org/a?b=c", "http", "http_2xx", "https://shop.example.org/a?b=c"),
        ("http://other:8080/health", "http", "http_2xx", "http://other:8080/health"),
        ("tcp://db.example.org:5432", "tcp", "tcp_connect", "db.example.org:5432"),
        ("tls://mail.example.org:993", "tcp", "tcp_connect_tls", "mail.example.org:993"),
        ("icmp://gw.example.org", "icmp", "icmp", "gw.example.org"),
        ("dns://9.9.9.9/shop.example.org", "dns", "site/it", "9.9.9.9:53"),
        ("grpc://cart:50051", "grpc", "grpc", "cart:50051"),
        ("grpcs://cart.example.org:443", "grpc", "grpc_tls", "cart.example.org:443"),
        ("https://{environment}.example.org/", "http", "http_2xx", "https://production.example.org/"),
    ],
)
def test_the_scheme_says_how_it_is_asked(linked: Linked, url: str, prober: str, module: str, target: str) -> None:
    made = linked(f"services: {{site: {{port: 8080, probes: {{it: '{url}'}}}}}}\n")
    assert made.errors == []
    probe = probes(made, "site")["it"]
    assert (probe.module.prober, probe.module.name, probe.target) == (prober, module, target)


@pytest.mark.parametrize(
    ("module", "target"),
    [("tcp", "shop.example.org:443"), ("icmp", "shop.example.org"), ("http", "https://shop.example.org/")],
)
def test_a_module_says_otherwise(linked: Linked, module: str, target: str) -> None:
    made = linked(
        f"services: {{site: {{port: 8080, probes: {{it: {{url: 'https://shop.example.org/', module: {module}}}}}}}}}\n"
    )
    assert (made.errors, probes(made, "site")["it"].target) == ([], target)


@pytest.mark.parametrize(
    ("entry", "targets"),
    [
        ("{port: 8080, probes: {up: /health}}", ["http://site:8080/health"]),
        ("{port: 8080, health: /health}", ["http://site:8080/health"]),
        ("{port: 8080, network: host, health: /health}", ["http://host.docker.internal:8080/health"]),
        ("{address: ['a.example:80', 'b.example:80'], health: /h}", ["http://a.example:80/h", "http://b.example:80/h"]),
        ("{port: 8080, health: /health, probes: {health: 'https://shop.example.org/'}}", ["https://shop.example.org/"]),
    ],
)
def test_a_path_is_asked_where_the_entry_is(linked: Linked, entry: str, targets: list[str]) -> None:
    made = linked(f"services: {{site: {entry}}}\n")
    discovery = probe_job(made, "site").discovery
    assert isinstance(discovery, Probed)
    assert (made.errors, [probe.target for probe in discovery.probes]) == ([], targets)


def test_a_type_brings_probes_to_all_that_have_it(linked: Linked) -> None:
    made = linked("types: {http-service: {health: /health}}\nservices: {api: {type: http-service, port: 8080}}\n")
    assert probes(made, "api")["health"].target == "http://api:8080/health"
    assert {"HighErrorRate", "ProbeFailed"} <= {rule.name for rule in made["api"].alerts}


def test_prometheus_asks_the_exporter_and_shows_what_is_looked_at(linked: Linked) -> None:
    made = linked(
        SITE.replace("'https://shop.example.org/'", "{url: 'https://shop.example.org/', interval: 1m, timeout: 5s}")
    )
    _, job = yaml.safe_load(made.files["shop/production/prometheus/scrape/site.yml"])["scrape_configs"]
    assert (job["job_name"], job["metrics_path"]) == ("probe/site", "/probe")
    (target,) = job["static_configs"]
    assert target == {
        "targets": ["https://shop.example.org/"],
        "labels": {
            "probe": "home",
            "__param_module": "http_2xx",
            "__scrape_interval__": "1m",
            "__scrape_timeout__": "5s",
        },
    }
    assert job["relabel_configs"] == [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"source_labels": ["__param_target"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": "blackbox:9115"},
    ]


def test_the_exporter_is_a_component_only_where_something_is_probed(linked: Linked) -> None:
    assert "blackbox" not in linked("services: {api: {port: 8080}}\n").units
    made = linked(SITE)
    assert made["blackbox"].job.name == "blackbox"
    assert "blackbox" in linked("stack: {blackbox: {}, alertmanager: {heartbeat: deadman}}\n").units


def test_an_exporter_that_runs_elsewhere_is_asked_there(linked: Linked) -> None:
    made = linked(
        f"{SITE}stack: {{blackbox: {{address: 'probes.example.org:9115'}}, alertmanager: {{heartbeat: deadman}}}}\n"
    )
    discovery = probe_job(made, "site").discovery
    assert isinstance(discovery, Probed)
    assert discovery.exporter == "probes.example.org:9115"


def test_what_is_expected_becomes_a_module_of_its_own(linked: Linked) -> None:
    texts = "body: Sign in, body_without: Sorry, headers: {Content-Type: text/html.*}"
    expect = f"{{status: [200, 302], {texts}, redirects: false, tls: true}}"
    made = linked(
        SITE.replace("'https://shop.example.org/'", f"{{url: 'https://shop.example.org/', expect: {expect}}}")
    )
    modules = yaml.safe_load(made.files["shop/production/blackbox/blackbox.yml"])["modules"]
    assert modules["site/home"] == {
        "prober": "http",
        "http": {
            "preferred_ip_protocol": "ip4",
            "valid_status_codes": [200, 302],
            "fail_if_body_not_matches_regexp": ["Sign in"],
            "fail_if_body_matches_regexp": ["Sorry"],
            "fail_if_header_not_matches": [{"header": "Content-Type", "regexp": "text/html.*"}],
            "follow_redirects": False,
            "fail_if_not_ssl": True,
        },
    }


def test_a_name_server_is_asked_for_a_name(linked: Linked) -> None:
    probe = "{url: 'dns://9.9.9.9/example.org?type=mx', expect: {answer: mail}}"
    made = linked(f"infrastructure: {{names: {{type: external, probes: {{mx: {probe}}}}}}}\n")
    modules = yaml.safe_load(made.files["shop/production/blackbox/blackbox.yml"])["modules"]
    assert modules["names/mx"]["dns"] == {
        "preferred_ip_protocol": "ip4",
        "query_name": "example.org",
        "query_type": "MX",
        "validate_answer_rrs": {"fail_if_none_matches_regexp": ["mail"]},
    }


def test_what_a_stack_says_of_the_exporter_is_merged_into_its_configuration(linked: Linked) -> None:
    stack = "stack: {alertmanager: {heartbeat: deadman}, blackbox: {config: {modules: {http_2xx: {timeout: 3s}}}}}\n"
    modules = cast(
        "dict[str, object]",
        yaml.safe_load(linked(SITE + stack).files["shop/production/blackbox/blackbox.yml"])["modules"],
    )
    assert modules["http_2xx"] == {"prober": "http", "timeout": "3s", "http": {"preferred_ip_protocol": "ip4"}}


def test_alerts_come_with_probes_and_speak_of_these_alone(linked: Linked) -> None:
    made = linked(SITE)
    assert made["site"].expr("ProbeFailed") == 'probe_success{job="probe/site"} == 0'
    assert [rule.severity for rule in made["site"].rules("ProbeCertificateExpires")] == ["critical", "warning"]
    assert made["site"].rule("ProbeFailed").labels["service"] == "site"


@pytest.mark.parametrize(
    ("url", "certificate"),
    [
        ("https://shop.example.org/", True),
        ("http://shop.example.org/", True),  # it may send one on to https
        ("http://site:8080/", False),
        ("tls://mail.example.org:993", True),
        ("tcp://mail.example.org:25", False),
        ("icmp://mail.example.org", False),
    ],
)
def test_without_a_certificate_there_is_no_alert_on_its_expiry(linked: Linked, url: str, certificate: bool) -> None:
    made = linked(f"services: {{site: {{port: 8080, probes: {{it: '{url}'}}}}}}\n")
    assert (made.errors, bool(made["site"].rules("ProbeCertificateExpires"))) == ([], certificate)


def test_what_is_external_has_probes_and_nothing_else(linked: Linked) -> None:
    made = linked("infrastructure: {stripe: {type: external, probes: {api: 'https://api.stripe.example/'}}}\n")
    assert made.errors == []
    assert [job.name for job in made["stripe"].fragment.jobs] == ["probe/stripe"]
    assert {rule.name for rule in made["stripe"].alerts} == {"ProbeFailed", "ProbeSlow", "ProbeCertificateExpires"}


def test_metrics_of_probes_are_known_where_they_are_probed(linked: Linked) -> None:
    alert = "{max: probe_http_duration_seconds, by: [phase, probe], above: 1s, for: 5m, severity: warning}"
    made = linked(SITE.replace("port: 8080", f"port: 8080, alerts: {{Slow: {alert}}}"))
    assert made.errors == []
    expr = 'max by (job, phase, probe) (probe_http_duration_seconds{job="probe/site"}) > 1'
    assert made["site"].expr("Slow") == expr


def test_promql_is_confined_to_the_entrys_probes(linked: Linked) -> None:
    alert = "{expr: 'probe_http_status_code == 500 and on () up', for: 5m, severity: warning, unproven: a test}"
    made = linked(SITE.replace("port: 8080", f"port: 8080, alerts: {{Broken: {alert}}}"))
    assert made.errors == []
    assert made["site"].expr("Broken") == 'probe_http_status_code{job="probe/site"} == 500 and on () up{job="site"}'


def test_other_entries_and_the_root_speak_of_probes_too(linked: Linked) -> None:
    down = "for: 5m, severity: warning"
    made = linked(
        SITE.replace(
            "services: {",
            f"services: {{api: {{port: 1, alerts: {{Away: {{value: site.probe_success, equals: 0, {down}}}}}}}, ",
        )
        + f"alerts: {{Anything: {{count: probe_success, above: 0, {down}}}}}\n"
    )
    assert made.errors == []
    assert made["api"].expr("Away") == 'probe_success{job="probe/site"} == 0'
    assert made["system"].expr("Anything") == "count by (job) (probe_success) > 0"


def test_probes_of_others_are_not_an_entrys_own(linked: Linked) -> None:
    made = linked(
        SITE.replace(
            "services: {",
            "services: {api: {port: 1, alerts: {Away: {value: probe_success, equals: 0, "
            "for: 5m, severity: warning}}}, ",
        )
    )
    assert made.codes == ["MG666"]


def test_probes_are_patched_and_dropped_by_environments(linked: Linked) -> None:
    text = (
        "environments: {production: {}, staging: {}, dev: {}}\n"
        "stack: {alertmanager: {heartbeat: none}}\n"
        "services:\n  site:\n    port: 8080\n    probes:\n      home: https://shop.example.org/\n"
        "    environments:\n      staging: {probes: {home: 'https://staging.example.org/'}}\n"
        "      dev: {probes: {home: none}}\n"
    )
    made = linked(text, environment="staging")
    assert (made.errors, probes(made, "site")["home"].target) == ([], "https://staging.example.org/")
    made = linked(text, environment="dev")
    assert (made.errors, [job.name for job in made["site"].fragment.jobs]) == ([], ["site"])
    assert [rule.name for rule in made["site"].alerts] == ["TargetDown"]


def test_what_is_planned_is_not_probed(linked: Linked) -> None:
    made = linked(SITE.replace("port: 8080", "port: 8080, lifecycle: planned"))
    assert (made.errors, made["site"].fragment.jobs) == ([], ())


def test_probes_are_tuned_for_all_at_one_place(linked: Linked) -> None:
    made = linked(f"types: {{probed: {{alerts: {{ProbeSlow: none, ProbeFailed: {{for: 10m}}}}}}}}\n{SITE}")
    assert made.errors == []
    assert {rule.name for rule in made["site"].alerts} == {"TargetDown", "ProbeFailed", "ProbeCertificateExpires"}
    assert str(made["site"].rule("ProbeFailed").hold) == "10m"
