"""Which files of a system are parts of OpenAPI documents, and who names each: for lists and for vendoring."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Origin, Refused
from monitorgen.openapi.references import vendored_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec

_NOT_THERE = frozenset(("MG173", "MG174"))
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def named_documents(spec: Spec) -> dict[str, str]:
    """The documents that entries and types name, each with who names it first (`services/users.yaml: openapi`)."""
    found: dict[str, str] = {}
    for collection in ("services", "infrastructure", "types"):
        for written in spec.collections.get(collection, {}).values():
            nodes = ((written.origin, written.node), *((patch.origin, patch.node) for patch in written.patches))
            for origin, node in nodes:
                if (file := _file(node)) is not None:
                    found.setdefault(file, f"{origin.file}: openapi")
    return found


def parts(spec: Spec) -> dict[str, str]:
    """The documents and all files that they refer to, each with who names it; what cannot be read ends its branch."""
    found: dict[str, str] = {}
    todo = list(named_documents(spec).items())
    while todo:
        file, by = todo.pop()
        try:
            tree = spec.api_files(file, Origin(file))
        except Refused as refused:
            if refused.diagnostic.code not in _NOT_THERE:
                found.setdefault(file, by)
            continue
        if file in found:
            continue
        found[file] = by
        below = (_below(file, ref.partition("#")[0]) for ref in references(tree))
        todo += ((each, f"{file}: $ref") for each in below if each is not None)
    return found


def _below(file: str, path: str) -> str | None:
    """The file of the folder that a reference in another one leads to: of a URL the copy."""
    if not path:
        return None
    if is_remote(path):
        return vendored_file(path)
    below = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    return None if below.startswith("../") else below


def references(node: Json) -> Iterator[str]:
    """Everything in a document that looks like a reference."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            ref = node.get("$ref")
            if isinstance(ref, str):
                yield ref
            todo += node.values()
        elif isinstance(node, Sequence) and not isinstance(node, str):
            todo += node


def is_remote(path: str) -> bool:
    """Whether a reference leads to a URL."""
    return _REMOTE.match(path) is not None


def _file(node: Raw) -> str | None:
    openapi = node.get("openapi") if isinstance(node, dict) else None
    file = openapi.get("file") if isinstance(openapi, dict) else None
    return str(file) if isinstance(file, str) else None
