"""Command line: have the tools in a folder, by the shortest way that works."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from debian_tools.apt import Apt, AptError
from debian_tools.machine import COMPONENTS, alone, newer_suite, release
from debian_tools.sources import own_archives
from debian_tools.unpack import NEWER_PACKAGES, NEWER_TOOLS, OPTIONAL_PACKAGES, PACKAGES, TOOLS, unpack
from monitorgen.tools.find import Absent, Tool, find
from monitorgen.tools.version import written

_HELP = """\
Puts current promtool, prometheus, amtool, alertmanager and docker-compose into .tools/bin, without touching the system:
Debian's and Ubuntu's newer packages are fetched by apt with lists of its own, and unpacked. Needs no root. Where that
does not work, the tools on PATH have to do."""
_RECIPE = 2
"""Counted up when what is unpacked changes, so that earlier installations are made anew."""
_MISSING = """\
{missing}: not to be had from packages, and not on PATH.
  Debian, Ubuntu: apt-get install prometheus prometheus-alertmanager, and promtool where that is a package of its own.
  Elsewhere: the releases of Prometheus and Alertmanager hold four of them, those of compose the fifth."""


def main() -> int:
    """Install and tell what is there; 0 if all current tools can be used."""
    parser = argparse.ArgumentParser("install-tools", description=_HELP)
    parser.add_argument("--old", action="store_true", help="also put the release's own versions into .tools/old/bin")
    parser.add_argument("--refresh", action="store_true", help="fetch anew what is there already")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parents[2] / ".tools", metavar="FOLDER")
    options = parser.parse_args()
    home: Path = options.into.resolve()
    home.mkdir(parents=True, exist_ok=True)
    with alone(home):
        distribution, codename = release()
        complete = _current(home, distribution, codename, refresh=options.refresh)
        if options.old:
            _old(home / "old", distribution, codename, refresh=options.refresh)
    return 0 if complete else 1


def _current(home: Path, distribution: str, codename: str, *, refresh: bool) -> bool:
    try:
        _install(home, newer_suite(distribution), distribution, codename, refresh=refresh, newer=True)
    except AptError as error:
        print(f"install-tools: {error}\n  Looking for installed tools instead.", file=sys.stderr)
    found = [find(name, start=home.parent) for name in NEWER_TOOLS]
    for tool in found:
        _tell(tool)
    missing = [tool.name for tool in found if isinstance(tool, Absent)]
    if missing:
        print(f"install-tools: {_MISSING.format(missing=', '.join(missing))}", file=sys.stderr)
    return not missing


def _old(home: Path, distribution: str, codename: str, *, refresh: bool) -> None:
    """The versions of the machine's own release: good to have for testing several, never needed."""
    home.mkdir(exist_ok=True)
    try:
        _install(home, codename, distribution, codename, refresh=refresh)
    except AptError as error:
        print(f"install-tools: note: no older versions: {error}", file=sys.stderr)
        return
    for name in TOOLS:
        _tell(find(name, home / "bin" / name))


def _install(home: Path, suite: str, distribution: str, codename: str, *, refresh: bool, newer: bool = False) -> None:
    """Have `suite`'s tools in `home`. Raises `AptError`; what was there before is then as it was."""
    tools, wanted_packages = (NEWER_TOOLS, NEWER_PACKAGES) if newer else (TOOLS, PACKAGES)
    mark = home / "installed.json"
    wanted = {"suite": suite, "recipe": _RECIPE}
    if not refresh and _marked(mark) == wanted and all(isinstance(_in(home, name), Tool) for name in tools):
        return
    archives = own_archives(Path("/etc/apt"), distribution, codename)
    if not archives:
        raise AptError("apt's source lists name no archive of the distribution")
    print(f"install-tools: fetching from {distribution.capitalize()} {suite} ...", flush=True)
    with tempfile.TemporaryDirectory(prefix=".apt-", dir=home) as folder:
        complaints: list[str] = []
        for number, archive in enumerate(archives):
            apt = Apt(Path(folder) / str(number))
            apt.home.mkdir()
            try:
                apt.update(archive.source(suite, COMPONENTS.get(distribution, ("main",))))
                packages = [*wanted_packages, *(name for name in OPTIONAL_PACKAGES if apt.has(name))]
                unpack(apt.download(packages), home, tools)
            except AptError as error:
                complaints.append(f"{archive.uri} {suite}: {error}")
            else:
                break
        else:
            raise AptError("\n".join(complaints))
    broken = [tool.reason for tool in (_in(home, name) for name in tools) if isinstance(tool, Absent)]
    if broken:
        raise AptError("; ".join(broken))
    mark.write_text(json.dumps(wanted), encoding="utf-8")


def _in(home: Path, name: str) -> Tool | Absent:
    return find(name, home / "bin" / name)


def _marked(mark: Path) -> object:
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _tell(tool: Tool | Absent) -> None:
    match tool:
        case Tool(name=name, path=path, version=version):
            print(f"  {name:<14} {written(version):<8} {path}")
        case Absent(name=name, reason=reason):
            print(f"  {name:<14} {reason}")


if __name__ == "__main__":
    sys.exit(main())
