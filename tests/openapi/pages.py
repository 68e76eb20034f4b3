"""The merge book: small documents of two services in YAML, read for the tests.

A page has `both`, a document in which `WHO` stands for the service, or `auth` and `shop`, one each; `files` are further
ones, in which `WHO` is replaced too if their name has it. What every document needs is filled in. `expect` maps JSON
pointers into the aggregate to what has to stand there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.load.api_files import parse
from monitorgen.openapi.merge import Aggregate, Head, aggregate
from monitorgen.openapi.tree import Filter, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json

BOOK = Path(__file__).parent / "book"
SERVICES = ("auth", "shop")
HEAD = Head("All of it", "1")


@dataclass(slots=True)
class Known:
    """Files that are there already, by their paths."""

    trees: dict[str, Json]
    asked: list[str] = field(default_factory=list)

    def __call__(self, file: str, asked: Origin) -> Json:
        self.asked.append(file)
        if file not in self.trees:
            raise Refused(Diagnostic("MG174", f"{file} does not exist", asked))
        return self.trees[file]


@dataclass(frozen=True, slots=True)
class Page:
    """One pair of documents, what has to come of it, and whether the difference of the two has to be found."""

    title: str
    files: Known
    sources: tuple[Source, ...]
    expect: Mapping[str, Json]

    def merged(self) -> Aggregate:
        findings = Findings()
        made = aggregate(self.sources, self.files, HEAD, findings)
        assert [str(found) for found in findings] == []
        assert made is not None
        return made


def pages() -> list[Page]:
    """All pages of the book."""
    return [_page(title, text) for path in sorted(BOOK.glob("*.yaml")) for title, text in _entries(path)]


def documents(text: str) -> Mapping[str, Json]:
    """Parsed YAML that is a map."""
    return cast("Mapping[str, Json]", parse(text.encode(), "page.yaml"))


def whole(document: Mapping[str, Json], service: str) -> dict[str, Json]:
    """A document with what every document needs."""
    return {"openapi": "3.1.0", "info": {"title": service, "version": "1"}, "paths": {}, **document}


def lookup(document: Json, pointer: str) -> Json:
    """What a JSON pointer leads to."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else cast("Mapping[str, Json]", document)[key]
    return document


def _entries(path: Path) -> list[tuple[str, str]]:
    pages = yaml.safe_load(path.read_text())
    return [(title, yaml.safe_dump(page, sort_keys=False)) for title, page in pages.items()]


def _page(title: str, text: str) -> Page:
    page = documents(text)
    trees: dict[str, Json] = {}
    for service in SERVICES:
        own = documents(text.replace("WHO", service))
        written = cast("Mapping[str, Json]", own.get("both", own.get(service)))
        trees[f"{service}/api.yaml"] = whole(written, service)
        trees |= cast("Mapping[str, Json]", own.get("files", {}))
    options = cast("Mapping[str, Mapping[str, Json]]", page.get("options", {}))
    sources = tuple(_source(service, options.get(service, {})) for service in SERVICES)
    return Page(title, Known(trees), sources, cast("Mapping[str, Json]", page.get("expect", {})))


def _source(service: str, options: Mapping[str, Json]) -> Source:
    tags = frozenset(cast("list[str]", options.get("tags", [])))
    keep = Filter(tags, tuple(cast("list[str]", options.get("paths", []))), internal=bool(options.get("internal")))
    return Source(service, f"{service}/api.yaml", str(options.get("prefix", f"/{service}")), keep)
