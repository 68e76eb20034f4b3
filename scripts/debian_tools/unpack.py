"""From packages to programs that run where they lie."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

from debian_tools.apt import AptError, output_of

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("promtool", "prometheus", "amtool", "alertmanager")
"""What every suite has."""
NEWER_TOOLS = (*TOOLS, "docker-compose")
"""What newer suites have; in older ones docker-compose is the first, which knows another language."""
PACKAGES = ("prometheus", "prometheus-alertmanager")
NEWER_PACKAGES = (*PACKAGES, "docker-compose")
OPTIONAL_PACKAGES = ("promtool",)
"""A package of its own in newer suites; in older ones a part of `prometheus`."""

_SHARED = b"/usr/share/prometheus/alertmanager"
_DESCRIPTOR = b"/proc/self/fd/9"
_WRAPPER = """\
#!/bin/sh
# Alertmanager with its default templates on descriptor 9: see scripts/debian_tools/unpack.py.
tree=$(dirname "$(readlink -f "$0")")/../tree
exec 9<"$tree/usr/share/prometheus/alertmanager"
exec "$tree/usr/bin/alertmanager" "$@"
"""


def unpack(packages: list[Path], into: Path, tools: tuple[str, ...] = TOOLS) -> None:
    """Unpack packages into `into/tree` and put the tools into `into/bin`. Raises `AptError` if one cannot run."""
    fresh = into / "tree.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for package in packages:
        _has_libc_for(package)
        output_of("dpkg-deb", "-x", str(package), str(fresh), cwd=into)
    _place_alertmanager(fresh)
    tree = into / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    fresh.rename(tree)
    (into / "bin").mkdir(exist_ok=True)
    for tool in tools:
        place = into / "bin" / tool
        place.unlink(missing_ok=True)
        if tool == "alertmanager":
            place.write_text(_WRAPPER, encoding="utf-8")
            place.chmod(0o755)
        else:
            place.symlink_to(f"../tree/usr/bin/{tool}")


def _place_alertmanager(tree: Path) -> None:
    """Make the copy `usr/bin/alertmanager`, which finds its default templates wherever the tree is.

    Debian's build does not hold them but reads them from one absolute path, which does not exist unless the package is
    installed. The copy has that path replaced, at the same length, by descriptor 9, which the wrapper opens.
    """
    program = (tree / "usr/bin/prometheus-alertmanager").read_bytes()
    if _SHARED not in program:
        raise AptError("this prometheus-alertmanager keeps its default templates elsewhere than the script knows")
    copy = tree / "usr/bin/alertmanager"
    copy.write_bytes(program.replace(_SHARED, _DESCRIPTOR.ljust(len(_SHARED), b"/")))
    copy.chmod(0o755)


def _has_libc_for(package: Path) -> None:
    """Raises `AptError` if the package wants a newer C library than this machine's; it wants nothing else to run."""
    depends = output_of("dpkg-deb", "-f", str(package), "Depends", cwd=package.parent)
    needed = re.search(r"\blibc6 \(>= ([\d.]+)", depends)
    here = re.search(r"[\d.]+", os.confstr("CS_GNU_LIBC_VERSION") or "")
    if needed and (here is None or _numbers(here[0]) < _numbers(needed[1])):
        have = f"this machine has {here[0]}" if here else "this machine has another C library"
        raise AptError(f"{package.name} needs glibc {needed[1]} or newer; {have}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part)
