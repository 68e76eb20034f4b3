"""Python specs in a system: joined like any other file, refused where that is asked for, told at their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings, Origin, Place
from monitorgen.load.discover import find_systems
from monitorgen.load.sources import Sources
from monitorgen.load.system import load_system
from tests.load.written import loaded, spec_of, told

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = "system: shop\nenvironments: {production: {}, staging: {}}\npython: [shop.py]\n"

SPEC = """
from monitorgen import Alert, Metric, Service, Spec, none, secret

services = {
    name: Service(
        type="http-service",
        port=port,
        depends_on=["postgres"],
        metrics={"orders_total": "counter"},
        alerts={"Slow": Alert(p95="http", above="2s", for_="5m", environments={"staging": none})},
    )
    for name, port in {"checkout": 8080, "search": 8081}.items()
}
spec = Spec(
    services=services,
    infrastructure={"postgres": {"address": "postgres:5432", "password": secret("pg")}},
)
"""

YAML = """
services:
  checkout: &web
    type: http-service
    port: 8080
    depends_on: [postgres]
    metrics: {orders_total: counter}
    alerts: {Slow: {p95: http, above: 2s, for: 5m, environments: {staging: none}}}
  search:
    type: http-service
    port: 8081
    depends_on: [postgres]
    metrics: {orders_total: counter}
    alerts: {Slow: {p95: http, above: 2s, for: 5m, environments: {staging: none}}}
infrastructure:
  postgres: {address: 'postgres:5432', password: {secret: pg}}
"""


def test_a_spec_in_python_is_the_same_as_in_yaml(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    python = spec_of(tmp_path / "a", {"system.yaml": SYSTEM, "shop.py": SPEC})
    yaml = spec_of(tmp_path / "b", {"system.yaml": SYSTEM.replace("python: [shop.py]\n", ""), "shop.yaml": YAML})
    for collection, entries in yaml.collections.items():
        assert list(python.collections[collection]) == list(entries)
        for name, entry in entries.items():
            same = python.collections[collection][name]
            assert same.node == entry.node
            assert same.origin == Origin("shop.py", entry.origin.path)
            assert [(each.environment, each.at, each.node) for each in same.patches] == [
                (each.environment, each.at, each.node) for each in entry.patches
            ]


def test_a_python_spec_runs_only_if_it_is_named_and_allowed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    spec = spec_of(tmp_path / "a", {"system.yaml": SYSTEM.replace("python: [shop.py]\n", ""), "shop.py": "1 / 0"})
    assert spec.collections["services"] == {}
    (tmp_path / "b").mkdir()
    refused, findings = loaded(tmp_path / "b", {"system.yaml": SYSTEM, "shop.py": "1 / 0"}, python=False)
    assert refused is None
    assert told(findings) == [("MG180", "python.0")]


def test_two_specs_may_import_each_other_s_helpers(tmp_path: Path) -> None:
    shop = "from monitorgen import Service, Spec\ndef web(n): return Service(port=n)\nfrom pay import port\n"
    pay = "from monitorgen import Spec\nport = 8080\nimport shop\n"
    files = {
        "system.yaml": SYSTEM.replace("shop.py", "shop.py, pay.py"),
        "shop.py": f"{shop}spec = Spec(services={{'shop': web(port)}})\n",
        "pay.py": f"{pay}spec = Spec(services={{'pay': shop.web(port)}})\n",
    }
    assert set(spec_of(tmp_path, files).collections["services"]) == {"shop", "pay"}


def test_every_spec_is_run_and_told_of_whatever_the_others_do(tmp_path: Path) -> None:
    names = [f"s{number}.py" for number in range(6)]
    files = {name: f"raise ValueError('{name}')\n" for name in names}
    _, findings = loaded(tmp_path, {"system.yaml": SYSTEM.replace("shop.py", ", ".join(names)), **files})
    assert told(findings) == [("MG181", f"{name}:1") for name in names]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "import os\nfor n in range(3, 20):\n    try: os.write(n, b'x' * 99)\n    except OSError: pass\nos._exit(0)",
            "MG183",
        ),
        (
            "import os\nfor n in range(3, 20):\n    try: os.write(n, b'\\0' * 7 + b'\\2xx')\n    except OSError: pass",
            "MG183",
        ),
        ("spec = type('Spec', (), {})()", "MG184"),
        ("class Spec: pass\nspec = Spec()", "MG184"),
        ("spec = None", "MG184"),
        ("from monitorgen import Spec\nspec = Spec", "MG184"),
        ("from monitorgen import Service\nspec = Service()", "MG184"),
        ("from monitorgen import Spec\nspec = Spec('shop')", "MG181"),
        ("from monitorgen import Spec\nspec = Spec(services=[1])", "MG142"),
        ("from monitorgen import Spec\nspec = Spec(**{'x\\0': 1, 'a b': 2})", "MG186"),
    ],
)
def test_what_is_no_spec_is_refused(tmp_path: Path, text: str, code: str) -> None:
    spec, findings = loaded(tmp_path, {"system.yaml": SYSTEM, "shop.py": text})
    assert spec is None
    assert code in [finding.code for finding in findings]


def test_an_error_without_a_column_is_told_at_its_line(tmp_path: Path) -> None:
    text = "# -*- coding: klingon -*-\nspec = None\n"
    _, findings = loaded(tmp_path, {"system.yaml": SYSTEM, "shop.py": text})
    places = [each.where for each in findings if each.code == "MG181"]
    assert [(each.file, each.line, each.column) for each in places if isinstance(each, Place)] == [("shop.py", 1, 1)]


PLACES = """\
from monitorgen import Alert, Service, Spec, secret

