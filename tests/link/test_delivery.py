"""Replicas that do the same, and stores that take samples: what their configurations and containers become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from monitorgen.plan.jobs import Static

if TYPE_CHECKING:
    from tests.link.made import Linked, Made

HOME = "shop/production"
PAIR = "stack: {prometheus: {replicas: 2}, alertmanager: {replicas: 2, heartbeat: deadman}}\n"


def document(found: Made, path: str) -> dict[str, Any]:
    made = yaml.safe_load(found.files[f"{HOME}/{path}"])
    assert isinstance(made, dict)
    return made


def test_every_prometheus_knows_every_alertmanager_and_alerts_do_not_tell_which_it_was(linked: Linked) -> None:
    found = linked(PAIR)
    assert found.errors == []
    made = document(found, "prometheus/prometheus.yml")
    assert made["alerting"] == {
        "alert_relabel_configs": [{"regex": "replica", "action": "labeldrop"}],
        "alertmanagers": [{"static_configs": [{"targets": ["alertmanager:9093", "alertmanager-2:9093"]}]}],
    }
    assert made["global"]["external_labels"]["replica"] == "${PROMETHEUS_REPLICA}"


def test_one_of_each_says_nothing_of_replicas(linked: Linked) -> None:
    found = linked("services: {api: {port: 1}}\n")
    assert "replica" not in found.files[f"{HOME}/prometheus/prometheus.yml"]
    assert "REPLICA" not in found.files[f"{HOME}/compose.yaml"]


def test_replicas_read_the_same_files_and_keep_their_own_data(linked: Linked) -> None:
    services = document(linked(PAIR), "compose.yaml")["services"]
    assert set(services) == {"alertmanager", "alertmanager-2", "grafana", "prometheus", "prometheus-2"}
    for name, number in (("prometheus", "1"), ("prometheus-2", "2")):
        assert services[name]["environment"] == {"PROMETHEUS_REPLICA": number}
        assert services[name]["volumes"][0]["source"] == "./prometheus"
        assert f"{name}-data:/prometheus" in services[name]["volumes"]
    assert services["prometheus"]["command"] == services["prometheus-2"]["command"]
    assert services["prometheus"]["ports"] == ["127.0.0.1:9090:9090"]
    assert "ports" not in services["prometheus-2"]


def test_alertmanagers_ask_each_other(linked: Linked) -> None:
    services = document(linked(PAIR), "compose.yaml")["services"]
    first, second = (services[name]["command"] for name in ("alertmanager", "alertmanager-2"))
    assert first[-2:] == ["--cluster.listen-address=0.0.0.0:9094", "--cluster.peer=alertmanager-2:9094"]
    assert second[-2:] == ["--cluster.listen-address=0.0.0.0:9094", "--cluster.peer=alertmanager:9094"]
    alone = document(linked("services: {api: {port: 1}}\n"), "compose.yaml")["services"]["alertmanager"]["command"]
    assert alone[-1] == "--cluster.listen-address="


def test_each_replica_watches_all_and_a_lost_one_is_told(linked: Linked) -> None:
    found = linked(PAIR)
    assert found["prometheus"].job.discovery == Static(("prometheus:9090", "prometheus-2:9090"))
    gone = 'absent(up{job="prometheus",instance="prometheus-2:9090"})'
    assert gone in found["prometheus"].expr("TargetDown")


def test_a_pair_has_one_heartbeat(linked: Linked) -> None:
    found = linked(PAIR)
    assert sum(text.count("alert: Watchdog") for path, text in found.files.items() if "/rules/" in path) == 1


def test_grafana_may_ask_either_of_a_pair(linked: Linked) -> None:
    sources = document(linked(PAIR), "grafana/provisioning/datasources/monitorgen.yaml")["datasources"]
    found = [(each["uid"], each["url"], each["isDefault"]) for each in sources if each["type"] == "prometheus"]
    assert found == [
        ("prometheus", "http://prometheus:9090", True),
        ("prometheus-2", "http://prometheus-2:9090", False),
    ]


def test_ports_of_replicas_are_given_one_by_one(linked: Linked) -> None:
    found = linked(
        "stack: {prometheus: {replicas: 2, publish: [9090, '0.0.0.0:9190']}, alertmanager: {heartbeat: deadman}}\n"
    )
    services = document(found, "compose.yaml")["services"]
    assert services["prometheus-2"]["ports"] == ["0.0.0.0:9190:9090"]
    assert found.errors == []


def test_a_port_of_a_replica_stands_in_the_registry_of_all_ports(linked: Linked) -> None:
    found = linked("stack: {prometheus: {replicas: 2, publish: [9090, 3000]}, alertmanager: {heartbeat: deadman}}\n")
    assert found.codes == ["MG611"]


def test_a_version_that_does_not_expand_labels_by_itself_is_told_to(linked: Linked) -> None:
    found = linked("stack: {prometheus: {version: 2.55.0, replicas: 2}, alertmanager: {heartbeat: deadman}}\n")
    assert (
        "--enable-feature=expand-external-labels"
        in document(found, "compose.yaml")["services"]["prometheus"]["command"]
    )


def test_a_dollar_in_a_label_is_one(linked: Linked) -> None:
    found = linked("labels: {price: '5$'}\nservices: {api: {port: 1}}\n")
    assert document(found, "prometheus/prometheus.yml")["global"]["external_labels"]["price"] == "5$$"
    old = linked("labels: {price: '5$'}\nstack: {prometheus: {version: 2.55.0}, alertmanager: {heartbeat: deadman}}\n")
    assert document(old, "prometheus/prometheus.yml")["global"]["external_labels"]["price"] == "5$"


def test_servers_that_are_there_already_are_all_named(linked: Linked) -> None:
    found = linked(
        "stack: {alertmanager: {address: ['a.example.org:9093', 'b.example.org:9093'], heartbeat: deadman}}\n"
    )
    assert found.errors == []
    alerting = document(found, "prometheus/prometheus.yml")["alerting"]
    assert alerting["alertmanagers"][0]["static_configs"][0]["targets"] == ["a.example.org:9093", "b.example.org:9093"]


STORE = """\
stack:
  alertmanager: {heartbeat: deadman}
  prometheus:
    remote_write:
      central:
        url: https://store.example.org/{environment}/push
        headers: {X-Scope-OrgID: '{system}'}
        timeout: 1m30s
        drop: ['go_.*', process_open_fds]
        keep: ['[a-z].*']
        write_relabel_configs: [{regex: pod, action: labeldrop}]
        queue: {max_shards: 10, max_backoff: 10s, retry_on_http_429: true}
