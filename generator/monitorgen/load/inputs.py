"""What loading depended on, for who wants to keep its result: files, and what Python specs said when they were run."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.load.confined import Ran


class Inputs(Struct):
    """The paths that were read or looked for, as they were named, and the Python specs: folder, file, how it ended."""

    paths: set[str] = field(default_factory=set)
    runs: list[tuple[Path, str, Ran]] = field(default_factory=list)


_NOTED: ContextVar[Inputs | None] = ContextVar("noted", default=None)


@contextmanager
def noted() -> Iterator[Inputs]:
    """Everything that is loaded meanwhile, in this thread, is noted down."""
    inputs = Inputs()
    token = _NOTED.set(inputs)
    try:
        yield inputs
    finally:
        _NOTED.reset(token)


def note_path(path: os.PathLike[str] | str) -> None:
    """A file is read, or only whether it is there."""
    inputs = _NOTED.get()
    if inputs is not None:
        inputs.paths.add(str(path))


def note_run(folder: Path, file: str, ran: Ran) -> None:
    """A Python spec was run."""
    inputs = _NOTED.get()
    if inputs is not None:
        inputs.runs.append((folder, file, ran))
