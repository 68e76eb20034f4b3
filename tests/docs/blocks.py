"""The fenced blocks of a page: what stands behind the language (`spec`, `refused MG355`), and the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.tools import ROOT

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block; `line` is that of its first line in the page."""

    page: str
    line: int
    language: str
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> list[Block]:
    """The blocks of `docs/<page>` or another page of the project that say what they are."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 2, match[1], match[2] or "", match[3])
        for match in _FENCE.finditer(text)
    ]