"""


def test_what_a_store_is_sent(linked: Linked) -> None:
    (store,) = document(linked(STORE), "prometheus/prometheus.yml")["remote_write"]
    assert store == {
        "name": "central",
        "url": "https://store.example.org/production/push",
        "headers": {"X-Scope-OrgID": "shop"},
        "remote_timeout": "1m30s",
        "write_relabel_configs": [
            {"source_labels": ["__name__"], "regex": "[a-z].*", "action": "keep"},
            {"source_labels": ["__name__"], "regex": "go_.*|process_open_fds", "action": "drop"},
            {"regex": "pod", "action": "labeldrop"},
        ],
        "queue_config": {"max_shards": 10, "max_backoff": "10s", "retry_on_http_429": True},
    }


def test_secrets_of_a_store_are_files_that_the_container_has(linked: Linked) -> None:
    secret = "{secret: slack_url}"
    found = linked(f"""\
stack:
  alertmanager: {{heartbeat: deadman}}
  prometheus:
    remote_write:
      a: {{url: 'https://a.org', basic_auth: {{username: me, password: {secret}}}, tls_config: {{ca: {secret}}}}}
      b: {{url: 'https://b.example.org', authorization: {{credentials: {secret}}}}}
      c: {{url: 'https://c.example.org', oauth2: {{client_id: i, client_secret: {secret}, token_url: 'https://t.org'}}}}
""")
    assert found.errors == []
    file = "../secrets/slack_url"
    basic, token, client = document(found, "prometheus/prometheus.yml")["remote_write"]
    assert (basic["basic_auth"], basic["tls_config"]) == ({"username": "me", "password_file": file}, {"ca_file": file})
    assert token["authorization"] == {"credentials_file": file}
    assert client["oauth2"] == {"client_id": "i", "client_secret_file": file, "token_url": "https://t.org"}
    mounted = document(found, "compose.yaml")["services"]["prometheus"]["secrets"]
    assert mounted == [{"source": "slack_url", "target": "/etc/secrets/slack_url"}]


def test_a_store_that_is_a_container_is_on_a_network_with_prometheus(linked: Linked) -> None:
    found = linked("""\
