"""Containers: what a spec says of images, profiles, rights, networks and retention, as compose is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from tests.link.made import Linked, Made

HEART = "alertmanager: {heartbeat: deadman}"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def compose(found: Made) -> dict[str, Any]:
    assert found.errors == []
    made = yaml.safe_load(found.files["shop/production/compose.yaml"])
    assert isinstance(made, dict)
    return made


def services(found: Made) -> dict[str, dict[str, Any]]:
    made = compose(found)["services"]
    assert isinstance(made, dict)
    return made


def test_a_lock_in_a_file_of_its_own_holds_images_to_their_digests(linked: Linked) -> None:
    lock = f"monitorgen: v1\nimages:\n  quay.io/prometheus/prometheus:v3.13.2: {DIGEST}\n"
    found = linked("services: {api: {port: 1}}\n", files={"images.yaml": lock})
    assert services(found)["prometheus"]["image"] == f"quay.io/prometheus/prometheus:v3.13.2@{DIGEST}"
    # Where there is a lock, what it does not know is told, by image.
    assert set(found.codes) == {"MG622"}


def test_without_a_lock_the_version_is_the_pin(linked: Linked) -> None:
    found = linked("services: {api: {port: 1}}\n")
    assert services(found)["prometheus"]["image"] == "quay.io/prometheus/prometheus:v3.13.2"
    assert found.codes == []


def test_a_digest_may_stand_in_the_spec(linked: Linked) -> None:
    image = f"registry.example.org/prometheus:v3.13.2@{DIGEST}"
    found = linked(f"stack: {{{HEART}, prometheus: {{image: '{image}'}}}}\n")
    assert services(found)["prometheus"]["image"] == image


def test_another_version_is_written_as_the_tags_of_the_image_are(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, prometheus: 3.5.0}}\n")
    assert services(found)["prometheus"]["image"] == "quay.io/prometheus/prometheus:v3.5.0"


def test_a_profile_is_compose_s(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, pushgateway: {{profile: batch}}}}\n")
    assert services(found)["pushgateway"]["profiles"] == ["batch"]
    assert "--profile batch" in found.files["shop/production/README.md"]


def test_retention_is_told_to_prometheus_in_whole_bytes(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, prometheus: {{retention: {{time: 30d, size: 10GB}}}}}}\n")
    command = services(found)["prometheus"]["command"]
    assert "--storage.tsdb.retention.time=30d" in command
    assert "--storage.tsdb.retention.size=10000000000B" in command


@pytest.mark.parametrize(("store", "shut"), [("files: secrets", True), ("env: {prefix: SHOP_}", False)])
def test_a_root_is_read_only_unless_compose_has_to_copy_a_secret_in(linked: Linked, store: str, *, shut: bool) -> None:
    found = linked(f"secret_store: {{{store}}}\nservices: {{api: {{port: 1}}}}\n")
    assert services(found)["alertmanager"].get("read_only", False) is shut
    assert services(found)["prometheus"]["read_only"] is True, "it has no secret"
    secret = compose(found)["secrets"]["slack_url"]
    assert secret == ({"file": "./secrets/slack_url"} if shut else {"environment": "SHOP_SLACK_URL"})


def test_networks_are_declared_as_the_spec_has_them(linked: Linked) -> None:
    found = linked(f"""\
networks: {{app: {{external: true}}, watch: {{}}, spare: {{}}}}
stack: {{{HEART}, network: watch}}
services: {{api: {{port: 1, network: app}}}}
""")
    assert compose(found)["networks"] == {"app": {"external": True}, "watch": {}}
    assert services(found)["prometheus"]["networks"] == ["watch", "app"]
    assert services(found)["alertmanager"]["networks"] == ["watch"]


def test_a_port_is_on_loopback_unless_the_owner_opens_it(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, grafana: {{publish: '0.0.0.0:3001'}}, prometheus: {{publish: none}}}}\n")
    assert services(found)["grafana"]["ports"] == ["0.0.0.0:3001:3000"]
    assert services(found)["alertmanager"]["ports"] == ["127.0.0.1:9093:9093"]
    assert "ports" not in services(found)["prometheus"]


def test_a_dollar_reaches_the_container_as_one(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, prometheus: {{args: ['--web.page-title=5$'], env: {{PRICE: $5}}}}}}\n")
    assert "--web.page-title=5$$" in services(found)["prometheus"]["command"]
    assert services(found)["prometheus"]["environment"] == {"PRICE": "$$5"}


def test_words_of_the_owner_are_merged_into_the_service(linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, prometheus: {{compose: {{labels: {{a: b}}, cpus: 2}}}}}}\n")
    assert services(found)["prometheus"]["labels"] == {"a": "b"}
    assert services(found)["prometheus"]["cap_drop"] == ["ALL"]


def test_where_only_files_are_wanted_nothing_is_run(linked: Linked) -> None:
    found = linked("deploy: files\nservices: {api: {address: 'a:1'}}\n")
    assert not [path for path in found.files if path.endswith(("compose.yaml", ".env.example"))]