slow = Alert(p95="http", above="2s", for_="5m")
ümlaut = "ü"; common = {"Slow": slow, "Late": Alert(age="x", above="ü")}
spec = Spec(
    services={
        "checkout": Service(
            port=8080,
            alerts=common,
            links={"wiki": "x"},
        ),
        **{name: Service(port=1, team="a b") for name in ["search"]},
    },
    infrastructure=dict(postgres=dict(password=secret("pg"), address=["a:1", "b"])),
)
"""


@pytest.mark.parametrize(
    ("path", "part", "text", "line"),
    [
        (("services", "checkout", "port"), "value", "8080", 8),
        (("services", "checkout", "port"), "key", "port", 8),
        (("services", "checkout"), "key", '"checkout"', 7),
        (("services", "checkout"), "value", "Service", 7),  # a call over several lines is marked by its name
        (("services", "checkout", "links", "wiki"), "value", '"x"', 10),
        (("services", "checkout", "alerts", "Slow"), "key", '"Slow"', 4),
        (("services", "checkout", "alerts", "Slow", "for"), "value", '"5m"', 3),
        (("services", "checkout", "alerts", "Slow", "for"), "key", "for_", 3),
        (("services", "checkout", "alerts", "Late", "above"), "value", '"ü"', 4),
        (("services", "checkout", "missing"), "key", "Service", 7),
        (("services", "search", "team"), "value", '"a b"', 12),
        (("infrastructure", "postgres"), "key", "postgres", 14),
        (("infrastructure", "postgres", "password", "secret"), "value", '"pg"', 14),
        (("infrastructure", "postgres", "address", 1), "value", '"b"', 14),
        (("services",), "key", "services", 6),
        ((), "value", "Spec", 5),
    ],
)
def test_values_are_found_in_the_source(
    tmp_path: Path, path: tuple[str | int, ...], part: str, text: str, line: int
) -> None:
    sources = _sources(tmp_path, PLACES)
    place = sources.place(Origin("shop.py", path), "key" if part == "key" else "value")
    assert place is not None
    assert place.line == line
    assert place.end is not None
    source = sources.line("shop.py", line)
    assert source is not None
    assert source[place.column - 1 : place.end - 1] == text


@pytest.mark.parametrize("text", ["def (", "", "spec = 1\n", "\n" * 20])
def test_a_file_that_changed_since_it_ran_costs_its_findings_their_columns(tmp_path: Path, text: str) -> None:
    sources = _sources(tmp_path, PLACES)
    (tmp_path / "shop.py").write_text(text)
    place = sources.place(Origin("shop.py", ("services", "checkout", "port")), "value")
    assert place is not None
    assert place.line == 7


def _sources(folder: Path, text: str) -> Sources:
    (folder / "system.yaml").write_text(f"monitorgen: v1\n{SYSTEM}")
    (folder / "shop.py").write_text(text, encoding="utf-8")
    sources = Sources(folder)
    (system,) = find_systems(folder, Findings())
    load_system(system, Findings(), sources=sources)
    return sources
