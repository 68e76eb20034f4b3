"""Files of OpenAPI documents: what they hold, and what is refused where."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings, Origin, Place, Refused
from monitorgen.load.api_files import ApiFiles, parse
from monitorgen.load.locate import locate
from monitorgen.openapi.merge import Head, aggregate
from monitorgen.openapi.tree import Source

if TYPE_CHECKING:
    from pathlib import Path


def test_a_yaml_file_is_plain_data_with_text_keys() -> None:
    text = b"responses: {200: {a: 1.5, b: yes, c: true, d: '2', e: , f: ~, g: 010}}\nh: &x [1]\ni: *x\n"
    assert parse(text, "a.yaml") == {
        "responses": {"200": {"a": Decimal("1.5"), "b": "yes", "c": True, "d": "2", "e": None, "f": None, "g": "010"}},
        "h": [1],
        "i": [1],
    }


def test_a_json_file_keeps_its_numbers() -> None:
    assert parse(b'{"a": 0.1, "b": [null, 1]}', "a.json") == {"a": Decimal("0.1"), "b": [None, 1]}


@pytest.mark.parametrize(
    ("data", "file", "place"),
    [
        (b"a: 1\na: 2\n", "a.yaml", Place("a.yaml", 2, 1)),
        (b"a: [1\n", "a.yaml", Place("a.yaml", 2, 1)),
        (b"a: !!python/object x\n", "a.yaml", Place("a.yaml", 1, 4)),
        (b"a: 1\n<<: {b: 1}\n", "a.yaml", Place("a.yaml", 2, 1)),
        (b"a: &x [*x]\n", "a.yaml", Place("a.yaml", 1, 8)),
        (b"a: 1\n---\nb: 1\n", "a.yaml", Place("a.yaml", 2, 1)),
        (b"a: " + b"[" * 70 + b"]" * 70, "a.yaml", Place("a.yaml", 1, 67)),
        (b'{"a" 1}', "a.json", Place("a.json", 1, 6)),
        (b'{"a": NaN}', "a.json", Origin("a.json")),
        (b'{"a": 1,\n "a": 2}', "a.json", Place("a.json", 2, 2)),
        (b'{"a": 1,\n\t"a": 2}', "a.json", Place("a.json", 2, 2)),
    ],
    ids=["twice", "open", "tag", "merge", "alias", "documents", "deep", "JSON", "NaN", "JSON twice", "behind a tab"],
)
def test_what_readers_take_differently_is_refused(data: bytes, file: str, place: Place | Origin) -> None:
    with pytest.raises(Refused) as refused:
        parse(data, file)
    assert (refused.value.diagnostic.code, refused.value.diagnostic.where) == ("MG192", place)


def test_aliases_cannot_stand_for_endless_values() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(Refused, match="more than"):
        parse("\n".join(lines).encode(), "a.yaml")


def test_files_are_found_beside_the_one_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths:\n  /a: {$ref: item.yaml}\n  /b: {$ref: gone.yaml}\n"
    )
    (tmp_path / "shop/item.yaml").write_text("get: {responses: {default: {description: ok}}}\n")
    findings = Findings()
    place = Origin("system.yaml", ("services", "shop"))
    made = aggregate([Source("shop", "shop/api.yaml", origin=place)], ApiFiles(tmp_path), Head("t", "1"), findings)
    assert made is None
    [found] = findings
    assert (found.code, found.where) == ("MG174", Origin("shop/api.yaml", ("paths", "/b")))
    located = locate((tmp_path / "shop/api.yaml").read_bytes(), ("paths", "/b"))
    assert located is not None
    assert (located.value.line, located.value.column) == (5, 7)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "system").mkdir()
    (tmp_path / "api.yaml").write_text("openapi: 3.1.0\n")
    (tmp_path / "system/api.yaml").symlink_to(tmp_path / "api.yaml")
    with pytest.raises(Refused) as refused:
        ApiFiles(tmp_path / "system")("api.yaml", Origin("system.yaml"))
    assert refused.value.diagnostic.code == "MG173"
