"""Builds in processes of their own, for the tests that pause them, kill them or let two of them meet.

    python -m tests.emit.writer_process ROOT TREES

TREES is a JSON file: name of a tree, then path, then content. The first part of a path is its unit. Each line on
stdin is an order; what comes of it is told on stdout.

    build NAME            build the tree: `done`, after `waits for ...` if another build is at work
    pause NAME STEP       the same, but before STEP it says `paused` and waits for a line
    step NAME NUMBER      in a child that dies by SIGKILL before the step NUMBER, from 0: `killed`, or `done`
    moment NAME SECONDS   in a child that builds it and all others in turn and is killed after SECONDS: `killed`
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen.emit.tree import TreeWriter
from tests.support.trees import by_unit, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.trees import Files


def write(root: str, files: Files, step: Callable[[str], None] = lambda _step: None) -> None:
    with TreeWriter(root, step=step, on_wait=lambda holder: tell(f"waits for {holder}")) as tree:
        fill(tree, by_unit(files))
        result = tree.commit()
    assert result.written, result.diagnostics


def write_in_turn(root: str, trees: dict[str, Files], first: str) -> None:
    for name in cycle(sorted(trees, key=lambda name: name != first)):
        write(root, trees[name])


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def pause_before(wanted: str) -> Callable[[str], None]:
    def step(name: str) -> None:
        if name == wanted:
            tell("paused")
            sys.stdin.readline()

    return step


def die_before(number: int) -> Callable[[str], None]:
    left = iter(range(number))

    def step(_name: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def fate_of(act: Callable[[], None], seconds: float | None = None) -> str:
    """What becomes of a child that does `act` and may be killed after some seconds."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {0: "done", -signal.SIGKILL: "killed"}.get(code, f"failed with {code}")


def main(root: str, trees_file: str) -> None:
    trees: dict[str, Files] = json.loads(Path(trees_file).read_text())
    while order := sys.stdin.readline().rstrip("\n"):
        verb, name, *rest = order.split(" ", 2)
        match verb, rest:
            case "build", []:
                write(root, trees[name])
                tell("done")
            case "pause", [step]:
                write(root, trees[name], pause_before(step))
                tell("done")
            case "step", [number]:
                tell(fate_of(lambda: write(root, trees[name], die_before(int(number)))))  # noqa: B023 - done at once
            case "moment", [seconds]:
                tell(fate_of(lambda: write_in_turn(root, trees, name), float(seconds)))  # noqa: B023 - done at once
            case _:
                raise ValueError(order)


if __name__ == "__main__":
    main(*sys.argv[1:])
