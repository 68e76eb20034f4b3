"""Sources: what showing a diagnostic asks of files, whatever has become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Origin, Place
from monitorgen.load.events import Span
from monitorgen.load.sources import Sources

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.diagnostics import Part
    from monitorgen.diagnostics import Path as ValuePath


def test_an_origin_in_yaml_has_a_place_and_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x:\n  y: 1\n")
    sources = Sources(tmp_path, "specs/shop/")
    assert sources.place(Origin("a.yaml", ("x", "y")), "value") == Place("a.yaml", 2, 6, 7)
    assert sources.place(Origin("a.yaml", ("x", "y")), "key") == Place("a.yaml", 2, 3, 4)
    assert sources.line("a.yaml", 2) == "  y: 1"
    assert sources.line("a.yaml", 9) is None
    assert sources.name("a.yaml") == "specs/shop/a.yaml"
    assert sources.name(".") == "specs/shop"


def test_a_place_is_its_own() -> None:
    assert Sources(__import__("pathlib").Path("/nowhere")).place(Place("a", 1, 2), "value") == Place("a", 1, 2)


def test_a_file_that_is_gone_has_no_place_and_no_line(tmp_path: Path) -> None:
    sources = Sources(tmp_path)
    assert sources.place(Origin("gone.yaml", ("x",)), "value") is None
    assert sources.line("gone.yaml", 1) is None
    assert sources.name("gone.yaml") == "gone.yaml"


def test_a_file_that_has_changed_gives_what_it_can(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("other: 1\n")
    assert Sources(tmp_path).place(Origin("a.yaml", ("x", "y")), "value") == Place("a.yaml", 1, 1, 9)
    (tmp_path / "a.yaml").write_bytes(b"\xff\x00")
    assert Sources(tmp_path).place(Origin("a.yaml", ("x", "y")), "value") is None
    assert Sources(tmp_path).line("a.yaml", 1) == "\ufffd\x00"


def test_a_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x: 1\n")
    sources = Sources(tmp_path)
    assert sources.place(Origin("a.yaml", ("x",)), "value") is not None
    (tmp_path / "a.yaml").unlink()
    assert sources.place(Origin("a.yaml", ("x",)), "key") == Place("a.yaml", 1, 1, 2)
    assert sources.line("a.yaml", 1) == "x: 1"


def test_json_has_places_like_yaml_whatever_it_is_indented_with(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{\n\t"x": "\\/ \\ud83d\\ude00",\n\t"y": {"z": [1, 2]}\n}\n')
    sources = Sources(tmp_path)
    assert sources.place(Origin("a.json", ("y", "z", 1)), "value") == Place("a.json", 3, 17, 18)
    assert sources.place(Origin("a.json", ("y",)), "key") == Place("a.json", 3, 2, 5)


def test_positions_of_another_format_come_from_its_finder(tmp_path: Path) -> None:
    (tmp_path / "spec.py").write_text("spec = Spec(\n  port=8080,\n)\n")

    def find(path: ValuePath, part: Part) -> Span | None:
        return Span(2, 3, 7) if path == ("port",) and part == "key" else None

    sources = Sources(tmp_path)
    sources.find_with("spec.py", find)
    assert sources.place(Origin("spec.py", ("port",)), "key") == Place("spec.py", 2, 3, 7)
    assert sources.place(Origin("spec.py", ("gone",)), "key") is None
    assert sources.line("spec.py", 2) == "  port=8080,"


def test_a_format_without_a_finder_has_no_places(tmp_path: Path) -> None:
    (tmp_path / "spec.py").write_text("x: 1\n")
    assert Sources(tmp_path).place(Origin("spec.py", ("x",)), "key") is None


def test_what_travels_with_monitorgen_is_found_in_the_package(tmp_path: Path) -> None:
    sources = Sources(tmp_path, "specs")
    file = "monitorgen:codes/1xx.yaml"
    assert sources.name(file) == file
    place = sources.place(Origin(file, ("MG112", "title")), "key")
    assert place is not None
    assert (sources.line(file, place.line) or "").startswith("  title: ")
    assert sources.place(Origin("monitorgen:catalog/gone.yaml", ("a",)), "key") is None
