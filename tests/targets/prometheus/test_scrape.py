"""Scrape jobs in Prometheus's form; `tests/live` shows what real servers make of them."""

from __future__ import annotations

from monitorgen.diagnostics import Origin
from monitorgen.plan.jobs import Auth, Dns, Docker, Files, Job, Relabel, Static
from monitorgen.plan.values import SecretUse
from monitorgen.targets.prometheus.scrape import scrape_config
from monitorgen.units import Duration

HERE = Origin("services.yaml", ("services", "api"))
NOW = (3, 13, 2)


def test_paths_lead_to_the_folder_of_prometheus_yml_from_wherever_the_job_stands() -> None:
    token = Auth(credentials=SecretUse("token", "secrets/token"))
    job = Job("api", Files(("targets/*.json", "/etc/targets.json")), HERE, auth=token)
    of_its_own, inline = scrape_config(job, NOW, "../"), scrape_config(job, NOW)
    assert of_its_own["file_sd_configs"] == [{"files": ["../targets/*.json", "/etc/targets.json"]}]
    assert inline["file_sd_configs"] == [{"files": ["targets/*.json", "/etc/targets.json"]}]
    assert of_its_own["authorization"] == {"type": "Bearer", "credentials_file": "../secrets/token"}
    assert inline["authorization"] == {"type": "Bearer", "credentials_file": "secrets/token"}


def test_a_password_is_read_from_a_file() -> None:
    auth = Auth(username="watcher", password=SecretUse("pw", "secrets/pw"))
    made = scrape_config(Job("api", Static(("api:80",)), HERE, auth=auth), NOW)
    assert made["basic_auth"] == {"username": "watcher", "password_file": "secrets/pw"}


def test_what_is_prometheus_default_is_left_out() -> None:
    made = scrape_config(Job("api", Static(("api:80",)), HERE), NOW)
    assert made == {"job_name": "api", "static_configs": [{"targets": ["api:80"]}]}


def test_labels_of_targets_in_files_are_set_before_what_the_owner_relabels() -> None:
    made = scrape_config(Job("api", Files(("a.json",)), HERE, adds={"tier": "1"}), NOW)
    assert made["relabel_configs"] == [{"target_label": "tier", "replacement": "1"}]


def test_what_the_dns_does_not_say_of_a_target_stands_beside_its_names() -> None:
    found = Dns("api.example.org", "A", 8080, Duration(10_000))
    made = scrape_config(Job("api", found, HERE, adds={"tier": "1"}), NOW)
    assert made["dns_sd_configs"] == [
        {"names": ["api.example.org"], "type": "A", "port": 8080, "refresh_interval": "10s"}
    ]
    assert made["relabel_configs"] == [{"target_label": "tier", "replacement": "1"}]


def test_records_that_know_their_ports_are_given_none() -> None:
    made = scrape_config(Job("api", Dns("_m._tcp.example.org", "SRV", None), HERE), NOW)
    assert made == {"job_name": "api", "dns_sd_configs": [{"names": ["_m._tcp.example.org"], "type": "SRV"}]}


def test_a_container_is_one_target_by_its_name_whatever_networks_and_ports_it_has() -> None:
    found = Docker("unix:///var/run/docker.sock", {"app": "api", "watched": ""}, 8080, "shop_a.b-c")
    own = Relabel(target_label="zone", replacement="x")
    made = scrape_config(Job("api", found, HERE, adds={"price": "5$"}, relabel=(own,)), NOW)
    assert made["docker_sd_configs"] == [
        {
            "host": "unix:///var/run/docker.sock",
            "filters": [{"name": "label", "values": ["app=api", "watched"]}],
            "match_first_network": False,
        }
    ]
    assert made["relabel_configs"] == [
        {"source_labels": ["__meta_docker_network_name"], "regex": r"shop_a\.b-c", "action": "keep"},
        {
            "source_labels": ["__meta_docker_network_ip"],
            "regex": "(.+)",
            "target_label": "__address__",
            "replacement": "$1:8080",
        },
        {
            "source_labels": ["__meta_docker_container_name"],
            "regex": "/(.+)",
            "target_label": "instance",
            "replacement": "$1:8080",
        },
        {"target_label": "price", "replacement": "5$$"},
        {"target_label": "zone", "replacement": "x"},
    ]


def test_a_version_that_looks_at_all_networks_anyway_is_not_told_to() -> None:
    made = scrape_config(Job("api", Docker("tcp://e:2375", {"a": "b"}, 1, "n"), HERE), (2, 53))
    assert made["docker_sd_configs"] == [{"host": "tcp://e:2375", "filters": [{"name": "label", "values": ["a=b"]}]}]
