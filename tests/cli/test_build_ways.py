"""Ways to build: into another repository, one target, for a commit hook, and again after each change."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.targets import NAMES, target_of
from tests.cli.conftest import change, tree, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

SERVICES = "specs/shop/services.yaml"
RULES = "out/shop/production/prometheus/rules/checkout.yml"


# -- into another repository -------------------------------------------------------------------------------------------


@pytest.fixture
def infrastructure(shop: Path) -> Path:
    """Another repository beside the one with the specs, with files of its own."""
    other = shop.parent / "infrastructure"
    write(other / "monitoring/README.md", "ours\n")
    git(other, "init", "--quiet")
    return other


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_output_may_lie_in_another_repository(shop: Path, infrastructure: Path, run: Run) -> None:
    before = tree(shop)
    assert run("build", "--out", "../infrastructure/monitoring").code == 0
    assert tree(shop) == before, "nothing is written beside the specs"
    assert (infrastructure / "monitoring/README.md").read_text() == "ours\n"
    git(infrastructure, "add", "--all")
    git(infrastructure, "commit", "--quiet", "--message", "monitoring")
    assert run("build", "--out", "../infrastructure/monitoring", "--check").code == 0
    change(shop / SERVICES, "above: 2%", "above: 3%")
    assert run("build", "--out", "../infrastructure/monitoring", "--check").code == 1
    assert run("build", "--out", "../infrastructure/monitoring").code == 0
    changed = git(infrastructure, "status", "--porcelain").splitlines()
    assert changed, "the change is there to be reviewed"
    assert " M monitoring/shop/production/prometheus/rules/checkout.yml" in changed
    assert all(line.startswith(" M monitoring/shop/") for line in changed)


def test_the_output_is_the_same_wherever_it_lies(shop: Path, infrastructure: Path, run: Run) -> None:
    run("build")
    run("build", "--out", infrastructure / "elsewhere")
    assert tree(shop / "out") == tree(infrastructure / "elsewhere")


# -- one target --------------------------------------------------------------------------------------------------------


def test_every_file_belongs_to_a_target(shop: Path, run: Run) -> None:
    run("build")
    paths = {path.split("/", 2)[2] for path in tree(shop / "out")}
    assert {target_of(path) for path in paths if path.startswith(("prometheus/", "alertmanager/"))} == {
        "prometheus",
        "alertmanager",
    }
    assert all(target_of(path) in NAMES for path in paths)


def test_only_the_files_of_the_target_are_written(shop: Path, run: Run) -> None:
    assert run("build", "--target", "prometheus").code == 0
    written = {path.split("/")[2] for path in tree(shop / "out")}
    assert written == {"prometheus", "plan"}
    assert run("build", "--target", "prometheus", "--check").code == 0
    assert run("build", "--check").code == 1


def test_the_files_of_other_targets_stay_as_they_are(shop: Path, run: Run) -> None:
    run("build")
    before = tree(shop / "out")
    change(shop / SERVICES, "above: 2%", "above: 3%")
    change(shop / "specs/shop/system.yaml", "channel: '#shop'", "channel: '#store'")
    assert run("build", "--target", "prometheus").code == 0
    changed = {path for path, data in tree(shop / "out").items() if before[path] != data}
    assert {path.split("/")[2] for path in changed} == {"prometheus", "plan"}
    rest = run("build", "--check", "-v").out.splitlines()
    assert [line.split()[0] for line in rest] == ["changed"] * len(rest)
    others = {target_of(line.split("/", 2)[2]) for line in rest if "/plan/" not in line}
    assert "alertmanager" in others
    assert "prometheus" not in others
    assert run("build", *(part for name in sorted(others) for part in ("--target", name))).code == 0
    assert run("build", "--check").code == 0


def test_several_targets_are_their_union(shop: Path, run: Run) -> None:
    run("build", *(part for name in NAMES for part in ("--target", name)))
    assert run("build", "--check").code == 0


def test_all_of_the_specs_is_checked_whatever_is_written(shop: Path, run: Run) -> None:
    change(shop / "specs/shop/system.yaml", "notify: [chat]}\n", "notify: [caht]}\n")
    assert run("build", "--target", "prometheus").code == 1
    assert not (shop / "out").exists()


def test_what_is_no_target_is_wrong_use(shop: Path, run: Run) -> None:
    done = run("build", "--target", "kubernetes")
    assert done.code == 2
    assert "alertmanager" in done.err


# -- for a commit hook -------------------------------------------------------------------------------------------------


def test_a_hook_is_told_of_a_change_by_the_exit_code_and_the_names(shop: Path, run: Run) -> None:
    done = run("build", "--fail-on-change", "--env", "production", "-v")
    assert done.code == 1
    assert f"added    {RULES.removeprefix('out/')}\n" in done.out
    assert "0 unchanged; add it to the commit\n" in done.err
    assert (shop / RULES).exists()
    assert run("build", "--fail-on-change", "--env", "production").code == 0


def test_a_check_writes_nothing_to_fail_on(shop: Path, run: Run) -> None:
    assert run("build", "--check", "--fail-on-change").code == 2


# -- again after each change -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [["--check"], ["--fail-on-change"], ["--format", "json"]])
def test_watching_is_for_people_at_work(other: list[str], shop: Path, run: Run) -> None:
    assert run("build", "--watch", *other).code == 2


def test_wrong_use_ends_it_before_it_watches(shop: Path, run: Run) -> None:
    assert run("build", "--watch", "--env", "stagin").code == 2


class Watching:
    """A `build --watch` that runs, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitorgen", "build", "--watch", *arguments],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        while part := os.read(self.process.stderr.fileno(), 4096):
            self.said += part.decode()

    def until(self, holds: Callable[[], bool], limit: float = 60.0) -> None:
        end = time.monotonic() + limit
        while not holds():
            assert time.monotonic() < end, f"nothing happened; it said:\n{self.said}"
            assert self.process.poll() is None, f"it ended; it said:\n{self.said}"
            time.sleep(0.05)

    def rounds(self, number: int) -> None:
        """Wait until it waits for the so many-th time."""
        self.until(lambda: self.said.count("watching specs; Ctrl-C ends it") >= number)

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        self._reader.join()
        return code

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr is not None
        self._reader.join()
        self.process.stderr.close()


