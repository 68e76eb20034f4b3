"""Packages unpacked into a folder, beside the system, from the first of the machine's archives that has them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from debian_tools.apt import Apt, AptError, output_of
from debian_tools.machine import COMPONENTS, release
from debian_tools.sources import own_archives

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence


def unpack_with_needs(what: Sequence[str], parts: re.Pattern[str], into: Path) -> None:
    """Unpack packages of the machine's own suite, and what they depend on and the machine lacks.

    Packages whose names are among `parts` are unpacked even where the machine has them. Raises `AptError`.
    """
    _, codename = release()
    listed = output_of("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", cwd=into.parent)
    installed = {line.split()[1] for line in listed.splitlines() if line.startswith("ii")}

    def wanted(apt: Apt) -> list[str]:
        return [name for name in apt.closure(list(what)) if name not in installed or parts.fullmatch(name)]

    unpack_beside(codename, what, wanted, into)


def unpack_beside(suite: str, what: Sequence[str], wanted: Callable[[Apt], list[str]], into: Path) -> None:
    """Fetch packages of a suite from the first of the machine's archives that has them, and unpack them."""
    distribution, codename = release()
    archives = own_archives(Path("/etc/apt"), distribution, codename)
    complaints = [] if archives else ["apt's source lists name no archive of the distribution"]
    with tempfile.TemporaryDirectory(prefix=".apt-", dir=into.parent) as folder:
        for number, archive in enumerate(archives):
            apt = Apt(Path(folder) / str(number))
            apt.home.mkdir()
            fresh = into.with_name(f"{into.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            try:
                apt.update(archive.source(suite, COMPONENTS.get(distribution, ("main",))))
                for package in apt.download(wanted(apt)):
                    output_of("dpkg-deb", "-x", str(package), str(fresh), cwd=into.parent)
            except AptError as error:
                complaints.append(f"{archive.uri} {suite}: {error}")
            else:
                shutil.rmtree(into, ignore_errors=True)
                fresh.rename(into)
                return
    raise AptError(f"{', '.join(what)} are not to be had:\n" + "\n".join(complaints))