networks: {app: {external: true}, watch: {}}
stack:
  network: watch
  alertmanager: {heartbeat: deadman}
  prometheus: {remote_write: {mimir: 'http://mimir:9009/api/v1/push'}}
infrastructure: {mimir: {type: infrastructure, address: 'mimir:9009', network: app, scrape: none}}
""")
    assert found.errors == []
    assert document(found, "compose.yaml")["services"]["prometheus"]["networks"] == ["watch", "app"]


SHARDS = """\
deploy: {compose: {docker: {group: 998}}}
stack: {prometheus: {replicas: 2, shards: 2}, alertmanager: {heartbeat: deadman}}
services:
  api: {port: 1, scrape: {authorization: {credentials: {secret: slack_url}}}}
  found: {discover: {docker: {labels: {a: b}, port: 2}}}
  web: {port: 3, health: /ok}
"""


def test_each_shard_asks_its_part_and_hands_all_on_to_all_replicas(linked: Linked) -> None:
    found = linked(SHARDS)
    assert found.errors == []
    for number in ("1", "2"):
        made = document(found, f"prometheus/shards/{number}/prometheus.yml")
        assert made["global"]["external_labels"] == {"shard": number}
        urls = [each["url"] for each in made["remote_write"]]
        assert urls == ["http://prometheus:9090/api/v1/write", "http://prometheus-2:9090/api/v1/write"]
        labels = [each["write_relabel_configs"] for each in made["remote_write"]]
        assert labels == [[{"regex": "shard", "action": "labeldrop"}]] * 2
        assert "alerting" not in made
        assert "rule_files" not in made
        for unit in ("api", "found", "web"):
            for job in document(found, f"prometheus/shards/{number}/scrape/{unit}.yml")["scrape_configs"]:
                assert job["relabel_configs"][-2:] == [
                    {
                        "source_labels": ["__address__", "__param_target"],
                        "modulus": 2,
                        "target_label": "__tmp_shard",
                        "action": "hashmod",
                    },
                    {"source_labels": ["__tmp_shard"], "regex": str(int(number) - 1), "action": "keep"},
                ]


def test_where_shards_scrape_prometheus_only_looks_after_itself_and_them(linked: Linked) -> None:
    found = linked(SHARDS)
    jobs = [path for path in found.files if path.startswith(f"{HOME}/prometheus/scrape/")]
    assert jobs == [f"{HOME}/prometheus/scrape/prometheus.yml"]
    (job,) = document(found, "prometheus/scrape/prometheus.yml")["scrape_configs"]
    assert job["static_configs"][0]["targets"] == [
        "prometheus:9090", "prometheus-2:9090", "prometheus-shard-1:9090", "prometheus-shard-2:9090",
    ]  # fmt: skip
    assert document(found, "prometheus/prometheus.yml")["rule_files"] == ["rules/*.yml"]


def test_shards_have_what_scraping_needs_and_prometheus_has_it_no_longer(linked: Linked) -> None:
    services = document(linked(SHARDS), "compose.yaml")["services"]
    for name in ("prometheus-shard-1", "prometheus-shard-2"):
        assert "--agent" in services[name]["command"]
        assert services[name]["group_add"] == ["998"]
        assert services[name]["secrets"] == [{"source": "slack_url", "target": "/etc/secrets/slack_url"}]
        assert "ports" not in services[name]
        assert f"{name}-data:/prometheus" in services[name]["volumes"]
    for name in ("prometheus", "prometheus-2"):
        assert "--web.enable-remote-write-receiver" in services[name]["command"]
        assert "group_add" not in services[name]
        assert "secrets" not in services[name]


def test_rules_are_those_of_one_prometheus(linked: Linked) -> None:
    sharded, whole = linked(SHARDS), linked(SHARDS.replace(", shards: 2", ""))
    for unit in ("api", "found", "web"):
        path = f"{HOME}/prometheus/rules/{unit}.yml"
        assert sharded.files[path] == whole.files[path]
