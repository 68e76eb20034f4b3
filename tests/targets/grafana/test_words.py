"""Units, variables and links in Grafana's words."""

from __future__ import annotations

import json

import pytest

from monitorgen import resources
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Link, Variable
from monitorgen.promql.types import unit_of
from monitorgen.targets.grafana import units
from monitorgen.targets.grafana.links import dashboard_link, panel_link
from monitorgen.targets.grafana.units import grafana_unit
from monitorgen.targets.grafana.variables import variable

KNOWN = set(json.loads((resources.grafana_schemas() / "units.json").read_bytes()))


def test_every_unit_of_ours_is_one_that_grafana_knows() -> None:
    assert {unit for unit in units._UNITS.values() if unit not in KNOWN} == set()


@pytest.mark.parametrize(
    "metric",
    [
        "a_seconds", "a_milliseconds", "a_microseconds", "a_nanoseconds", "a_bytes", "a_ratio", "a_percent",
        "a_celsius", "a_volts", "a_amperes", "a_joules", "a_grams", "a_meters", "a_hertz", "a_total",
    ],
)  # fmt: skip
def test_what_a_metric_measures_and_its_rate_have_units(metric: str) -> None:
    unit = unit_of(metric)
    assert grafana_unit(unit) in KNOWN
    assert grafana_unit(f"{unit}_per_second" if unit else "per_second") in KNOWN


def test_a_rate_says_what_is_counted_where_its_name_tells() -> None:
    assert grafana_unit("per_second", ["rate(http_requests_total[5m])"]) == "reqps"
    assert grafana_unit("per_second", ["rate(redis_commands_processed_total[5m])"]) == "ops"
    assert grafana_unit("per_second", ["rate(orders_total[5m])"]) == "cps"
    assert grafana_unit("per_second", ["rate(http_requests_total[5m])", "rate(orders_total[5m])"]) == "cps"


def test_a_unit_of_grafana_is_taken_as_it_is() -> None:
    assert grafana_unit("currencyEUR") == "currencyEUR"


def test_a_word_that_is_no_unit_counts_plainly() -> None:
    assert grafana_unit("transactions") == "short"
    assert grafana_unit("transactions_per_second") == "cps"


def test_a_variable_is_chosen_from_what_those_before_it_leave() -> None:
    found = json.loads(dump(variable(Variable("instance", "Instance", metric='up{job=~"$job"}', label="instance"))))
    assert found["query"]["query"] == 'label_values(up{job=~"$job"}, instance)'
    assert (found["refresh"], found["allValue"], found["multi"], found["includeAll"]) == (2, ".+", True, True)
    assert found["current"] == {"selected": True, "text": ["All"], "value": ["$__all"]}
    assert found["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def test_all_of_a_choice_from_more_is_a_list() -> None:
    assert variable(Variable("job", "Job", metric="up", label="job", listed=True))["allValue"] is None


def test_a_variable_of_fixed_values_begins_with_the_first() -> None:
    found = variable(Variable("size", "Size", values=("1", "a,b"), multi=False, everything=False, hidden=True))
    assert (found["type"], found["query"], found["hide"]) == ("custom", "1,a\\,b", 2)
    assert found["current"] == {"text": "1", "value": "1"}
    several = variable(Variable("size", "Size", values=("1", "2"), everything=False))
    assert several["current"] == {"selected": True, "text": ["1"], "value": ["1"]}
    assert variable(Variable("x", "X", metric="up", label="job", everything=False))["current"] is None


def test_links_to_dashboards_go_by_uid_and_keep_what_is_chosen() -> None:
    link = Link("Shop", uid="shop-1", variables={"service": "${service}", "env": "a b&c"})
    assert dashboard_link(link)["url"] == "/d/shop-1?var-service=${service}&var-env=a%20b%26c"
    assert panel_link(link)["url"] == (
        "/d/shop-1?var-service=${service}&var-env=a%20b%26c&${__url_time_range}&${__all_variables}"
    )
    assert panel_link(Link("Shop", uid="s", keep_time=False, keep_variables=False))["url"] == "/d/s"
    assert dashboard_link(link)["targetBlank"] is False


def test_links_elsewhere_open_beside_and_lists_go_by_tags() -> None:
    assert dashboard_link(Link("Docs", url="https://docs.example.com/a?b=c"))["url"] == "https://docs.example.com/a?b=c"
    assert dashboard_link(Link("Docs", url="https://docs.example.com"))["targetBlank"] is True
    found = dashboard_link(Link("Services", tags=("acme", "service")))
    assert (found["type"], found["tags"], found["asDropdown"]) == ("dashboards", ["acme", "service"], True)
    assert panel_link(Link("Services", tags=("a b",)))["url"] == "/dashboards?tag=a%20b"
