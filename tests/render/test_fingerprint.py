"""What a finding is known by stays when lines move, and is nobody else's."""

from __future__ import annotations

from msgspec.structs import replace

from monitorgen import render
from monitorgen.diagnostics import Diagnostic, Origin, Place
from monitorgen.render.fingerprint import fingerprints
from tests.render.files import Files

ONE = Origin("a.yaml", ("services", "checkout", "port"))


def marks(*found: Diagnostic, files: Files) -> list[str]:
    return fingerprints(render.looked_up(found, files))


def test_a_value_is_known_by_its_path_wherever_it_stands() -> None:
    above = Files({"a.yaml": "port: 1"}, {(ONE, "value"): Place("a.yaml", 1, 7)})
    below = Files({"a.yaml": "\n\n  port: 1"}, {(ONE, "value"): Place("a.yaml", 3, 9)})
    found = Diagnostic("MG1", "m", ONE)
    assert marks(found, files=above) == marks(found, files=below)


def test_a_place_is_known_by_the_text_of_its_line() -> None:
    above, below = Files({"a": "x: [\ny"}), Files({"a": "# more\n  x: [\ny"})
    found = Diagnostic("MG1", "m", Place("a", 1, 1))
    moved = replace(found, where=Place("a", 2, 3))
    assert marks(found, files=above) == marks(moved, files=below)
    assert marks(found, files=above) != marks(moved, files=Files({"a": "# more\n  x: {"}))


def test_findings_differ_by_code_file_path_and_text() -> None:
    found = [
        Diagnostic("MG1", "m", ONE),
        Diagnostic("MG2", "m", ONE),
        Diagnostic("MG1", "n", ONE),
        Diagnostic("MG1", "m", replace(ONE, file="b.yaml")),
        Diagnostic("MG1", "m", ONE.at("x")),
        Diagnostic("MG1", "m", None),
        Diagnostic("MG1", "m", ONE, label="l"),
    ]
    assert len({marks(each, files=Files({}))[0] for each in found}) == len(found)


def test_environments_do_not_matter() -> None:
    found = Diagnostic("MG1", "m", ONE, environments=("production",))
    other = replace(found, environments=("production", "staging"))
    assert marks(found, files=Files({})) == marks(other, files=Files({}))