@pytest.fixture
def watch(shop: Path) -> Iterator[Callable[..., Watching]]:
    """Watches the shop; what still runs at the end of the test is ended."""
    started: list[Watching] = []

    def start(*arguments: str) -> Watching:
        started.append(Watching(shop, *arguments))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def watching(watch: Callable[..., Watching]) -> Watching:
    """The shop, watched."""
    return watch()


@pytest.mark.slow
def test_a_change_is_built_an_error_told_and_watching_goes_on(shop: Path, watching: Watching) -> None:
    watching.rounds(1)
    first = (shop / RULES).read_bytes()
    change(shop / SERVICES, "above: 2%", "above: 3%")
    watching.rounds(2)
    second = (shop / RULES).read_bytes()
    assert first != second
    assert re.search(r"\d\d:\d\d:\d\d specs/shop/services.yaml changed\n", watching.said)
    change(shop / SERVICES, "for: 10m", "for: ten minutes")
    watching.rounds(3)
    assert "specs/shop/services.yaml:13:14" in watching.said
    assert (shop / RULES).read_bytes() == second
    change(shop / SERVICES, "for: ten minutes", "for: 10m")
    change(shop / SERVICES, "above: 3%", "above: 4%")
    watching.rounds(4)
    assert (shop / RULES).read_bytes() not in (first, second)
    write(shop / "specs/shop/more.yaml", "monitorgen: v1\nservices: {search: {port: 9000}}\n")
    watching.rounds(5)
    assert (shop / RULES).with_name("search.yml").exists()
    (shop / "specs/shop/more.yaml").unlink()
    watching.rounds(6)
    assert not (shop / RULES).with_name("search.yml").exists()
    assert watching.interrupt() == 0
    assert "Traceback" not in watching.said
    assert "interrupted" not in watching.said


@pytest.mark.slow
def test_a_folder_that_vanishes_is_told_and_found_again(shop: Path, watching: Watching) -> None:
    watching.rounds(1)
    (shop / "specs").rename(shop / "away")
    watching.until(lambda: "there is no folder specs" in watching.said or "MG125" in watching.said)
    (shop / "away").rename(shop / "specs")
    watching.rounds(3)
    assert any(line.startswith("out is up to date") for line in watching.said.rstrip().splitlines()[-3:])
    assert watching.interrupt() == 0


@pytest.mark.slow
def test_what_editors_and_git_keep_beside_the_files_is_no_change(shop: Path, watching: Watching) -> None:
    watching.rounds(1)
    write(shop / "specs/shop/.services.yaml.swp", "x")
    write(shop / "specs/shop/services.yaml~", "x")
    write(shop / "specs/.git/index", "x")
    write(shop / "specs/shop/__pycache__/x.pyc", "x")
    time.sleep(1.5)
    assert watching.said.count("watching") == 1
    assert watching.interrupt() == 0


def test_an_output_inside_of_the_specs_is_refused(shop: Path) -> None:
    run = [sys.executable, "-m", "monitorgen", "build", "--watch", "--out", "specs/shop/built"]
    done = subprocess.run(run, cwd=shop, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, "needs a folder of its own" in done.stderr) == (2, True)


@pytest.mark.slow
def test_an_interrupt_in_the_midst_of_a_build_is_one(shop: Path, watch: Callable[..., Watching]) -> None:
    write(shop / "specs/shop/slow.py", "import time\ntime.sleep(60)\n")
    with (shop / SERVICES).open("a") as stream:
        stream.write("python: [slow.py]\n")
    running = watch("--python-timeout", "60")
    time.sleep(2.0)
    assert running.interrupt() == 130
    assert not (shop / "out").exists()


@pytest.mark.slow
def test_on_a_terminal_the_line_that_says_so_is_taken_away(shop: Path) -> None:
    main, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitorgen", "build", "--watch"], cwd=shop, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    said = b""
    try:
        while b"Ctrl-C ends it" not in said:
            said += os.read(main, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
    try:
        while part := os.read(main, 4096):
            said += part
    except OSError:  # Linux's way to say that the other end was closed
        pass
    os.close(main)
    assert said.endswith(b"watching specs; Ctrl-C ends it\r\x1b[K")
