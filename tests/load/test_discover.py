"""Finding systems: which folder is one, how each file is taken, and nothing in the folder that could do harm."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Findings, Origin, Place
from monitorgen.load.discover import FileRow, SystemFolder, find_systems, list_files
from monitorgen.load.files import MAX_BYTES
from monitorgen.load.marker import read_marks

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "monitorgen: v1\nservices: {}\n"
SYSTEM = "monitorgen: v1\nsystem: %s\n"


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def found(root: Path) -> tuple[tuple[SystemFolder, ...], list[tuple[str, str]]]:
    """The systems, and code and file of each finding."""
    findings = Findings()
    systems = find_systems(root, findings)
    return systems, [(d.code, d.where.file) for d in findings if d.where is not None]


def test_a_specs_folder_holds_several_systems_each_with_files_at_any_depth(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop/deep/er/system.yml": SYSTEM % "shop",
            "shop/services/b.yaml": SPEC,
            "shop/services/a.yaml": SPEC,
            "pay/system.yaml": SYSTEM % "pay",
            "README.md": "",
        },
    )
    systems, problems = found(tmp_path)
    assert problems == []
    assert [(s.name, s.within, s.folder, s.specs) for s in systems] == [
        ("pay", "pay", tmp_path / "pay", ("system.yaml",)),
        ("shop", "shop", tmp_path / "shop", ("deep/er/system.yml", "services/a.yaml", "services/b.yaml")),
    ]
    assert systems[1].declared == Place("shop/deep/er/system.yml", 2, 9, 13)


def test_system_in_a_file_of_the_specs_folder_makes_it_one_system(tmp_path: Path) -> None:
    write(tmp_path, {"shop.yaml": SYSTEM % "shop", "services/a.yaml": SPEC})
    (system,), problems = found(tmp_path)
    assert problems == []
    assert (system.within, system.folder, system.specs) == ("", tmp_path, ("services/a.yaml", "shop.yaml"))


def test_two_systems_in_one_folder_tree_are_shown_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, {"shop/z.yaml": SYSTEM % "shop", "shop/a/b.yaml": SYSTEM % "other"})
    findings = Findings()
    (system,) = find_systems(tmp_path, findings)
    (problem,) = findings
    assert system.name == "shop"
    assert problem.code == "MG127"
    assert problem.where == Place("shop/a/b.yaml", 2, 9, 14)
    assert problem.related[0].where == Place("shop/z.yaml", 2, 9, 13)


def test_a_system_inside_a_system_is_an_error_and_its_files_belong_to_the_outer_one(tmp_path: Path) -> None:
    write(tmp_path, {"all.yaml": SYSTEM % "all", "shop/s.yaml": SYSTEM % "shop", "shop/a.yaml": SPEC})
    (system,), problems = found(tmp_path)
    assert problems == [("MG127", "shop/s.yaml")]
    assert system.specs == ("all.yaml", "shop/a.yaml", "shop/s.yaml")


def test_spec_files_in_no_system_are_told_by_folder(tmp_path: Path) -> None:
    write(tmp_path, {"shop/s.yaml": SYSTEM % "shop", "x.yaml": SPEC, "pay/a.yaml": SPEC, "pay/b/c.yaml": SPEC})
    findings = Findings()
    find_systems(tmp_path, findings)
    assert [(d.code, d.where) for d in findings] == [("MG128", Origin("x.yaml")), ("MG128", Origin("pay/a.yaml"))]
    assert [related.where for d in findings for related in d.related] == [Origin("pay/b/c.yaml")]


@pytest.mark.parametrize(
    ("content", "taken", "reason"),
    [
        (SPEC, "spec", "`monitorgen: v1` at its top"),
        ("# about\n---\nservices: {}\nmonitorgen:   'v1'  # version\n", "spec", "`monitorgen: v1` at its top"),
        ("{services: {}, monitorgen: v1}", "spec", "`monitorgen: v1` at its top"),
        ("  monitorgen: v1\n", "spec", "`monitorgen: v1` at its top"),
        ("monitorgen:\n", "spec", "`monitorgen: v1` at its top"),
        ("a: @broken\nmonitorgen: v1\n", "spec", "`monitorgen: v1` at its top"),
        ("monitorgen: v2\n", "ignored", "`monitorgen: v2` is not known"),
        ("services: {}\n", "ignored", "no `monitorgen: v1` at its top"),
        ("a:\n  monitorgen: v1\n", "ignored", "no `monitorgen: v1` at its top"),
        ("a: {monitorgen: v1}\n", "ignored", "no `monitorgen: v1` at its top"),
        ("a: |\n  monitorgen: v1\n", "ignored", "no `monitorgen: v1` at its top"),
        ("a: 'x\n\nmonitorgen: v1'\n", "ignored", "no `monitorgen: v1` at its top"),
        ("- monitorgen: v1\n", "ignored", "no `monitorgen: v1` at its top"),
        ("a: monitorgen\n---\nmonitorgen: v1\n", "ignored", "no `monitorgen: v1` at its top"),
        ("# monitorgen: v1\n", "ignored", "no `monitorgen: v1` at its top"),
        ("", "ignored", "no `monitorgen: v1` at its top"),
        ("version: prometheus/v1\nslos: []\n", "foreign", "Sloth, not read yet"),
        ("apiVersion: sloth.slok.dev/v1\nkind: x\n", "foreign", "Sloth, not read yet"),
        ("apiVersion: openslo/v1\nkind: SLO\n", "foreign", "OpenSLO, not read yet"),
        ("version: '3.8'\nservices: {}\n", "ignored", "no `monitorgen: v1` at its top"),
        ("apiVersion: v1\nkind: Service\n", "ignored", "no `monitorgen: v1` at its top"),
        ("spec: {version: prometheus/v1}\n", "ignored", "no `monitorgen: v1` at its top"),
    ],
)
def test_a_yaml_file_is_taken_by_what_stands_at_its_top(content: str, taken: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, {"system.yaml": SYSTEM % "shop", "x.yaml": content})
    (system,), _ = found(tmp_path)
    row = next(row for row in system.rows if row.file == "x.yaml")
    assert (row.taken, row.reason) == (taken, reason)
    assert ("x.yaml" in system.specs) == (taken == "spec")


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        ("services:\n  pay: {type: http-service}\n", "`services:`", 1),
        ("# about\n\nslos: {}\nteams:\n- x\nalerts: {}\n", "`alerts:` and `slos:` and more", 3),
        ("'system': shop\r\n", "`system:`", 1),
        ("services: {pay: {type: http-service, image: pay:1}}\n", "`services:`", 1),
    ],
)
def test_a_file_that_reads_like_a_spec_is_told_where_its_first_line_is_forgotten(
    content: str, said: str, line: int, tmp_path: Path
) -> None:
    write(tmp_path, {"system.yaml": SYSTEM % "shop", "x.yaml": content})
    findings = Findings()
    (system,) = find_systems(tmp_path, findings)
    (told,) = findings
    assert (told.code, told.level, told.where) == ("MG133", "warning", Place("x.yaml", line, 1))
    assert told.message.endswith(f"though it says {said}")
    assert "x.yaml" not in system.specs


@pytest.mark.parametrize(
    "content",
    [
        "services:\n  pay:\n    image: pay:1\nnetworks: {}\n",  # Compose
        "services:\n  pay:\n    build: .\n",
        "services: {pay: {ports: ['80:80'], environment: {A: b}}}\n",
        "version: '3.8'\nservices: {}\n",
        "openapi: 3.1.0\ninfo: {}\npaths: {}\n",
        "groups: []\n",
        "- services: {}\n",
        "a: |\n  services: x\n",
        "# services:\n",
        "",
    ],
)
def test_what_is_something_else_is_left_alone(content: str, tmp_path: Path) -> None:
    write(tmp_path, {"system.yaml": SYSTEM % "shop", "x.yaml": content})
    assert list(found(tmp_path)[1]) == []


def test_an_unknown_version_names_the_known_ones_at_its_place(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "monitorgen: v7\n"})
    findings = Findings()
    assert find_systems(tmp_path, findings) == ()
    (problem,) = findings
    assert (problem.code, problem.where, problem.label) == ("MG126", Place("a.yaml", 1, 13, 15), "known: v1")


def test_a_file_in_utf_16_is_taken_for_what_it_would_be_so_that_reading_it_tells(tmp_path: Path) -> None:
    write(tmp_path, {"s.yaml": (SYSTEM % "shop").encode("utf-16"), "a.yaml": SPEC.encode("utf-16-be")})
    (system,), problems = found(tmp_path)
    assert (system.name, system.specs, problems) == ("shop", ("a.yaml", "s.yaml"), [])


def test_the_marks_of_a_file_are_read_without_reading_all_of_it() -> None:
    data = b"monitorgen: v1\nsystem: shop\n" + b"a: [b, c]\n" * 100_000
    began = time.process_time()
    assert read_marks(data).system is not None
    assert time.process_time() - began < 1.0


def test_only_a_spec_may_be_too_large(tmp_path: Path) -> None:
    large = b"# " + b"x" * MAX_BYTES
    write(tmp_path, {"s.yaml": SYSTEM % "shop", "api.yaml": large, "big.yaml": SPEC.encode() + large})
    (system,), problems = found(tmp_path)
    assert problems == [("MG103", "big.yaml")]
    assert [row.taken for row in system.rows] == ["ignored", "ignored", "spec"]


def test_hidden_files_tools_folders_and_the_output_are_skipped(tmp_path: Path) -> None:
    files = [".git/a.yaml", ".hidden.yaml", "a/node_modules/b.yaml", "a/__pycache__/c.yaml", "out/shop/d.yaml"]
    write(tmp_path, {"s.yaml": SYSTEM % "shop", **dict.fromkeys(files, SPEC), "a/out/e.yaml": SPEC, "F.YAML": SPEC})
    (system,), problems = found(tmp_path)
    assert (system.specs, problems) == (("F.YAML", "a/out/e.yaml", "s.yaml"), [])


def test_links_to_files_inside_count_and_all_others_are_refused(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"x.yaml": SPEC})
    root = write(tmp_path / "specs", {"shop/s.yaml": SYSTEM % "shop", "common/types.yaml.txt": SPEC})
    (root / "shop" / "types.yaml").symlink_to("../common/types.yaml.txt")
    (root / "shop" / "out.yaml").symlink_to(outside / "x.yaml")
    (root / "shop" / "outside").symlink_to(outside)
    (root / "shop" / "loop").symlink_to("..")
    (root / "shop" / "self.yaml").symlink_to("self.yaml")
    (root / "shop" / "gone.yaml").symlink_to("nowhere.yaml")
    (root / "shop" / "gone.txt").symlink_to("nowhere.txt")
    (system,), problems = found(root)
    assert system.specs == ("s.yaml", "types.yaml")
    assert sorted(problems) == [
        ("MG100", "shop/gone.yaml"),
        ("MG100", "shop/self.yaml"),
        ("MG130", "shop/loop"),
        ("MG130", "shop/out.yaml"),
        ("MG130", "shop/outside"),
    ]


def test_a_specs_folder_may_itself_be_reached_through_a_link(tmp_path: Path) -> None:
    root = write(tmp_path / "real", {"s.yaml": SYSTEM % "shop", "a.txt": SPEC})
    (root / "a.yaml").symlink_to("a.txt")
    (tmp_path / "specs").symlink_to("real")
    (system,), problems = found(tmp_path / "specs")
    assert (system.specs, problems) == (("a.yaml", "s.yaml"), [])


def test_pipes_are_told_and_never_waited_for(tmp_path: Path) -> None:
    write(tmp_path, {"s.yaml": SYSTEM % "shop"})
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "pipe.txt")
    (system,), problems = found(tmp_path)
    assert (system.specs, problems) == (("s.yaml",), [("MG100", "pipe.yaml")])


def test_names_that_cannot_be_shown_are_told_in_a_form_that_can(tmp_path: Path) -> None:
    write(tmp_path, {"s.yaml": SYSTEM % "shop", "a\nb.yaml": SPEC, "c\u202ed/e.yaml": SPEC})
    (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text(SPEC)
    (system,), problems = found(tmp_path)
    assert system.specs == ("s.yaml",)
    assert sorted(problems) == [("MG132", "a\\x0ab.yaml"), ("MG132", "c\\u202ed"), ("MG132", "caf\\xe9.yaml")]


def test_folders_and_files_that_may_not_be_read_are_told(unprivileged: Path) -> None:
    write(unprivileged, {"s.yaml": SYSTEM % "shop", "closed/a.yaml": SPEC, "b.yaml": SPEC})
    (unprivileged / "closed").chmod(0)
    (unprivileged / "b.yaml").chmod(0)
    _, problems = found(unprivileged)
    (unprivileged / "closed").chmod(0o755)
    assert sorted(problems) == [("MG100", "b.yaml"), ("MG131", "closed")]


@pytest.mark.parametrize("files", [{}, {"a.yaml": "x: 1\n"}, {"shop/readme.md": "x"}])
def test_a_folder_without_a_system_says_so(files: dict[str, str | bytes], tmp_path: Path) -> None:
    write(tmp_path, files)
    assert found(tmp_path) == ((), [("MG125", ".")])


def test_a_specs_folder_that_is_missing_or_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert found(tmp_path / "gone") == ((), [("MG125", ".")])
    assert found(tmp_path / "file") == ((), [("MG125", ".")])


def test_a_listing_tells_how_each_file_was_taken(tmp_path: Path) -> None:
    write(tmp_path, {"s.yaml": SYSTEM % "shop", "m.py": "", "n.py": "", "api.yaml": "openapi: 3.1.0\n", "x.yaml": ""})
    (system,), _ = found(tmp_path)
    assert list_files(system, ["m.py"], {"api.yaml": "s.yaml: openapi", "docs/a.md": "s.yaml: docs"}) == (
        FileRow("api.yaml", "named-by", "s.yaml: openapi"),
        FileRow("docs/a.md", "named-by", "s.yaml: docs"),
        FileRow("m.py", "python", "`python:` of the system names it"),
        FileRow("n.py", "ignored", "no `python:` names it"),
        FileRow("s.yaml", "spec", "`monitorgen: v1` at its top"),
        FileRow("x.yaml", "ignored", "no `monitorgen: v1` at its top"),
    )
