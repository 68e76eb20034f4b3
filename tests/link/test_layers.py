"""Layers: types, environments, regions, `only`, `none`, renames and what displaces what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen import pipeline
from monitorgen.selection import Selection
from monitorgen.spec.service import Type
from tests.link import made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.link.made import Linked

TWO = "environments: {production: {}, staging: {}}\n"
QUEUE = "types: {queue: {metrics: {depth: gauge, done_total: counter}, alerts: {Deep: %s}}}\n"


def test_a_type_is_patched_for_the_environment_before_the_entry_is_laid_over_it(linked: Linked) -> None:
    found = linked(
        "environments: {production: {}, staging: {types: {queue: {alerts: {Deep: {above: 50, for: 1h}}}}}}\n"
        + QUEUE % "{value: depth, above: 10, for: 5m, severity: warning}"
        + "services: {a: {type: queue, port: 1}, b: {type: queue, port: 2, alerts: {Deep: {above: 20}}}}\n"
    )
    assert found.errors == []
    holds = {
        (scope, unit): (units[unit].expr("Deep")[-2:], str(units[unit].rule("Deep").hold))
        for scope, units in found.scopes.items()
        for unit in "ab"
    }
    assert holds == {
        ("production", "a"): ("10", "5m"), ("production", "b"): ("20", "5m"),
        ("staging", "a"): ("50", "1h"), ("staging", "b"): ("20", "1h"),
    }  # fmt: skip


def test_a_patch_of_a_region_comes_after_that_of_its_environment(linked: Linked) -> None:
    found = linked(
        "environments: {production: {regions: {eu: {}, us: {}}}, staging: {}}\n"
        "services:\n  a:\n    port: 1\n    metrics: {depth: gauge}\n    alerts:\n      Deep:\n"
        "        {value: depth, above: 1, for: 5m, severity: warning,\n"
        "         environments: {production/us: {above: 3}, production: {above: 2}}}\n"
    )
    limits = {scope: units["a"].expr("Deep")[-1] for scope, units in found.scopes.items()}
    assert limits == {"production/eu": "2", "production/us": "3", "staging": "1"}


def test_types_are_applied_from_left_to_right(linked: Linked) -> None:
    found = linked(
        "types:\n  slow: {scrape: {interval: 1m}}\n  fast: {scrape: {interval: 5s}}\n"
        "services: {a: {type: [slow, fast], port: 1}, b: {type: [fast, slow], port: 2}}\n"
    )
    assert [str(found[unit].job.interval) for unit in "ab"] == ["5s", "1m"]


@pytest.mark.parametrize(
    ("tuned", "expected"),
    [
        ("{above: 20}", 'depth{job="a",instance="x"} > 20 and on (instance, job) depth{job="a"} > 3'),
        ("{max: depth, above: 20}", 'max by (job) (depth{job="a"}) > 20'),
        ("{rate: done_total, above: 2/s}", 'sum by (job) (rate(done_total{job="a"}[5m])) > 2'),
        ("{expr: depth > 7}", 'depth{job="a"} > 7'),
    ],
)
def test_naming_the_function_drops_the_whole_condition_and_nothing_else(
    linked: Linked, tuned: str, expected: str
) -> None:
    guarded = "where: 'instance=\"x\"', above: 10, only_if: {value: depth, above: 3}"
    inherited = f"{{value: depth, {guarded}, for: 7m, severity: warning}}"
    found = linked(QUEUE % inherited + f"services: {{a: {{type: queue, port: 1, alerts: {{Deep: {tuned}}}}}}}\n")
    rule = found["a"].rule("Deep")
    assert (rule.expr, str(rule.hold), rule.severity) == (expected, "7m", "warning")


def test_a_table_of_thresholds_drops_an_inherited_severity(linked: Linked) -> None:
    found = linked(
        QUEUE % "{value: depth, above: 10, for: 5m, severity: warning}"
        + "services: {a: {type: queue, port: 1, alerts: {Deep: {above: {warning: 20, critical: 30}}}}}\n"
    )
    assert found.errors == []
    assert [(rule.severity, rule.expr[-2:]) for rule in found["a"].rules("Deep")] == [
        ("critical", "30"),
        ("warning", "20"),
    ]


def test_a_plain_threshold_over_an_inherited_table_needs_a_severity(linked: Linked) -> None:
    text = QUEUE % "{value: depth, above: {warning: 10, critical: 20}, for: 5m}"
    bare = linked(text + "services: {a: {type: queue, port: 1, alerts: {Deep: {above: 5}}}}\n")
    assert bare.codes == ["MG223"]
    said = linked(text + "services: {a: {type: queue, port: 1, alerts: {Deep: {above: 5, severity: critical}}}}\n")
    assert (said.codes, said["a"].rule("Deep").severity) == ([], "critical")


RENAMED = "alerts: {ServiceDown: {replaces: TargetDown, for: 2m}}\n"


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        ("{}", {"ServiceDown": "2m"}),
        ("{ServiceDown: {for: 1m}}", {"ServiceDown": "1m"}),
        ("{ServiceDown: none}", {}),
        ("{TargetDown: {severity: warning}}", {"ServiceDown": "2m"}),
        ("{ServiceDown: none, TargetDown: {for: 9m}}", {"TargetDown": "9m"}),
    ],
)
def test_an_alert_renamed_for_everybody_is_tuned_and_dropped_by_its_new_name(
    linked: Linked, alerts: str, expected: dict[str, str]
) -> None:
    found = linked(RENAMED + f"services: {{a: {{port: 1, alerts: {alerts}}}}}\n")
    assert found.errors == []
    assert {rule.name: str(rule.hold) for rule in found["a"].alerts} == expected


@pytest.mark.parametrize("word", ["replaces", "extends"])
def test_an_alert_is_not_called_what_the_one_is_called_that_it_starts_from(linked: Linked, word: str) -> None:
    full = "{value: depth, above: 9, for: 5m, severity: warning, title: The queue is full}"
    alerts = f"{{Full: {full}, NearlyFull: {{{word}: Full, above: 7}}}}"
    found = linked(f"services: {{a: {{port: 1, metrics: {{depth: gauge}}, alerts: {alerts}}}}}\n")
    assert found.errors == []
    assert found["a"].rule("NearlyFull").annotations["summary"].startswith("a: Nearly full on")


def test_dropping_a_renamed_alert_by_its_old_name_is_told(linked: Linked) -> None:
    found = linked(RENAMED + "services: {a: {port: 1, alerts: {TargetDown: none}}}\n")
    assert found.finding("MG206").hint == "write `ServiceDown: none`"


def test_an_environment_drops_a_renamed_alert_with_what_it_replaced(linked: Linked) -> None:
    found = linked(TWO + RENAMED + "services: {a: {port: 1, environments: {staging: {alerts: {ServiceDown: none}}}}}\n")
    assert [len(units["a"].alerts) for units in found.scopes.values()] == [1, 0]


def test_an_alert_that_extends_another_one_stays_when_that_one_is_dropped(linked: Linked) -> None:
    found = linked(
        "alerts: {DownForLong: {extends: TargetDown, for: 1h}}\n"
        "services: {a: {port: 1, alerts: {TargetDown: none}}, b: {port: 2}}\n"
    )
    assert [rule.name for rule in found["a"].alerts] == ["DownForLong"]
    assert [rule.name for rule in found["b"].alerts] == ["DownForLong", "TargetDown"]
    assert found.codes == []


def test_the_root_tunes_and_drops_what_every_target_starts_from(linked: Linked) -> None:
    tuned = linked("alerts: {TargetDown: {for: 3m, severity: warning}}\nservices: {a: {port: 1}}\n")
    assert (str(tuned["a"].rule("TargetDown").hold), tuned["a"].rule("TargetDown").severity) == ("3m", "warning")
    dropped = linked("alerts: {TargetDown: none}\nservices: {a: {port: 1}}\n")
    assert dropped["a"].alerts == []


def test_only_holds_for_entries_and_for_what_is_named_inside_them(linked: Linked) -> None:
    found = linked(
        TWO
        + "services:\n  a: {port: 1, only: [staging]}\n  b:\n    port: 2\n    metrics: {depth: gauge}\n    alerts:\n"
        + "      Deep: {value: depth, above: 1, for: 5m, severity: warning, only: [production]}\n"
    )
    assert {scope: sorted(units.keys() & {"a", "b"}) for scope, units in found.scopes.items()} == {
        "production": ["b"],
        "staging": ["a", "b"],
    }
    assert [len(units["b"].rules("Deep")) for units in found.scopes.values()] == [1, 0]


def test_an_edge_to_what_an_environment_lacks_is_dropped_there(linked: Linked) -> None:
    found = linked(TWO + "services: {a: {port: 1, only: [staging]}, b: {port: 2, depends_on: [a]}}\n")
    needs = [units["b"].summary.needs for units in found.scopes.values() if units["b"].summary]
    assert (needs, found.codes) == ([(), ("a",)], [])


def test_what_an_environment_lacks_and_an_entry_needs_is_an_error_there(linked: Linked) -> None:
    found = linked(
        "environments: {production: {}, staging: {teams: {pay: none}}}\n"
        "teams: {pay: {}}\nservices: {a: {port: 1, team: pay}}\n"
    )
    assert found.finding("MG231").environments == ("staging",)


def test_a_finding_of_all_environments_is_told_once_and_without_their_names(linked: Linked) -> None:
    found = linked(TWO + "services: {a: {type: nope, port: 1}}\n")
    assert found.finding("MG202").environments == ()


def test_an_environment_may_drop_an_entry_a_service_and_an_alert(linked: Linked) -> None:
    found = linked(
        TWO + "services:\n  a: {port: 1, environments: {staging: none}}\n"
        "  b: {type: http-service, port: 2, environments: {staging: {alerts: {HighErrorRate: none}}}}\n"
    )
    assert "a" not in found.scopes["staging"]
    assert found.scopes["staging"]["b"].rules("HighErrorRate") == []
    assert found.scopes["production"]["b"].rules("HighErrorRate") != []


def test_naming_a_preset_drops_the_inherited_indicator(linked: Linked) -> None:
    found = linked("services: {a: {type: http-service, port: 1, indicators: {http: grpc}}}\n")
    assert "grpc_server_handled_total" in found["a"].expr("HighErrorRate")
    assert 'grpc_code=~"Unknown|' in found["a"].expr("HighErrorRate")


def test_naming_a_detail_of_an_indicator_merges_with_the_preset(linked: Linked) -> None:
    found = linked(
        "services: {a: {type: http-service, port: 1, indicators: {http: {total: calls_total, status: code}}}}\n"
    )
    assert 'calls_total{job="a",code=~"5.."}' in found["a"].expr("HighErrorRate")
    assert "http_request_duration_seconds_bucket" in found["a"].expr("HighResponseTime")


def test_what_types_bring_and_what_is_written_alike_is_made_once_and_as_if_each_entry_had_written_it(
    tmp_path: Path,
) -> None:
    found = made.make(
        tmp_path / "specs",
        "environments: {production: {}, staging: {types: {queue: {alerts: {Deep: {above: 2}}}}}}\n"
        + QUEUE % "{value: depth, above: 10, for: 5m, severity: warning}"
        + "services:\n"
        "  a: {type: http-service, port: 1}\n"
        "  b: {type: http-service, port: 2, alerts: {HighResponseTime: none, HighErrorRate: {above: 7%}}}\n"
        "  c: {type: [http-service, queue], port: 3, alerts: {Mine: {extends: Deep, above: 3}, Deep: none}}\n"
        "  d: {type: [http-service, queue], port: 4, indicators: {http: {labels: [route]}}}\n"
        "  e: {port: 5, metrics: {depth: gauge, width: {type: gauge, help: '5'}}}\n"
        "  f: {port: 6, metrics: {width: {type: gauge, help: 5}, depth: gauge}}\n"
        "infrastructure: {redis: {address: 'r:1'}, other: {type: redis, address: 's:1', alerts: {TargetDown: none}}}\n",
    )
    assert found.errors == []
    selection = Selection(tmp_path / "specs")
    for loaded in pipeline.load(selection, []):
        for passage in pipeline.link(loaded, selection):
            entries = {unit: passage.linked.entry_of(unit) for unit in passage.linked.index()}
            models = {unit: entry.model for unit, entry in entries.items() if entry is not None}
            assert models.keys() >= {"a", "b", "c", "d", "e", "f", "redis", "other"}
            assert models == {
                unit: Type.model_validate(dict(entry.node)) for unit, entry in entries.items() if entry is not None
            }
            assert (models["a"].alerts or {})["TargetDown"] is (models["b"].alerts or {})["TargetDown"]
            assert (models["e"].metrics or {})["depth"] is (models["f"].metrics or {})["depth"]
