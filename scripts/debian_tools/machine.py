"""What is known of this machine: its distribution, and whose turn it is to install."""

from __future__ import annotations

import fcntl
import platform
from contextlib import contextmanager
from typing import TYPE_CHECKING

from debian_tools.apt import AptError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEWER = {"debian": "forky", "ubuntu": "devel"}
COMPONENTS = {"debian": ("main",), "ubuntu": ("main", "universe")}


def release() -> tuple[str, str]:
    """The distribution and the code name of its release, such as `debian`, `bookworm`; empty where unknown."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return "", ""
    return told.get("ID", ""), told.get("VERSION_CODENAME", "")


def newer_suite(distribution: str) -> str:
    """The suite with current versions; programs that need only the C library run on older releases too.

    Raises `AptError` where there is none.
    """
    if distribution not in _NEWER:
        raise AptError(f"no packages are known for {distribution or platform.system()}")
    return _NEWER[distribution]


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let one installation at a time work on `home`."""
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
