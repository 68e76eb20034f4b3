"""Names of files as the tools beside a pull request know them: from the root of the git repository."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def in_repository() -> Callable[[str], str]:
    """A function from a file's name, seen from the current folder, to its name in the repository.

    The repository is the current folder's; outside of any, the file's own. What lies elsewhere keeps its name.
    """
    from monitorgen.load.sources import BUILT_IN

    here = root_of(Path.cwd())

    @cache
    def name(file: str) -> str:
        if file.startswith(BUILT_IN):
            return file
        path = Path(os.path.realpath(file))
        root = here or root_of(path)
        return path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else file

    return name


def root_of(path: Path) -> Path | None:
    """The nearest folder above (or at) a path that is the top of a working tree; `.git` is a file in some of them."""
    path = Path(os.path.realpath(path))
    return next((folder for folder in (path, *path.parents) if (folder / ".git").exists()), None)
