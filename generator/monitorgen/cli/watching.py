"""Doing something again whenever a file of the specs changes, until Ctrl-C.

The files are looked at a few times a second, not watched through the operating system: that works on network drives
and in containers too, needs no further package, and a thousand files take three milliseconds.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from monitorgen.cli.console import is_terminal
from monitorgen.cli.ways_out import FINE
from monitorgen.load.skipped import is_skipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitorgen.cli.console import Console

_EVERY = 0.25
"""Seconds between two looks; more where a look takes long."""
_CALM = 0.15
"""Seconds without a change before it starts: an editor writes in several steps, git checks out many files."""
_SHARE = 20
"""Looking takes at most one part in so many of the time."""
_CLEAR = "\r\x1b[K"
_NAMED = 3

Files = dict[str, tuple[int, int, int]]
"""Path below the folder: time of change in ns, size, inode."""


def watch(specs: Path, work: Callable[[], int], console: Console, *, apart: Path) -> int:
    """Do the work now and after each change below `specs`, but for what changes in the folder `apart`.

    What is wrong the first time with how the command was called ends it; later it is told, and watching goes on.
    Ctrl-C while it waits is the ordinary end; in the midst of the work it is raised as ever.
    """
    seen = look(specs, apart)
    work()
    while True:
        status = _Status(console, f"watching {specs}; Ctrl-C ends it")
        try:
            status.show()
            now = _changed(specs, apart, seen)
        except KeyboardInterrupt:
            return FINE
        finally:
            status.clear()
        console.tell(f"{time.strftime('%H:%M:%S')} {_told(specs, seen, now)}")
        seen = now
        try:
            work()
        except click.ClickException as error:
            error.show()
        except OSError as error:  # a disk that is full now may have room after the next change
            console.insist(f"Error: {error}")


def look(specs: Path, apart: Path) -> Files:
    """Every file below a folder that a spec may be or name; those that end in `~` are editors' copies."""
    found: Files = {}
    left_out = os.path.realpath(apart)
    folders = [("", os.fspath(specs))]
    while folders:
        prefix, folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue  # it went meanwhile, or the build tells what is wrong with it
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if is_skipped(entry.name, at_the_top=not prefix) or entry.name.endswith("~"):
                continue
            if entry.is_dir(follow_symlinks=False):
                if os.path.realpath(entry.path) != left_out:
                    folders.append((f"{name}/", entry.path))
                continue
            try:
                status = entry.stat()
            except OSError:
                continue
            found[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _changed(specs: Path, apart: Path, seen: Files) -> Files:
    """Wait until the files are others than those that were seen, and stay so for a moment."""
    while True:
        started = time.monotonic()
        now = look(specs, apart)
        if now != seen:
            return _calm(specs, apart, now)
        time.sleep(max(_EVERY, _SHARE * (time.monotonic() - started)))


def _calm(specs: Path, apart: Path, last: Files) -> Files:
    while True:
        time.sleep(_CALM)
        now = look(specs, apart)
        if now == last:
            return now
        last = now


def _told(specs: Path, before: Files, after: Files) -> str:
    """`specs/shop/services.yaml changed`."""
    names = sorted({name for name, _ in before.items() ^ after.items()})
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    named = ", ".join((specs / name).as_posix() for name in names[:_NAMED])
    return f"{named}{rest} changed" if names else f"{specs} changed"


class _Status:
    """A line that stands while something lasts: written over on a terminal, a line of its own elsewhere."""

    def __init__(self, console: Console, text: str) -> None:
        self._console = console
        self._text = text
        self._erased = is_terminal(sys.stderr) and not console.quiet

    def show(self) -> None:
        """Write the line."""
        if self._erased:
            sys.stderr.write(self._text)
            sys.stderr.flush()
        else:
            self._console.tell(self._text)

    def clear(self) -> None:
        """Take it away."""
        if self._erased:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
