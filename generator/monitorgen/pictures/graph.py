"""What the map of a system shows: its parts, and which of them needs which."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["service", "infrastructure", "component", "external", "team"]
"""What a part is: ours, what ours stands on, what watches both, somebody else's; `team` stands for several of ours."""


class Node(Struct, frozen=True):
    """A part of the system. `name` is its own alone; `title` is what people call it, the name where that is empty.

    `note` is a few words below the title, such as what product it is. `href` is its page, as seen from the page that
    shows the map; "" where it has none.
    """

    name: str
    kind: Kind
    title: str = ""
    team: str = ""
    note: str = ""
    href: str = ""

    @property
    def called(self) -> str:
        """What people call it."""
        return self.title or self.name


class Edge(Struct, frozen=True):
    """`source` needs `target`, names of nodes; `count` is of how many dependencies it is made."""

    source: str
    target: str
    count: int = 1
