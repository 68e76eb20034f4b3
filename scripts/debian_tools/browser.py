"""Command line: have a Chromium for the tests that look at pages."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

from debian_tools.apt import AptError, output_of
from debian_tools.beside import unpack_with_needs
from debian_tools.machine import alone

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What a browser that the tests can drive is called on PATH."""
_HELP = """\
Tells which Chromium or Chrome the tests of pages use. Where PATH has none (or --own is said), Debian's own is unpacked
into .tools/browser with what it needs and this machine lacks, and put into .tools/bin. Needs no root."""
_PACKAGES = ("chromium", "fonts-dejavu-core")
_PARTS = re.compile(r"chromium(-common)?|fonts-dejavu-core")
_RECIPE = 1
"""Counted up when what is unpacked changes, so that earlier installations are made anew."""
_WRAPPER = """\
#!/bin/sh
# Chromium where it was unpacked: see scripts/debian_tools/browser.py.
tree=$(dirname "$(readlink -f "$0")")/../browser/tree
export LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="$tree/../fonts.conf"
exec "$tree/usr/lib/chromium/chromium" "$@"
"""
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{tree}/usr/share/fonts</dir>
<dir>/usr/share/fonts</dir>
<cachedir>{tree}/../fonts-cache</cachedir>
</fontconfig>
"""


def main() -> int:
    """Install what is missing; 0 if there is a browser."""
    parser = argparse.ArgumentParser("install-browser", description=_HELP)
    parser.add_argument("--own", action="store_true", help="unpack one even where PATH has one")
    parser.add_argument("--refresh", action="store_true", help="fetch anew what is there already")
    default = Path(__file__).resolve().parents[2] / ".tools"
    parser.add_argument("--into", type=Path, default=default, metavar="FOLDER")
    options = parser.parse_args()
    home: Path = options.into.resolve()
    program = home / "bin" / "chromium"
    known = None if options.own or options.refresh else _on_path()
    if known is None:
        (home / "browser").mkdir(parents=True, exist_ok=True)
        try:
            with alone(home / "browser"):
                if options.refresh or not _installed(home / "browser"):
                    print("install-browser: fetching Chromium ...", flush=True)
                    _install(home)
            known = program, output_of(str(program), "--version", cwd=home)
        except AptError as error:
            print(f"install-browser: {error}\n  Install Chromium or Chrome, so that PATH has it.", file=sys.stderr)
            return 1
    print(f"  {known[1].strip():<24} {known[0]}")
    return 0


def _on_path() -> tuple[Path, str] | None:
    """A browser of the machine's that runs, and what it says of itself."""
    for name in NAMES:
        if found := shutil.which(name):
            try:
                return Path(found), output_of(found, "--version", cwd=Path("/"))
            except AptError:
                continue
    return None


def _installed(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "installed.json").read_text(encoding="utf-8")) == _RECIPE)
    except (OSError, ValueError):
        return False


def _install(home: Path) -> None:
    tree = home / "browser" / "tree"
    unpack_with_needs(_PACKAGES, _PARTS, tree)
    folders = [folder for start in ("lib", "usr/lib") for folder in sorted((tree / start).glob("*-linux-gnu*"))]
    folders += [folder / "pulseaudio" for folder in folders if (folder / "pulseaudio").is_dir()]
    (home / "browser" / "fonts.conf").write_text(_FONTS.format(tree=tree), encoding="utf-8")
    (home / "bin").mkdir(exist_ok=True)
    program = home / "bin" / "chromium"
    libraries = ":".join(f"$tree/{folder.relative_to(tree)}" for folder in folders)
    program.write_text(_WRAPPER.format(libraries=libraries), encoding="utf-8")
    program.chmod(0o755)
    (home / "browser" / "installed.json").write_text(json.dumps(_RECIPE), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
