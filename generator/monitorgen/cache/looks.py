"""What the file system says of files without reading them: enough to tell that nobody has touched them.

A look gives each file by name its *state*: size, times of change and inode. The same state means the same content,
but for a file that changed so shortly before the look that a later change could bear the same time: such a file is
not *settled*, and only its content tells. git calls them racily clean.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from monitorgen.emit.folders import Folders, Obstructed
from monitorgen.load.skipped import is_skipped

if TYPE_CHECKING:
    from collections.abc import Iterable

States = dict[str, str]
"""States by name; a folder's name ends with `/`, and says no more than that there is one."""

MARGIN = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use is FAT's, which ticks every two seconds."""

MOST_BYTES = 256 << 20
"""What a folder of specs may hold to be remembered: all of it is read once."""

_FOLDER = ""
_SPECIAL = "special"


class Unaccountable(Exception):  # noqa: N818 - nothing is wrong: it only can't be remembered
    """There is something of which looking does not tell whether it is as it was: a link, a pipe, no folder."""


def of_specs(specs: str) -> States:
    """Every file below a folder of specs that `load.walk` does not skip; names are relative to it.

    Raises `Unaccountable` and `OSError`.
    """
    states: States = {}
    size = 0
    folders = [("", specs)]
    while folders:
        above, folder = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_skipped(entry.name, at_the_top=not above):
                    continue
                name = above + entry.name
                if entry.is_dir(follow_symlinks=False):
                    states[f"{name}/"] = _FOLDER
                    folders.append((f"{name}/", entry.path))
                    continue
                found = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(found.st_mode):
                    raise Unaccountable(name)
                size += found.st_size
                states[name] = _state(found)
    if size > MOST_BYTES:
        raise Unaccountable(specs)
    return states


def of_program(folders: Iterable[tuple[str, str]]) -> tuple[States, int]:
    """Every file of monitorgen itself, below these folders (name, path); when one changed last. Raises `OSError`."""
    states: States = {}
    newest = 0
    waiting = [(f"{name}/", path) for name, path in folders]
    while waiting:
        above, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        waiting.append((f"{above}{entry.name}/", entry.path))
                else:
                    found = entry.stat()  # some installations are full of links
                    newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
                    states[above + entry.name] = _state(found)
    return states, newest


def of_output(tree: Folders, folders: Iterable[str], above: str = "") -> States:
    """What lies directly in these folders of the output, whoever made it; names are `above` and the path in the output.

    Raises `Unaccountable` where a folder is not there, and `OSError`.
    """
    states: States = {}
    for folder in folders:
        try:
            found = tree.find(folder)
        except Obstructed as obstacle:
            raise Unaccountable(folder) from obstacle
        if found is None:
            raise Unaccountable(folder)
        with os.scandir(found) as entries:
            for entry in entries:
                name = f"{above}{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    states[f"{name}/"] = _FOLDER
                else:
                    looked = entry.stat(follow_symlinks=False)
                    states[name] = _state(looked) if stat.S_ISREG(looked.st_mode) else _SPECIAL
    return states


def is_settled(state: str, moment: int) -> bool:
    """Whether a file changed for the last time long enough before a moment, in ns, that a later change will show."""
    if state in {_FOLDER, _SPECIAL}:
        return True
    _, modified, changed, _ = state.split(" ")
    return max(int(modified), int(changed)) < moment - MARGIN


def _state(found: os.stat_result) -> str:
    # The time of change can't be set back as that of modification can; where there is none, the latter has to do.
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
