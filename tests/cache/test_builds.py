"""A build is remembered as long as nothing that it depended on has changed, and nothing that it made."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from monitorgen.load.confined import Ran, run_files
from tests.cache.conftest import RECORD, RULES, SPEC

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cache.conftest import Project


def test_what_was_told_is_told_again(project: Project) -> None:
    project.build("two warnings")
    assert project.recall() == "two warnings"
    assert project.recall() == "two warnings"


@pytest.mark.parametrize("file", [SPEC, "specs/shop/readme.md", RULES, RECORD])
def test_a_file_that_was_only_touched_is_as_it_was(project: Project, file: str) -> None:
    project.build()
    path = project.top / file
    path.write_bytes(path.read_bytes())
    os.utime(path, (1, 1))
    assert project.recall() == "told"
    shutil.copy(path, f"{path}.new")
    path.with_name(f"{path.name}.new").replace(path)
    assert project.recall() == "told"


@pytest.mark.slow
@pytest.mark.parametrize("file", [SPEC, "specs/shop/readme.md", RULES, RECORD])
def test_an_edit_at_once_of_the_same_size_and_time_is_seen(project: Project, file: str) -> None:
    """As often as it takes to hit the very tick of the clock in which the build looked at the file."""
    path = project.top / file
    before = path.read_text(encoding="utf-8")
    cache = project.top / "cache"
    for number in range(30):
        path.write_text(before, encoding="utf-8")
        shutil.rmtree(cache, ignore_errors=True)
        project.build()
        state = path.stat()
        with path.open("r+", encoding="utf-8") as opened:
            opened.write("X")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert path.stat().st_size == state.st_size
        assert project.recall() is None, f"at try {number}"


def _remove(path: str) -> Callable[[Project], None]:
    return lambda project: (project.top / path).unlink()


def _add(path: str) -> Callable[[Project], None]:
    def add(project: Project) -> None:
        project.write(path, "new\n")

    return add


def _link(path: str) -> Callable[[Project], None]:
    def relink(project: Project) -> None:
        file = project.top / path
        file.rename(project.top / "moved")
        file.symlink_to(project.top / "moved")

    return relink


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_remove("specs/shop/readme.md"), id="a file of the specs removed"),
        pytest.param(_remove(RULES), id="a generated file removed"),
        pytest.param(_remove(RECORD), id="a record removed"),
        pytest.param(_add("specs/shop/more.yaml"), id="another spec"),
        pytest.param(_add("specs/another/more.yaml"), id="another system"),
        pytest.param(_add("out/shop/production/prometheus/rules/own.yml"), id="a file of one's own beside the rules"),
        pytest.param(_add("out/shop/production/plan/gone.json"), id="a record of a unit that is gone"),
        pytest.param(_add("out/shop/staging/plan/checkout.json"), id="records of an environment that is gone"),
        pytest.param(_add("out/.monitorgen/journal"), id="a build that was interrupted, or is at work"),
        pytest.param(_link(SPEC), id="a link in the place of a spec"),
        pytest.param(_link(RULES), id="a link in the place of a generated file"),
        pytest.param(lambda project: (project.top / "specs/empty").mkdir(), id="a folder of specs"),
        pytest.param(lambda project: shutil.rmtree(project.top / "out"), id="no output"),
        pytest.param(lambda project: shutil.rmtree(project.top / "specs"), id="no specs"),
    ],
)
def test_other_files_are_another_build(project: Project, change: Callable[[Project], None]) -> None:
    project.build()
    change(project)
    assert project.recall() is None


@pytest.mark.parametrize("file", ["specs/.hidden.yaml", "specs/node_modules/a.yaml", "specs/out/a", "out/README.md"])
def test_files_that_no_build_looks_at_are_no_matter(project: Project, file: str) -> None:
    project.build()
    project.write(file, "new\n")
    assert project.recall() == "told"


def test_what_a_spec_names_out_of_sight_of_the_walk_can_not_be_remembered(project: Project) -> None:
    project.inputs.paths.add(str(project.write("specs/shop/.hidden.md", "text\n")))
    project.build()
    assert project.recall() is None


def test_a_folder_with_links_in_it_can_not_be_remembered(project: Project) -> None:
    (project.top / "specs/shop/link.yaml").symlink_to("system.yaml")
    project.build()
    assert project.recall() is None


def test_a_spec_that_changed_while_it_was_compiled_is_not_remembered(project: Project) -> None:
    cache = project.cache()
    assert cache.recall() is None
    project.write(SPEC, "monitorgen: v1\nsystem: shop\n# edited\n")
    cache.keep("told", {}, project.inputs)
    assert project.recall() is None


def test_the_same_specs_by_another_name_tell_their_findings_by_that_name(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    shutil.move(project.top / "specs", project.top / "other")
    (project.top / "specs").symlink_to("other")
    assert project.recall() is None


def test_a_python_spec_is_run_each_time_and_what_it_says_counts(project: Project) -> None:
    """It may read a clock, or a file anywhere."""
    outside = project.write("outside.txt", "one")
    folder = project.top / "specs/shop"
    text = f"from monitorgen import Spec\nspec = Spec(defaults={{'team': open({str(outside)!r}).read()}})\n"
    project.write("specs/shop/more.py", text)
    (ran,) = run_files(folder, ["more.py"], 10)
    project.inputs.runs.append((folder, "more.py", ran))
    project.build()
    assert project.recall() == "told"
    outside.write_text("two", encoding="utf-8")
    assert project.recall() is None
    outside.write_text("one", encoding="utf-8")
    assert project.recall() == "told"
    project.python = False
    assert project.recall() is None


def test_a_python_spec_that_ended_otherwise_is_another_build(project: Project) -> None:
    project.write("specs/shop/more.py", "from monitorgen import Spec\nspec = Spec()\n")
    project.inputs.runs.append((project.top / "specs/shop", "more.py", Ran("gone", status=1)))
    project.build()
    assert project.recall() is None


def test_a_cache_that_can_not_be_written_to_is_no_cache(project: Project, tmp_path: Path) -> None:
    file = project.write("file", "no folder\n")
    project.build(cache=project.cache(file / "cache"))
    assert project.cache(file / "cache").recall() is None
    assert file.read_text(encoding="utf-8") == "no folder\n"


def test_a_look_at_contents_is_remembered_too(project: Project) -> None:
    """So that a clone of yesterday is looked at by its times alone today."""
    project.build()
    (entry,) = (project.top / "cache").iterdir()
    assert b"unsettled" in entry.read_bytes()
    kept = entry.read_bytes().replace(b"unsettled", b"0")
    assert len(kept) < len(entry.read_bytes())
    before = entry.stat().st_mtime_ns
    assert project.recall() == "told"
    assert entry.stat().st_mtime_ns > before
