"""Where links lead: from page to page by relative paths, so that a folder of pages works wherever it is put."""

from __future__ import annotations

import re

from msgspec import Struct

FOLDER = "docs"
"""The portal's place in the folder of an environment."""
_LEADS = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)[^\s]*\Z", re.IGNORECASE)


class LinkBase(Struct, frozen=True):
    """What links of a page in one of its forms are relative to: its path without an ending, and that form's ending.

    `up` is the way to the top of the portal: nothing, or `../` for each folder that the page lies in.
    """

    path: str
    ending: str
    up: str

    @classmethod
    def of(cls, path: str, ending: str) -> LinkBase:
        """That of a page."""
        return cls(path, ending, "../" * path.count("/"))

    def to(self, page: str) -> str:
        """The link to a page, by its path without an ending; perhaps with an id behind `#`."""
        if "#" not in page:
            return f"{self.up}{page}{self.ending}"
        target, _, anchor = page.partition("#")
        if not target or target == self.path:
            return f"#{anchor}"
        return f"{self.up}{target}{self.ending}#{anchor}"

    def to_file(self, path: str) -> str:
        """The link to a file of the environment's folder."""
        inside = path.removeprefix(f"{FOLDER}/")
        return f"{self.up}{inside}" if inside != path else f"{self.up}../{path}"


def leads(url: str) -> bool:
    """Whether a link of an owner's may be followed: to the web, or to write a mail."""
    return _LEADS.match(url) is not None
