"""A resolved entry, line by line: what each value is, where it was written, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.raw import NONE, Quoted, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Origin, Path
    from monitorgen.link.entries import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One line of YAML. `origin` is None for a line that only opens a map or a list."""

    text: str
    origin: Origin | None = None
    covers: tuple[Origin, ...] = ()


def lines(entry: Entry, path: Path = ()) -> Iterator[Line]:
    """The resolved entry, or what stands at `path` in it, in the language itself; raises KeyError for an unknown path."""
    node: Raw = dict(entry.node)
    for step in path:
        if not isinstance(node, dict):
            raise KeyError(step)
        node = node[str(step)]
    yield from _of(entry, node, path, "")


def _of(entry: Entry, node: Raw, path: Path, indent: str) -> Iterator[Line]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _field(entry, f"{indent}{scalar(key)}:", value, (*path, key), indent)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _field(entry, f"{indent}-", value, (*path, index), indent)
    else:
        yield Line(f"{indent}{scalar(node)}", entry.where(*path), entry.covered(*path))


def _field(entry: Entry, head: str, value: Raw, path: Path, indent: str) -> Iterator[Line]:
    if isinstance(value, (dict, list)) and value:
        if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
            items = ", ".join(scalar(each) for each in value)
            yield Line(f"{head} [{items}]", entry.where(*path), entry.covered(*path))
            return
        yield Line(head)
        yield from _of(entry, value, path, indent + "  ")
        return
    text = ("{}" if isinstance(value, dict) else "[]") if isinstance(value, (dict, list)) else scalar(value)
    yield Line(f"{head} {text}", entry.where(*path), entry.covered(*path))


def scalar(node: Raw) -> str:
    """A scalar as it may stand in a spec."""
    if node is NONE or not isinstance(node, str):
        return "none"
    if isinstance(node, Quoted):
        return (
            yaml.dump(str(node)).rstrip("\n") if "\n" not in node else yaml.dump(str(node).replace("\n", " ")).strip()
        )
    return str(node) if _plain(node) else yaml.dump(str(node)).rstrip("\n")


def _plain(text: str) -> bool:
    """Whether a scalar that was plain in its file can be plain in any place."""
    return bool(text) and "\n" not in text and not set(text) & set("{}[],#&*!|>'\"%@`:") and text.strip() == text
