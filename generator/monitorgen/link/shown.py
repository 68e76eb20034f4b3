"""A resolved entry, line by line: what each value is, where it was written, and what it covers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from monitorgen.emit import yaml
from monitorgen.raw import NONE, Quoted, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.diagnostics import Origin, Path


class Resolved(Protocol):
    """What can be shown: an `Entry`, a type, the root."""

    @property
    def node(self) -> Mapping[str, Raw]:
        """All layers merged."""

    def where(self, *path: str | int) -> Origin:
        """Where the value at a path was written last."""

    def covered(self, *path: str | int) -> tuple[Origin, ...]:
        """The places that say something else there, the strongest first."""


_ONE_LINE = 100
"""Columns of a list in brackets, at most."""


class Line(Struct, frozen=True):
    """One line of YAML. `origin` is None for a line that only opens a map or a list."""

    text: str
    origin: Origin | None = None
    covers: tuple[Origin, ...] = ()


def lines(entry: Resolved, path: Path = ()) -> Iterator[Line]:
    """The resolved entry, or what stands at `path` in it, in the language; raises KeyError if there is nothing."""
    node: Raw = dict(entry.node)
    for step in path:
        if not isinstance(node, dict):
            raise KeyError(step)
        node = node[str(step)]
    yield from _of(entry, node, path, "")


def _of(entry: Resolved, node: Raw, path: Path, indent: str) -> Iterator[Line]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _field(entry, f"{indent}{scalar(key)}:", value, (*path, key), indent)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _field(entry, f"{indent}-", value, (*path, index), indent)
    else:
        yield Line(f"{indent}{scalar(node)}", entry.where(*path), entry.covered(*path))


def _field(entry: Resolved, head: str, value: Raw, path: Path, indent: str) -> Iterator[Line]:
    if isinstance(value, dict) and value:
        yield Line(head)
        yield from _of(entry, value, path, indent + "  ")
    elif isinstance(value, list) and value:
        yield from _list(entry, head, value, path, indent)
    else:
        text = ("{}" if isinstance(value, dict) else "[]") if isinstance(value, (dict, list)) else scalar(value)
        yield Line(f"{head} {text}", entry.where(*path), entry.covered(*path))


def _list(entry: Resolved, head: str, value: list[Raw], path: Path, indent: str) -> Iterator[Line]:
    """A list of short scalars on one line; any other with an item a line."""
    line = f"{head} [{', '.join(scalar(each, within=True) for each in value)}]"
    if len(line) <= _ONE_LINE and not any(isinstance(each, (dict, list)) for each in value):
        yield Line(line, entry.where(*path), entry.covered(*path))
    else:
        yield Line(head)
        yield from _of(entry, value, path, indent + "  ")


def scalar(node: Raw, *, within: bool = False) -> str:
    """A scalar as it may stand in a spec, on one line; `within` a list in brackets."""
    if node is NONE or not isinstance(node, str):
        return "none"
    text = str(node)
    if not isinstance(node, Quoted) and _plain(text) and not (within and set(text) & set(",[]{}")):
        return text
    if "\n" in text or text == "none":
        return json.dumps(text, ensure_ascii=False)
    return yaml.dump(text).rstrip("\n")


def _plain(text: str) -> bool:
    """Whether a scalar that was written without quotes can do without them behind a key."""
    if not text or text != text.strip() or "\n" in text or text[0] in "-?:,[]{}#&*!|>'\"%@`":
        return bool(re.fullmatch(r"-\d.*", text))
    return not (": " in text or " #" in text or text.endswith(":"))
