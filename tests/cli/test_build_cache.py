"""A build that is remembered answers as one that is compiled: the same words, the same code, the same files."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.cli.remembering import opened, recalled
from monitorgen.emit.outcome import EVERYTHING
from monitorgen.selection import Selection
from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done, Run

SERVICES = Path("specs/shop/services.yaml")
RULES = Path("out/shop/production/prometheus/rules/checkout.yml")


@pytest.fixture
def warned(shop: Path) -> Path:
    """A shop with a warning at a line, and another for the output."""
    change(shop / SERVICES, "orders_total: {type: counter", "orders: {type: counter")
    change(shop / SERVICES, "rate: orders_total", "rate: orders")
    write(shop / "out/shop/production/prometheus/rules/own.yml", "groups: []\n")
    return shop


@pytest.fixture
def undrawn(shop: Path) -> Path:
    """A shop without dashboards, which is built sooner."""
    change(shop / "specs/shop/system.yaml", "\nstack: {", "\nstack: {grafana: none, ")
    return shop


def is_remembered(folder: Path = Path("cache")) -> bool:
    """Whether a build of all of it would be answered from the cache."""
    return recalled(opened(folder, Selection(Path("specs")), Path("out"), EVERYTHING, ())) is not None


OPTIONS = (
    *([f"--format={form}"] for form in ("human", "json", "github", "gitlab", "sarif", "junit")),
    *(["--check"], ["--check", "--format=json"], ["--fail-on-change"], ["--quiet"], ["--verbose", "--color=always"]),
)


@pytest.mark.slow
def test_all_is_told_again_exactly(warned: Path, run: Run) -> None:
    for _ in range(2):  # what the first says of a file beside the rules it can't know to be said again
        run("build", "--cache", "cache")
    assert is_remembered()
    for options in OPTIONS:
        assert run("build", *options, "--cache", "cache") == run("build", *options, "--no-cache")


def test_what_was_remembered_is_not_compiled(shop: Path, run: Run) -> None:
    """Shown by the only thing that tells: a cache that says something else."""
    run("build", "--cache", "cache")
    (entry,) = (shop / "cache").iterdir()
    lied = entry.read_bytes().partition(b"\n")[2].replace(b'\\"proven\\": ', b'\\"proven\\": 1')
    entry.write_bytes(b"monitorgen build 2 %08x\n" % zlib.crc32(lied) + lied)
    assert "151 proven" in run("build", "--cache", "cache").err
    assert "151 proven" not in run("build", "--no-cache").err


def test_the_cache_is_the_users_unless_it_is_named_or_switched_off(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(shop / "user"))
    run("build", "--no-cache")
    assert not (shop / "user").exists()
    run("build", "--cache", "named")
    assert is_remembered(Path("named"))
    assert not (shop / "user").exists()
    run("build")
    assert is_remembered(shop / "user/monitorgen/builds")


def test_check_remembers_what_it_found_up_to_date_and_nothing_else(shop: Path, run: Run) -> None:
    run("build", "--no-cache")
    change(shop / RULES, "groups:", "groups: # edited")
    assert run("build", "--check", "--cache", "cache").code == 1
    assert not is_remembered()
    run("build", "--overwrite", "--no-cache")
    assert run("build", "--check", "--cache", "cache").code == 0
    assert is_remembered()


def test_a_cache_that_is_no_folder_is_no_matter(shop: Path, run: Run) -> None:
    write(shop / "file", "")
    first = run("build", "--cache", "file")
    assert first.code == 0
    assert run("build", "--cache", "file").err == run("build", "--no-cache").err


def test_a_rehearsal_is_neither_remembered_nor_recalled(shop: Path, run: Run) -> None:
    run("build", "--faster", "60", "--out", "out", "--cache", "cache")
    assert not (shop / "cache").exists()


def test_python_specs_are_run_for_a_build_that_is_remembered(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/system.yaml", "system: shop", "system: shop\npython: [more.py]")
    write(
        shop / "specs/shop/more.py",
        "from monitorgen import Service, Spec\nspec = Spec(services={'b': Service(port=1)})\n",
    )
    run("build", "--cache", "cache")
    assert is_remembered()
    refused = run("build", "--no-python", "--cache", "cache")
    assert refused.code == 1
    assert "MG180" in refused.err


def _spec(threshold: int) -> Callable[[], None]:
    """A change that leaves the size as it is, and the time of modification."""

    def edit() -> None:
        before = SERVICES.stat()
        SERVICES.write_text(re.sub(r"above: \d%", f"above: {threshold}%", SERVICES.read_text()))
        os.utime(SERVICES, ns=(before.st_atime_ns, before.st_mtime_ns))

    return edit


def _swap(path: Path, old: str, new: str) -> Callable[[], None]:
    def edit() -> None:
        if path.exists():
            path.write_text(path.read_text().replace(old, new))

    return edit


def _touch(path: Path) -> Callable[[], None]:
    return lambda: os.utime(path, (1, 1)) if path.exists() else None


MORE = Path("specs/shop/more.yaml")
STALE = Path("out/shop/production/plan/gone.json")
CHANGES: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "2 %": _spec(2),
    "3 %": _spec(3),
    "an error": _swap(SERVICES, "for: 10m", "for: 10x"),
    "no error": _swap(SERVICES, "for: 10x", "for: 10m"),
    "a service more": lambda: write(MORE, "monitorgen: v1\nservices: {search: {port: 9000}}\n"),
    "a service less": lambda: MORE.unlink(missing_ok=True),
    "touched spec": _touch(SERVICES),
    "touched rules": _touch(RULES),
    "edited rules": _swap(RULES, "groups:", "Groups:"),
    "mended rules": _swap(RULES, "Groups:", "groups:"),
    "no rules": lambda: RULES.unlink(missing_ok=True),
    "rules of one's own": lambda: write(RULES.with_name("own.yml"), "groups: []\n"),
    "none of one's own": lambda: RULES.with_name("own.yml").unlink(missing_ok=True),
    "a stale record": lambda: write(STALE, '{"format": 1, "files": {}}'),
    "no output": lambda: shutil.rmtree("out", ignore_errors=True),
}
COMMANDS = (
    ("build",),
    ("build", "--check"),
    ("build", "--overwrite"),
    ("build", "--env", "staging"),
    ("build", "--target", "prometheus"),
)


@pytest.mark.slow
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(COMMANDS)), min_size=2, max_size=7))
def test_a_build_with_a_cache_equals_one_without(
    undrawn: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, tuple[str, ...]]]
) -> None:
    folders = [tmp_path_factory.mktemp(name) for name in ("with", "without")]
    for folder in folders:
        shutil.copytree(undrawn / "specs", folder / "specs")
    for step, command in steps:
        ends: list[tuple[Done, dict[str, bytes]]] = []
        for folder, option in zip(folders, (("--cache", "../cache"), ("--no-cache",)), strict=True):
            with contextlib.chdir(folder):
                CHANGES[step]()
                ends.append((run(*command, "--format", "json", *option), tree(folder / "out")))
        assert ends[0] == ends[1], (step, command)


@pytest.mark.parametrize("folder", ["specs", "specs/shop/cache", "out", "out/cache"])
def test_a_cache_among_specs_or_output_is_refused(folder: str, shop: Path, run: Run) -> None:
    before = tree(shop)
    done = run("build", "--cache", folder)
    assert (done.code, "what is remembered needs a folder of its own" in done.err) == (2, True)
    assert tree(shop) == before
