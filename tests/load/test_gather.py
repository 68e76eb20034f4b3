"""Gathering: what the files of a system are together. What does not fit together is shown in tests/bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Origin
from monitorgen.raw import NONE
from monitorgen.spec.system import COLLECTIONS
from monitorgen.spec.written import EnvironmentDeclaration
from tests.load.written import loaded, spec_of, told

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.spec.written import Written

SYSTEM = "system: shop\nenvironments: {production: {}, staging: {}}\n"


def patches(written: Written) -> list[tuple[str, object]]:
    return [(patch.environment, patch.node) for patch in written.patches]


def test_collections_are_joined_by_name_over_files(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path,
        {
            "system.yaml": f"{SYSTEM}labels: {{cluster: a}}\nstack: {{prometheus: 3.5.0}}\nservices: {{}}\n",
            "teams/a.yaml": "services: {checkout: {port: 8080}}\nlabels: {tier: one}\n",
            "teams/b.yaml": "services: {search: {port: 8081}}\nstack: {network: monitoring}\n",
        },
    )
    assert spec.name == "shop"
    assert spec.origin == Origin("system.yaml", ("system",))
    assert set(spec.collections) == set(COLLECTIONS)
    assert set(spec.collections["services"]) == {"checkout", "search"}
    assert spec.collections["services"]["search"].node == {"port": "8081"}
    assert spec.collections["services"]["search"].origin == Origin("teams/b.yaml", ("services", "search"))
    assert {name: each.node for name, each in spec.collections["labels"].items()} == {"cluster": "a", "tier": "one"}
    assert {name: each.node for name, each in spec.collections["stack"].items()} == {
        "prometheus": {"version": "3.5.0"},
        "network": "monitoring",
    }


def test_settings_are_the_other_fields_of_the_root(tmp_path: Path) -> None:
    text = f"{SYSTEM}title: The shop\ndeploy: compose\nmute: none\ndefault_notify: [chat]\nx-note: 1\n"
    spec = spec_of(tmp_path, {"system.yaml": text})
    assert {name: each.node for name, each in spec.settings.items()} == {
        "title": "The shop", "deploy": {"compose": {}}, "mute": NONE, "default_notify": ["chat"],
    }  # fmt: skip
    assert spec.settings["deploy"].origin == Origin("system.yaml", ("deploy",))


def test_environments_are_declared_with_their_regions_in_order(tmp_path: Path) -> None:
    text = "system: shop\nenvironments: {staging: {}, production: {regions: {us: {}, eu: {}}}}\n"
    spec = spec_of(tmp_path, {"system.yaml": text})
    assert list(spec.environments.values()) == [
        EnvironmentDeclaration("staging", (), Origin("system.yaml", ("environments", "staging"), "env:staging")),
        EnvironmentDeclaration(
            "production", ("us", "eu"), Origin("system.yaml", ("environments", "production"), "env:production")
        ),
    ]


def test_what_the_root_says_of_an_environment_becomes_patches_of_what_it_speaks_of(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path,
        {
            "system.yaml": """
system: shop
environments:
  production: {regions: {us: {}}, services: {api: {alerts: {Slow: {above: 4s}}}}}
  production/us: {services: {api: {port: 8082}}}
  staging:
    services: {api: {port: 8081, depends_on: [redis]}}
    channels: {chat: none}
    deploy: files
    default_notify: [mail]
    labels: {tier: two}
""",
            "api.yaml": """
services:
  api:
    port: 8080
    environments: {staging: {team: web}}
    alerts: {Slow: {p95: http, above: 2s, environments: {staging: none}}}
channels: {chat: {}, mail: {}}
default_notify: [chat]
labels: {tier: one}
""",
        },
    )
    api = spec.collections["services"]["api"]
    assert [(each.environment, each.at, each.node) for each in api.patches] == [
        ("staging", (), {"team": "web"}),
        ("staging", ("alerts", "Slow"), NONE),
        ("production", (), {"alerts": {"Slow": {"above": "4s"}}}),
        ("production/us", (), {"port": "8082"}),
        ("staging", (), {"port": "8081", "depends_on": {"redis": {}}}),
    ]
    assert api.patches[4].origin == Origin("system.yaml", ("environments", "staging", "services", "api"), "env:staging")
    assert patches(spec.collections["channels"]["chat"]) == [("staging", NONE)]
    assert patches(spec.collections["labels"]["tier"]) == [("staging", "two")]
    assert patches(spec.settings["default_notify"]) == [("staging", ["mail"])]
    assert spec.settings["deploy"].node == {}
    assert patches(spec.settings["deploy"]) == [("staging", {"files": {}})]


def test_what_exists_without_a_declaration_may_be_patched(tmp_path: Path) -> None:
    text = """
system: shop
environments:
  staging:
    types: {http-service: {indicators: {http: istio}}, service: {team: web}}
    alerts: {TargetDown: {for: 10m}}
    inhibit: {higher-severity: none, down: {equal: [service]}}
    stack: {alertmanager: {heartbeat: none}, network: other}
    labels: {tier: two}
    checks: {MG512: off}
    mute: none
