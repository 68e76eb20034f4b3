"""The texts of documents that specs name by a path: pages show them, so that they are read with the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.load.contents import text_of
from monitorgen.load.leaves import Leaves
from monitorgen.load.typed import shape_at
from monitorgen.spec.scalars import DOCUMENT, RUNBOOK
from monitorgen.spec.shape import MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import System

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.spec.written import Spec, Written

_SYSTEM = model_of(System)
_LEAVES = Leaves(frozenset((DOCUMENT, RUNBOOK)))


def with_texts(spec: Spec, folder: Path, findings: Findings) -> Spec:
    """The spec with the text of each document that is a file, whose path is that below the system's `folder`."""
    texts: dict[str, str] = {}
    for file, origin in referred(spec).items():
        text = text_of(folder, file, origin, findings)
        if text is not None:
            texts[file] = text
    return replace(spec, documents=texts)


def named_texts(spec: Spec) -> dict[str, str]:
    """The files of documents, each with who names it first (`services/api.yaml: runbook`)."""
    found = ((file, origin) for file, origin in referred(spec).items() if file in spec.documents)
    return {file: f"{origin.file}: {'runbook' if 'runbook' in origin.path else 'docs'}" for file, origin in found}


def referred(spec: Spec) -> Mapping[str, Origin]:
    """The files of documents, each with the first place that names it; paths were looked up before."""
    found: dict[str, Origin] = {}
    for shape, written in _entries(spec):
        said = [(written.node, shape, written.origin)]
        said += ((patch.node, shape_at(shape, patch.at), patch.origin) for patch in written.patches)
        for node, kind, origin in said:
            for path, text, _ in _LEAVES.of(node, kind):
                if is_file(text):
                    found.setdefault(str(text), origin.at(*path))
    return found


def _entries(spec: Spec) -> Iterator[tuple[Shape, Written]]:
    """What may name a file."""
    for name, written in spec.settings.items():
        yield _SYSTEM.fields[name], written
    for collection, entries in spec.collections.items():
        shape = _SYSTEM.fields[collection]
        for name, written in entries.items():
            if not written.names_files:
                continue
            if isinstance(shape, ModelOf):
                yield shape.fields[name], written
            elif isinstance(shape, MapOf):
                yield shape.item, written


def is_file(document: str) -> bool:
    """Whether a document is a file: neither Markdown in a block nor a link."""
    return "\n" not in document and not document.startswith(("http://", "https://"))
