"""Pages that owners write: the documents of `docs.pages`, each under a name of its own."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused, Related
from monitorgen.plan.documents import OwnPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.link.linked import Linked


def own_pages(linked: Linked, findings: Findings) -> Iterator[OwnPage]:
    """The pages, in the order in which they are said. Two of one name are a finding, the second is left out."""
    first: dict[str, Origin] = {}
    for title, said, origin in _said(linked):
        try:
            document = linked.documents.of(said, origin, linked.ground.placeholders)
        except Refused as refused:
            findings.add(refused.diagnostic)
            continue
        stem = posixpath.basename(document.file).rpartition(".")[0] if document.file else ""
        called = title or document.title or stem.replace("-", " ").replace("_", " ") or said
        name = _name(stem or called) or f"page-{len(first) + 1}"
        if name in first:
            message = f"two pages are called {name!r}"
            related = (Related(first[name], "the other one is here"),)
            hint = "give one of them another title, or its file another name"
            findings.add(Diagnostic("MG270", message, origin, hint=hint, related=related))
            continue
        first[name] = origin
        yield OwnPage(name, called, document)


def _said(linked: Linked) -> Iterator[tuple[str, str, Origin]]:
    """Title, document and place of each."""
    node = linked.root.setting("docs")
    pages = node.get("pages") if isinstance(node, dict) else None
    if isinstance(pages, dict):
        for title, said in pages.items():
            yield title, str(said), linked.root.where("docs", "pages", title)
    elif isinstance(pages, list):
        for at, said in enumerate(pages):
            yield "", str(said), linked.root.where("docs", "pages", at)


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")
