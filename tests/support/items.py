"""What the documents of the example systems ask for, item by item, as `tests/acceptance/items/` lists it.

Each file is one document: the system and the environment that it became, its items by kind, and how many of its items
wait for a later version (`later`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from tests.support.tools import ROOT

_FOLDER = ROOT / "tests" / "acceptance" / "items"


@dataclass(frozen=True)
class Item:
    """One thing that has to come out; `id` is `<document>.<kind>.<name>`, `says` what it has to look like."""

    id: str
    document: str
    kind: str
    name: str
    system: str
    environment: str
    says: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Document:
    """One document: its items, and those of a kind that come later, by what they wait for."""

    number: str
    system: str
    environment: str
    items: tuple[Item, ...]
    later: dict[str, dict[str, int]] = field(hash=False)


@cache
def documents() -> tuple[Document, ...]:
    """All documents, by number."""
    return tuple(sorted((_read(file.name) for file in _FOLDER.glob("*.yaml")), key=lambda each: each.number))


def items(*kinds: str) -> list[Item]:
    """The items of these kinds, all without one."""
    return [item for document in documents() for item in document.items if not kinds or item.kind in kinds]


def _read(name: str) -> Document:
    read = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    number, system, environment = read["document"], read["system"], read["environment"]
    found = tuple(
        Item(f"{number}.{kind}.{key}", number, kind, key, system, says.get("environment", environment), says)
        for kind, by_name in read["items"].items()
        for key, says in by_name.items()
    )
    return Document(number, system, environment, found, read["later"])
