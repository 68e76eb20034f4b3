"""What pages say of a unit, from the spec: placeholders in it, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