"""
    spec = spec_of(tmp_path, {"system.yaml": text})
    http = spec.collections["types"]["http-service"]
    assert http.node == {}
    assert http.origin == Origin("system.yaml", ("environments", "staging", "types", "http-service"), "env:staging")
    assert patches(http) == [("staging", {"indicators": {"http": {"preset": "istio"}}})]
    assert patches(spec.collections["inhibit"]["higher-severity"]) == [("staging", NONE)]
    assert patches(spec.collections["stack"]["alertmanager"]) == [("staging", {"heartbeat": NONE})]
    label = spec.collections["labels"]["tier"]
    assert (label.node, patches(label)) == (NONE, [("staging", "two")])
    assert patches(spec.settings["mute"]) == [("staging", NONE)]


def test_patches_of_different_environments_or_of_different_values_do_not_meet(tmp_path: Path) -> None:
    text = """
system: shop
environments:
  production: {regions: {us: {}}, services: {api: {port: 1, alerts: {Slow: {above: 1s}}}}}
  production/us: {services: {api: {port: 2}}}
  staging: {services: {api: {port: 3}}}
services:
  api:
    port: 8080
    alerts: {Slow: {p95: http, above: 2s, for: 5m, environments: {production: {for: 1m}}}}
    environments: {production: {team: web}}
"""
    spec_of(tmp_path, {"system.yaml": text})


@pytest.mark.parametrize(
    ("root", "own", "expected"),
    [
        ("{port: 1}", "{port: 1}", ["port"]),
        ("none", "{port: 1}", ["api"]),
        ("{alerts: {Slow: none}}", "{alerts: {Slow: {for: 1m}}}", ["alerts.Slow"]),
        ("{alerts: {Slow: {above: 1s}}}", "{alerts: {Slow: {above: {warning: 1s}}}}", ["alerts.Slow.above"]),
        (
            "{alerts: {Slow: {above: {critical: 1s}}}}",
            "{alerts: {Slow: {above: {warning: 1s}}}}",
            ["alerts.Slow.above"],
        ),
        ("{labels: {a: '1'}}", "{labels: {b: '1'}}", []),
        ("{labels: {a: '1'}}", "{labels: {a: '2'}}", ["labels.a"]),
        ("{alerts: {Slow: {above: 1s}}}", "{alerts: {Slow: {below: 1s}}}", ["below"]),
        ("{alerts: {Slow: {p95: http}}}", "{alerts: {Slow: {over: 10m}}}", ["over"]),
        ("{alerts: {Slow: {over: 10m}}}", "{alerts: {Slow: {p95: http}}}", ["over"]),
    ],
)
def test_two_patches_of_one_value_for_one_environment_are_told(
    tmp_path: Path, root: str, own: str, expected: list[str]
) -> None:
    text = f"""
system: shop
environments: {{staging: {{services: {{api: {root}}}}}}}
services: {{api: {{port: 8080, environments: {{staging: {own}}}}}}}
"""
    _, findings = loaded(tmp_path, {"system.yaml": text})
    assert [finding.code for finding in findings] == ["MG169"] * len(expected)
    for finding, said in zip(findings, expected, strict=True):
        assert f"`{said}`" in finding.message
        assert finding.related


def test_a_file_that_cannot_be_read_is_not_taken_for_one_that_says_nothing(tmp_path: Path) -> None:
    files = {
        "system.yaml": "system: shop\nservices: {api: {only: [staging], prot: 1}}\n",
        "environments.yaml": "environments: {staging: {services: {web: {port: 1}}}\n",
    }
    spec, findings = loaded(tmp_path, files)
    assert spec is None
    assert {code for code, _ in told(findings)} & {"MG166", "MG167", "MG168"} == set()
    assert ("MG140", "services.api.prot") in told(findings)


def test_the_order_of_files_does_not_matter_for_what_is_patched(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path,
        {
            "a.yaml": "system: shop\nenvironments: {staging: {services: {api: none}}}\n",
            "z.yaml": "services: {api: {port: 8080}}\n",
        },
    )
    assert patches(spec.collections["services"]["api"]) == [("staging", NONE)]


def test_a_patch_is_typed_like_an_entry(tmp_path: Path) -> None:
    text = """
system: shop
environments: {staging: {services: {api: {port: x}}, labels: {b-c: d}, stack: {prometheus: {retention: {time: 5}}}}}
services: {api: {port: 8080, alerts: {A: {p95: http, environments: {staging: {for: 5}}}}}}
labels: {a: b}
mute: [Weekend]
default_notify: [Chat]
"""
    _, findings = loaded(tmp_path, {"system.yaml": text})
    assert sorted(told(findings)) == [
        ("MG146", "environments.staging.labels.b-c"),
        ("MG150", "default_notify.0"),
        ("MG150", "environments.staging.services.api.port"),
        ("MG150", "environments.staging.stack.prometheus.retention.time"),
        ("MG150", "mute.0"),
        ("MG150", "services.api.alerts.A.environments.staging.for"),
    ]
