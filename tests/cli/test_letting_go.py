"""What was linked is gone when nobody needs it, though the collector of garbage rests: circles would pile up."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import change
from tests.support.cli import clean_environment

if TYPE_CHECKING:
    from pathlib import Path

AGAIN_AND_AGAIN = """\
import gc, sys
gc.disable()
from monitorgen.cli.group import monitorgen
from monitorgen.cli.ways_out import guarded
from monitorgen.link.linked import Linked
for _ in range(5):
    code = guarded(monitorgen, sys.argv[1:])
    alive = gc.get_objects()
    print("held", code, sum(type(each) is Linked for each in alive), len(alive))
    del alive
"""
AT_THE_END = """\
import atexit, gc
atexit.register(lambda: print(len(gc.get_objects())))
from monitorgen.cli import collect_rarely
collect_rarely()
"""
WARM = 2
"""Rounds after which all is imported and remembered that ever is."""
BY_TEMPLATES = 100
"""Small objects that Jinja's macros leave of one scope for the collector."""


def held(folder: Path, *arguments: str) -> list[tuple[int, int, int]]:
    """After each round: the exit code, how many `Linked` are alive, and how many objects."""
    program = [sys.executable, "-c", AGAIN_AND_AGAIN, *arguments]
    done = subprocess.run(
        program, cwd=folder, env=clean_environment(folder), check=True, capture_output=True, text=True
    )
    said = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("held ")]
    return [(int(code), int(linked), int(objects)) for code, linked, objects in said]


@pytest.mark.parametrize("broken", [False, True], ids=["sound", "broken"])
def test_validating_again_and_again_holds_nothing(shop: Path, broken: bool) -> None:
    if broken:
        change(shop / "specs/shop/services.yaml", "above: {warning: 5/m", "above: {worst: 5/m")
        change(shop / "specs/shop/services.yaml", "type: http-service", "type: http-service\n    depends_on: [till]")
    rounds = held(shop, "validate")
    assert {(code, linked) for code, linked, _ in rounds} == {(int(broken), 0)}
    assert len({objects for _, _, objects in rounds[WARM:]}) == 1


@pytest.mark.slow
def test_building_again_and_again_holds_nothing_but_what_templates_leave(shop_with_pages: Path) -> None:
    rounds = held(shop_with_pages, "build", "--no-cache")
    assert {(code, linked) for code, linked, _ in rounds} == {(0, 0)}
    counts = [objects for _, _, objects in rounds[WARM:]]
    scopes = 2
    assert all(after - before <= scopes * BY_TEMPLATES for before, after in pairwise(counts))


def test_the_collector_looks_at_nothing_when_the_process_ends() -> None:
    done = subprocess.run([sys.executable, "-c", AT_THE_END], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 10  # of this very question
