"""Command line: fetch the files of others that the project keeps a copy of, each package checked by its digest."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parents[1]
PINS = Path(__file__).with_suffix(".json")
_HELP = """\
Fetches the packages of scripts/vendored.json with npm, checks each by its digest, and puts the files that are listed
there into their folders. For another version change `version` and `integrity` (npm view PACKAGE@VERSION dist.integrity)
there, run this, look at the change, and commit both."""
_LIMIT = 300.0


class Pin(TypedDict):
    """A package at a version, the digest of its archive, and which of its files are kept, with their SHA-256."""

    package: str
    version: str
    integrity: str
    licence: str
    files: dict[str, str]


class DigestError(Exception):
    """What came is not what was pinned."""


def read(pins: Path = PINS) -> dict[str, Pin]:
    """The pins by the folder of the copy, relative to the project's."""
    found: dict[str, Pin] = json.loads(pins.read_text(encoding="utf-8"))
    return found


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def extracted(archive: Path, pin: Pin, into: Path) -> Pin:
    """Put the files of a package into a folder, and nothing else there; the pin with their digests.

    Raises `DigestError` before anything is written if the archive is another one or lacks a file.
    """
    kind, _, wanted = pin["integrity"].partition("-")
    found = base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode()
    if found != wanted:
        raise DigestError(f"{pin['package']} {pin['version']} is {kind}-{found}, not {pin['integrity']}")
    contents: dict[str, bytes] = {}
    with tarfile.open(archive) as package:
        for name in sorted(pin["files"]):
            try:
                held = package.extractfile(f"package/{name}")
            except KeyError:
                held = None
            if held is None:
                raise DigestError(f"{pin['package']} {pin['version']} has no file {name}")
            contents[name] = held.read()
    into.mkdir(parents=True, exist_ok=True)
    for old in into.iterdir():
        if old.name not in contents:
            old.unlink()
    for name, content in contents.items():
        (into / name).write_bytes(content)
    return {**pin, "files": {name: digest(into / name) for name in contents}}


def main() -> int:
    """Fetch all and write the digests of the files; 0 if all came as pinned."""
    argparse.ArgumentParser("update-assets", description=_HELP).parse_args()
    pins = read()
    for folder, pin in pins.items():
        with tempfile.TemporaryDirectory() as work:
            package = f"{pin['package']}@{pin['version']}"
            try:
                subprocess.run(
                    ["npm", "pack", "--silent", package],
                    cwd=work,
                    check=True,
                    timeout=_LIMIT,
                    stdout=subprocess.DEVNULL,
                )
                (archive,) = Path(work).glob("*.tgz")
                pins[folder] = extracted(archive, pin, ROOT / folder)
            except (OSError, subprocess.SubprocessError, DigestError) as error:
                print(f"update-assets: {error}", file=sys.stderr)
                return 1
        print(f"  {package:<24} {folder}")
    PINS.write_text(f"{json.dumps(pins, indent=2)}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
