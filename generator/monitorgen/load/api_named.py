"""Which files of a system are parts of OpenAPI documents, and who names each: for lists and for vendoring."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Origin, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.raw import Raw
    from monitorgen.spec.written import ApiReader, Spec

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
    found = named_documents(spec)
    todo = list(found)
    while todo:
        file = todo.pop()
        for ref in references(_read(spec.api_files, file)):
            path = ref.partition("#")[0]
            below = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            if path and not is_remote(path) and below not in found and not below.startswith("../"):
                found[below] = f"{file}: $ref"
                todo.append(below)
    return found


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


def _read(files: ApiReader, file: str) -> Json:
    try:
        return files(file, Origin(file))
    except Refused:
        return None


def _file(node: Raw) -> str | None:
    openapi = node.get("openapi") if isinstance(node, dict) else None
    file = openapi.get("file") if isinstance(openapi, dict) else None
    return str(file) if isinstance(file, str) else None
