"""Pins and ends of life."""

from __future__ import annotations

import re
from datetime import date

from monitorgen.catalog import ended, exporters, inventory, types, versions

THEMSELVES = {"istio", "kube-state-metrics", "rabbitmq"}
"""Types whose metrics come from the thing itself, which its owners run."""


def test_what_runs_is_pinned_to_a_tag() -> None:
    for name, pin in {**versions(), **exporters()}.items():
        assert re.fullmatch(r"v?\d+\.\d+\.\d+(-alpine)?", pin.version), name
        assert re.fullmatch(r"[a-z0-9.-]+(/[a-z0-9._-]+)+", pin.image), name


def test_each_type_with_an_inventory_has_a_pin() -> None:
    watched = {name for name in types() if inventory(name)}
    assert watched - THEMSELVES - {"probed", "prometheus-remote-write"} <= versions().keys() | exporters().keys()
    assert exporters().keys() <= set(types())
    assert THEMSELVES.isdisjoint(versions().keys() | exporters().keys())


def test_components_say_where_they_listen_and_exporters_leave_that_to_their_type() -> None:
    assert all(pin.port for pin in versions().values())
    assert not any(pin.port for pin in exporters().values())


def test_nothing_runs_as_root_but_what_looks_into_containers() -> None:
    root = {name for name, pin in {**versions(), **exporters()}.items() if pin.user and pin.user.startswith("0:")}
    assert root == {"cadvisor"}


def test_what_is_past_its_end_names_its_successor() -> None:
    assert set(ended()) == {"promtail", "grafana-agent", "jaeger"}
    for each in ended().values():
        assert date.fromisoformat(each.since)
        assert each.successor
        assert each.images
    assert ended()["jaeger"].before == "2"
