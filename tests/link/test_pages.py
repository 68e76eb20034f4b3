"""What pages say of a unit, from the spec: placeholders in it, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.link.made import Linked


def test_placeholders_of_links_are_filled_in(linked: Linked) -> None:
    made = linked(
        "services: {api: {type: http-service, port: 8080, "
        "links: {Source: 'https://git.example.org/{service}', Logs: 'https://{environment}.example.org'}}}\n"
    )
    page = made.files["shop/production/docs/services/api.md"]
    assert made.errors == []
    assert "[Logs](https://production.example.org), [Source](https://git.example.org/api)" in page


def test_a_placeholder_that_nothing_fills_in_is_told_at_its_link(linked: Linked) -> None:
    made = linked(
        "services: {api: {type: http-service, port: 8080, links: {Source: 'https://git.example.org/{sevice}'}}}\n"
    )
    assert made.errors == ["MG212 there is no placeholder {sevice} here"]
    found = made.finding("MG212")
    assert found.hint == "did you mean {service}?"
    assert getattr(found.where, "path", None) == ("services", "api", "links", "Source")


def test_placeholders_of_a_components_url_a_teams_links_and_a_served_document_are_filled_in(linked: Linked) -> None:
    made = linked(
        "stack: {grafana: {url: 'https://grafana.{environment}.example.org'}, alertmanager: {heartbeat: deadman}}\n"
        "teams: {web: {links: {Wiki: 'https://wiki.example.org/{team}'}}}\n"
        "services: {api: {type: http-service, port: 8080, team: web, "
        "openapi: {file: api.yaml, url: 'https://{service}.example.org/openapi.json'}}}\n",
        files={"api.yaml": "openapi: 3.1.0\ninfo: {title: Api, version: 1.0.0}\npaths: {}\n"},
    )
    assert made.errors == []
    assert "https://grafana.production.example.org" in made.files["shop/production/docs/index.md"]
    assert "https://wiki.example.org/web" in made.files["shop/production/docs/index.md"]
    assert "https://api.example.org/openapi.json" in made.files["shop/production/docs/services/api.md"]


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ("stack: {alertmanager: {heartbeat: deadman, url: 'https://{x}.example.org'}}", "stack alertmanager url"),
        ("teams: {web: {links: {Wiki: 'https://wiki.example.org/{x}'}}}", "teams web links Wiki"),
        (
            "services: {api: {port: 8080, openapi: {file: a.yaml, url: 'https://{x}.example.org'}}}",
            "services api openapi url",
        ),
    ],
)
def test_a_placeholder_that_nothing_fills_in_is_told_where_it_stands(linked: Linked, spec: str, path: str) -> None:
    made = linked(f"{spec}\n", files={"a.yaml": "openapi: 3.1.0\ninfo: {title: Api, version: 1.0.0}\npaths: {}\n"})
    assert made.errors == ["MG212 there is no placeholder {x} here"]
    assert getattr(made.finding("MG212").where, "path", None) == tuple(path.split())
