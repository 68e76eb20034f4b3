"""Documents that specs name: a file beside the spec, a link, or Markdown in a block.

Paths are looked up here, while it is known which file says them; what linking gets is relative to the system's folder.
Where the content of the file is what is wanted, it stands in the place of the path (`load.contents`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.load import contents
from monitorgen.load.leaves import FILES, Leaves, with_text
from monitorgen.load.paths import resolve
from monitorgen.load.typed import shape_at
from monitorgen.raw import Quoted
from monitorgen.spec.api import API_FILE
from monitorgen.spec.scalars import CONTENT, DASHBOARD_FILE, RUNBOOK, Scalar
from monitorgen.spec.shape import MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import System

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec, Written

_SYSTEM = model_of(System)
_LEAVES = Leaves(FILES)
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""A runbook by its name, without a folder or an ending."""


def with_documents(spec: Spec, folder: Path, findings: Findings) -> Spec:
    """The spec with the paths of its documents relative to the system's `folder`; those that lead nowhere are told."""
    collections = {
        name: {each: _entry(written, _item(name, each), folder, findings) for each, written in entries.items()}
        for name, entries in spec.collections.items()
    }
    settings = {
        name: _entry(written, _SYSTEM.fields[name], folder, findings) for name, written in spec.settings.items()
    }
    return replace(spec, collections=collections, settings=settings)


def _item(collection: str, name: str) -> Shape:
    shape = _SYSTEM.fields[collection]
    if isinstance(shape, ModelOf):
        return shape.fields[name]
    assert isinstance(shape, MapOf)
    return shape.item


def _entry(written: Written, shape: Shape, folder: Path, findings: Findings) -> Written:
    if not written.names_files:
        return written
    node = _looked_up(written.node, shape, written.origin, folder, findings)
    patches = tuple(
        replace(patch, node=_looked_up(patch.node, shape_at(shape, patch.at), patch.origin, folder, findings))
        for patch in written.patches
    )
    return replace(written, node=node, patches=patches) if node is not written.node or patches else written


def _looked_up(node: Raw, shape: Shape, origin: Origin, folder: Path, findings: Findings) -> Raw:
    for path, text, kind in _LEAVES.of(node, shape):
        found = _found(text, kind, origin.at(*path), folder, findings)
        if found is not text:
            node = with_text(node, path, found)
    return node


def _found(text: str, kind: Scalar, origin: Origin, folder: Path, findings: Findings) -> Raw:
    """What a document is for linking, by its kind."""
    if kind is CONTENT:
        return _content(text, origin, folder, findings)
    if kind is DASHBOARD_FILE:
        return _dashboard(text, origin, folder, findings)
    if kind is API_FILE:
        return _file(text, origin, folder, findings)
    called = kind is RUNBOOK and _BARE.fullmatch(text)
    return _document(f"runbooks/{text}.md" if called else text, origin, folder, findings)


def _document(text: str, origin: Origin, folder: Path, findings: Findings) -> Raw:
    if "\n" in text or text.startswith(("http://", "https://")):
        return text
    try:
        found = resolve(folder, origin, text)
    except Refused as refused:
        diagnostic = refused.diagnostic
        if " " in text and "/" not in text:
            diagnostic = replace(
                diagnostic, hint="a text of your own stands in a block: write `|` and begin a new line"
            )
        findings.add(diagnostic)
        return text
    return text if found == text else found


def _content(text: str, origin: Origin, folder: Path, findings: Findings) -> Raw:
    """The Markdown that a document stands for: itself, a link, or what is in the file."""
    if "\n" in text:
        return text
    if text.startswith(("http://", "https://")):
        return Quoted(f"[{text}]({text})")
    unfound = Findings()
    found = _document(text, origin, folder, unfound)
    findings.extend(unfound)
    return Quoted("") if unfound.failed else contents.markdown(folder, str(found), origin, findings)


def _dashboard(text: str, origin: Origin, folder: Path, findings: Findings) -> Raw:
    try:
        return contents.dashboard(folder, resolve(folder, origin, text), origin, findings)
    except Refused as refused:
        findings.add(refused.diagnostic)
        return Quoted("{}")


def _file(text: str, origin: Origin, folder: Path, findings: Findings) -> Raw:
    try:
        return resolve(folder, origin, text)
    except Refused as refused:
        diagnostic = refused.diagnostic
        if text.startswith(("http://", "https://")):
            hint = f"nothing is fetched by a build: `monitorgen api vendor {text}` puts a copy into the folder"
            diagnostic = Diagnostic("MG173", "a document of an API is a file of this folder", origin, hint=hint)
        findings.add(diagnostic)
        return text
