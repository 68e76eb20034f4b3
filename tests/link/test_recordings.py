"""Recording rules: what an entry records is its own, whoever else records under the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from tests.link.made import Linked

TYPE = """\
types:
  counted:
    metrics: {reqs_total: {type: counter, labels: [code]}}
    recording_rules:
      all:reqs:rate5m: sum(rate(reqs_total[5m]))
      job:reqs:rate5m: sum by (job) (rate(reqs_total[5m]))
      job_code:reqs:rate5m: sum without (instance) (rate(reqs_total[5m]))
    alerts:
      Quiet: {value: 'all:reqs:rate5m', below: 1/s, for: 5m, severity: warning}
services:
  api: {type: counted, port: 1}
  web: {type: counted, port: 2}
"""


def test_entries_of_one_type_record_series_of_their_own(linked: Linked) -> None:
    found = linked(TYPE)
    assert found.errors == []
    for name in ("api", "web"):
        labels = {each.name: dict(each.labels) for each in found[name].recordings}
        assert labels == {"all:reqs:rate5m": {"job": name}, "job:reqs:rate5m": {}, "job_code:reqs:rate5m": {}}
        assert found[name].expr("Quiet") == f'all:reqs:rate5m{{job="{name}"}} < 1'


def test_the_label_stands_in_the_rule_file(linked: Linked) -> None:
    path = next(path for path in linked(TYPE).files if path.endswith("rules/web.yml"))
    rules = yaml.safe_load(linked(TYPE).files[path])["groups"][0]["rules"]
    assert rules[0] == {
        "record": "all:reqs:rate5m",
        "expr": 'sum(rate(reqs_total{job="web"}[5m]))',
        "labels": {"job": "web"},
    }


def test_what_nobody_else_records_may_be_of_others(linked: Linked) -> None:
    found = linked("services: {api: {port: 1, recording_rules: {'jobs:up:sum': 'sum by (job) (up{job=~\".+\"})'}}}\n")
    assert found.errors == []
    assert found["api"].recordings[0].labels == {}


def test_a_rule_may_name_the_job_of_its_entry_itself(linked: Linked) -> None:
    entry = "{{port: {}, recording_rules: {{'job:up:sum': 'sum by (job) (up{{job=\"{}\"}})'}}}}"
    own = linked(f"services:\n  api: {entry.format(1, 'api')}\n  web: {entry.format(2, 'web')}\n")
    assert own.errors == []
    other = linked(f"services:\n  api: {entry.format(1, 'api')}\n  web: {entry.format(2, 'api')}\n")
    assert [each.split()[0] for each in other.errors] == ["MG217"]
