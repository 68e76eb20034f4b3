"""The documents of the example systems: valid, the same in both formats, nothing that is internal in the aggregate."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from monitorgen.diagnostics import Origin
from monitorgen.openapi.merge import Aggregate
from monitorgen.plan.api import Api
from monitorgen.targets.openapi.config import of_system, of_unit
from tests.openapi.valid import assert_valid
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OUT = ROOT / "out"
AGGREGATES = sorted(OUT.glob("*/*/openapi/openapi.json"))
EVERY = [*AGGREGATES, *sorted(OUT.glob("*/*/openapi/services/*.json"))]


def named(path: Path) -> str:
    return path.relative_to(OUT).as_posix()


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def test_there_are_some() -> None:
    assert {named(path).partition("/")[0] for path in AGGREGATES} == {"codementor", "devmentor"}


@pytest.mark.parametrize("path", EVERY, ids=named)
def test_what_is_built_is_valid(path: Path) -> None:
    assert_valid(read(path))


@pytest.mark.parametrize("path", AGGREGATES, ids=named)
def test_both_formats_say_the_same(path: Path) -> None:
    written = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    assert written == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", AGGREGATES, ids=named)
def test_each_part_has_a_source_and_each_source_is_there(path: Path) -> None:
    document, sources = read(path), read(path.with_name("sources.json"))
    operations = {
        f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
        for path, item in document["paths"].items()
        for method in item
    }
    assert operations <= sources["parts"].keys()
    specs = ROOT / "specs" / named(path).partition("/")[0]
    files = {said.partition(" ")[2].partition("#")[0] for said in sources["parts"].values()}
    assert [file for file in files if not (specs / file).is_file()] == []


def test_numbers_and_hostile_texts_come_out_as_they_are() -> None:
    hostile = "<script>alert('{{ x }}')</script> \u202e \"`${y}\n---\n# no comment"
    document: dict[str, Any] = {"openapi": "3.1.1", "info": {"title": hostile, "version": "1.10"}, "n": Decimal("0.10")}
    made = Api(Aggregate(document, {("paths", "/a~b"): ("x", Origin("a.yaml", ("p", 0)))}), (), _nothing)
    texts = {each.path: each.data for each in of_system(made, "the header")}
    assert texts.keys() == {f"openapi/{name}" for name in ("openapi.json", "openapi.yaml", "sources.json")}
    assert json.loads(texts["openapi/openapi.json"])["info"] == document["info"]
    assert yaml.safe_load(texts["openapi/openapi.yaml"])["info"] == document["info"]
    assert json.loads(texts["openapi/sources.json"])["parts"] == {"#/paths/~1a~0b": "x a.yaml#/p/0"}
    assert of_unit("x", made).path == "openapi/services/x.json"


def _nothing(file: str, asked: Origin, /) -> None:
    raise AssertionError(f"{file} is asked for at {asked}")
