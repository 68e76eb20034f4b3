"""Documents that specs name: a file beside the spec, a link, or Markdown in a block.

Paths are looked up here, while it is known which file says them; what linking gets is relative to the system's folder.
Where the content of the file is what is wanted, it stands in the place of the path (`load.contents`).
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.load import contents
from monitorgen.load.paths import resolve
from monitorgen.load.typed import shape_at
from monitorgen.raw import Quoted
from monitorgen.spec.api import API_FILE
from monitorgen.spec.base import written_shape
from monitorgen.spec.scalars import CONTENT, DASHBOARD_FILE, DOCUMENT, RUNBOOK
from monitorgen.spec.shape import Choice, Leading, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import System

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec, Written

_SYSTEM = model_of(System)
_FILES = (DOCUMENT, RUNBOOK, CONTENT, DASHBOARD_FILE, API_FILE)
_LEADING = Leading(lambda shape: shape in _FILES)
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
    return dataclasses.replace(spec, collections=collections, settings=settings)


def _item(collection: str, name: str) -> Shape:
    shape = _SYSTEM.fields[collection]
    if isinstance(shape, ModelOf):
        return shape.fields[name]
    assert isinstance(shape, MapOf)
    return shape.item


def _entry(written: Written, shape: Shape, folder: Path, findings: Findings) -> Written:
    node = _looked_up(written.node, shape, written.origin, folder, findings)
    patches = tuple(
        replace(patch, node=_looked_up(patch.node, shape_at(shape, patch.at), patch.origin, folder, findings))
        for patch in written.patches
    )
    return replace(written, node=node, patches=patches) if node is not written.node or patches else written


def _looked_up(node: Raw, shape: Shape, origin: Origin, folder: Path, findings: Findings) -> Raw:
    if isinstance(shape, Choice):
        form = shape.forms.get(written_shape(node))
        return node if form is None else _looked_up(node, form, origin, folder, findings)
    if (shape is DOCUMENT or shape is RUNBOOK) and isinstance(node, str):
        called = shape is RUNBOOK and _BARE.fullmatch(node)
        return _document(f"runbooks/{node}.md" if called else node, origin, folder, findings)
    if shape is CONTENT and isinstance(node, str):
        return _content(node, origin, folder, findings)
    if shape is DASHBOARD_FILE and isinstance(node, str):
        return _dashboard(node, origin, folder, findings)
    if shape is API_FILE and isinstance(node, str):
        return _file(node, origin, folder, findings)
    if isinstance(node, dict) and isinstance(shape, ModelOf | MapOf):
        fields = _LEADING.fields(shape) if isinstance(shape, ModelOf) else dict.fromkeys(node, shape.item)
        found = {
            key: _looked_up(value, fields[key], origin.at(key), folder, findings)
            for key, value in node.items()
            if key in fields
        }
        return {**node, **found} if any(found[key] is not node[key] for key in found) else node
    if isinstance(node, list) and isinstance(shape, ListOf):
        items = [_looked_up(value, shape.item, origin.at(at), folder, findings) for at, value in enumerate(node)]
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    return node


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
