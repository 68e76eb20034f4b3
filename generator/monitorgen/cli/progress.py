"""How far long work is, on a terminal: one line of standard error that is written over and gone at the end."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.cli.console import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.cli.console import Console
    from monitorgen.pipeline import Selection

_PATIENCE = 0.5
"""Seconds before the first word: what is over sooner needs none."""
_EVERY = 0.1
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts what was compiled, or done otherwise; silent unless people look."""

    def __init__(
        self,
        console: Console,
        clock: Callable[[], float] = time.monotonic,
        *,
        doing: str = "compiling",
        what: str = "units",
    ) -> None:
        self._clock = clock
        self._doing, self._what = doing, what
        self._count = 0
        self._next = clock() + _PATIENCE
        self._shown = False
        self._silent = console.quiet or console.form != "human" or not is_terminal(sys.stderr)

    def step(self, folder: str, number: int = 1) -> None:
        """One more unit of an environment is through, or as many more."""
        self._count += number
        if self._silent or self._clock() < self._next:
            return
        self._next = self._clock() + _EVERY
        self._shown = True
        sys.stderr.write(f"{_CLEAR}{self._doing} {folder}: {self._count:,} {self._what}")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            self._shown = False


@contextmanager
def watched(selection: Selection, console: Console, doing: str) -> Iterator[Selection]:
    """The selection, with people told how many units are through; the line is gone at the end."""
    progress = Progress(console, doing=doing)
    try:
        yield replace(selection, watch=progress.step)
    finally:
        progress.end()
