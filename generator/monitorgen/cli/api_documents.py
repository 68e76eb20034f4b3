"""The documents that `monitorgen api diff` compares: files, folders of an output, or either at a commit of git."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.cli.options import Lacking
from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.load.api_files import ApiFiles, parse
from monitorgen.openapi.compare import Document

if TYPE_CHECKING:
    from monitorgen.document import Json

AGGREGATE = "openapi/openapi.json"
"""Where the document of an environment lies in its folder."""
NOTHING: Json = {"openapi": "3.1.1", "info": {"title": "nothing", "version": "0"}, "paths": {}}


class Found(Struct, frozen=True):
    """A document under the name by which the other side has it too; `folder` is what its places are relative to."""

    name: str
    document: Document
    folder: Path


def documents(argument: str, other: str = "") -> dict[str, Found]:
    """The documents that an argument names: one, or one an environment, none of a commit before there were any.

    Raises `Lacking` for what is not there. `ref:path` names what git has at a commit; `ref:` is the path of the
    `other` side there.
    """
    path = Path(argument)
    if path.is_file():
        return {"": Found("", Document(path.name, ApiFiles(path.parent)), path.parent)}
    if path.is_dir():
        files = sorted(file for depth in ("", "*/", "*/*/") for file in path.glob(f"{depth}{AGGREGATE}"))
        if not files:
            raise Lacking(f"{argument} has no {AGGREGATE}, nor has a folder in it")
        named = {file.relative_to(path).as_posix().removesuffix(AGGREGATE).rstrip("/"): file for file in files}
        return {
            name: Found(name, Document(file.name, ApiFiles(file.parent)), file.parent) for name, file in named.items()
        }
    ref, colon, inside = argument.partition(":")
    if colon and ref and not ref.startswith("-"):
        return _at_commit(ref, inside or other)
    raise Lacking(f"{argument} is neither a file nor a folder; `ref:path` is one at a commit of git")


def empty(like: Found) -> Found:
    """No API, in place of one that a side does not have."""
    return Found(like.name, Document("nothing.json", lambda _file, _asked: NOTHING), like.folder)


def _at_commit(ref: str, path: str) -> dict[str, Found]:
    if not path or path.partition(":")[1]:
        raise Lacking(f"{ref}: stands for the path of the other side, which is none of this folder")
    relative = os.path.relpath(path) if Path(path).is_absolute() else path
    listed = _git("ls-tree", "-r", "--name-only", "-z", ref, "--", relative).decode().split("\0")
    below = Path(relative).as_posix()
    found = {}
    for file in filter(None, listed):
        if file in (below, AGGREGATE) or file.endswith(f"/{AGGREGATE}"):
            name = "" if file == below else posixpath.relpath(posixpath.dirname(posixpath.dirname(file)), below)
            folder = posixpath.dirname(file)
            document = Document(posixpath.basename(file), _AtCommit(ref, folder))
            found["" if name == "." else name] = Found(name, document, Path(folder))
    if listed == [""]:
        raise Lacking(f"{ref} has no {path}")
    return found


class _AtCommit(Struct, frozen=True):
    """Reads files as a commit has them."""

    ref: str
    folder: str

    def __call__(self, file: str, asked: Origin, /) -> Json:
        """The content of a file; Raises `Refused` (MG174) for one that is not there."""
        whole = posixpath.normpath(posixpath.join(self.folder, file))
        try:
            return parse(_git("show", f"{self.ref}:./{whole}"), file)
        except Lacking as lacking:
            raise Refused(Diagnostic("MG174", f"{self.ref} has no {whole}", asked)) from lacking


def _git(*arguments: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise Lacking("a commit is read by git, which is not installed")
    done = subprocess.run((program, *arguments), capture_output=True, check=False)
    if done.returncode:
        raise Lacking(done.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or "git failed")
    return done.stdout
