"""Running a Python spec in a process of its own: cleared environment, bounded time and output, nothing left behind.

A spec is code and may do what code does: loop, print without end, fork, exit. Nothing of that may hang or burden the
compiler. The result comes over a pipe of its own, so that what the spec prints can't be taken for it.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

PACKAGE = Path(__file__).resolve().parent.parent
WORKER = Path(__file__).with_name("worker.py")

MOST_PRINTED = 1_000_000
"""Bytes that a spec may print before it is stopped."""

MOST_RESULT = 100_000_000
_AT_ONCE = 4
_KEPT = 4_000
_HEADER = 8
_LOOK = 0.02
_LAST_WORDS = 0.3

# Fixed, so that two runs see the same: sets have one order, text one encoding. `-P` and `-s` keep folders of the
# machine off the path, `-S` leaves out installed packages: a spec depends on what lies beside it and nothing else.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
FLAGS = ("-B", "-P", "-s", "-S", "-X", "utf8")

Ending = Literal["done", "late", "loud", "huge", "gone"]


class Ran(Struct, frozen=True):
    """How a spec's process ended, and what it left.

    `done`: with a `result`; `late`: stopped after the time limit, `stack` says where; `loud`: stopped for printing too
    much, `huge` for a result without end; `gone`: ended without a result, with `status` (negative: by that signal).
    """

    ending: Ending
    result: bytes = b""
    printed: bytes = b""
    stack: bytes = b""
    status: int = 0


def run_files(folder: Path, files: Iterable[str], seconds: float) -> list[Ran]:
    """How each of the files ended, in their order; some run at once.

    Ctrl-C ends those that still run instead of waiting for them.
    """
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    stop = Event()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            return list(pool.map(lambda file: run_file(folder, file, seconds, stop), files))
        finally:
            stop.set()


def run_file(folder: Path, file: str, seconds: float, stop: Event | None = None) -> Ran:
    """Run `file` of the system's `folder` for at most `seconds`, or until `stop` is set: nobody waits for it then."""
    root = os.path.abspath(folder)  # noqa: PTH100 - `resolve` would follow links, and tracebacks name what is run
    result, result_end = os.pipe()
    command = [sys.executable, *FLAGS, str(WORKER), str(PACKAGE), root, file, str(result_end), str(seconds)]
    try:
        process = subprocess.Popen(
            command,
            cwd=(folder / file).parent,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(result_end,),
            start_new_session=True,
            bufsize=0,
        )
    except BaseException:
        os.close(result)
        raise
    finally:
        os.close(result_end)
    watch = _Watch(process, result, time.monotonic() + seconds, stop)
    try:
        return watch.until_the_end()
    finally:
        watch.close()


class _Watch(Struct):
    """A running spec: its pipes, and what came out of them so far."""

    process: subprocess.Popen[bytes]
    result: int
    deadline: float
    stop: Event | None
    got: bytearray = field(default_factory=bytearray)
    printed: bytearray = field(default_factory=bytearray)
    count: int = 0
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def __post_init__(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        for descriptor in (self.result, self.process.stdout.fileno(), self.process.stderr.fileno()):
            os.set_blocking(descriptor, False)
            self.selector.register(descriptor, selectors.EVENT_READ)

    def until_the_end(self) -> Ran:
        while True:
            left = self.deadline - time.monotonic()
            if self.stop is not None and self.stop.is_set():
                return Ran("gone", printed=bytes(self.printed))
            if left <= 0:
                return Ran("late", printed=bytes(self.printed), stack=self._last_words())
            ended = self.process.poll() is not None
            # A child of the spec may hold the pipes open for ever, so that their end is not waited for.
            self._read(0 if ended else min(left, _LOOK))
            if self._is_complete():
                self._read(0)
                return Ran("done", bytes(self.got[_HEADER:]), bytes(self.printed))
            if self.count > MOST_PRINTED or len(self.got) > MOST_RESULT:
                return Ran("loud" if self.count > MOST_PRINTED else "huge", printed=bytes(self.printed))
            if ended:
                self._read(0)
                return Ran("gone", printed=bytes(self.printed), status=self.process.returncode)

    def close(self) -> None:
        """End whatever is left of the spec and its children."""
        with suppress(ProcessLookupError, PermissionError):  # all of them may be gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.selector.close()
        os.close(self.result)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    def _read(self, wait: float) -> None:
        """Take what is in the pipes, waiting at most `wait` seconds for something."""
        for key, _ in self.selector.select(wait):
            try:
                data = os.read(key.fd, 1 << 16)
            except BlockingIOError:
                continue
            if not data:
                self.selector.unregister(key.fd)
            elif key.fd == self.result:
                self.got += data
            else:
                self.count += len(data)
                self.printed += data[: max(_KEPT - len(self.printed), 0)]

    def _is_complete(self) -> bool:
        return len(self.got) >= _HEADER and len(self.got) >= _HEADER + int.from_bytes(self.got[:_HEADER], "big")

    def _last_words(self) -> bytes:
        """Ask a spec that hangs where it does."""
        self._read(0)
        self.printed.clear()
        self.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + _LAST_WORDS
        heard = 0
        while time.monotonic() < end and (not heard or heard < len(self.printed)):
            heard = len(self.printed)
            self._read(_LOOK)
        return bytes(self.printed)
