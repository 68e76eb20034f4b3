"""Where links lead: from page to page by relative paths, so that a folder of pages works wherever it is put."""

from __future__ import annotations

import re

FOLDER = "docs"
"""The portal's place in the folder of an environment."""
_LEADS = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)[^\s]*\Z", re.IGNORECASE)


def up(page: str) -> str:
    """The way from a page to the top of the portal: nothing, or `../` for each folder that it lies in."""
    return "../" * page.count("/")


def href(page: str, to: str, ending: str) -> str:
    """The link from one page to another, `to` with an id behind `#` or without; both paths have no ending."""
    target, mark, anchor = to.partition("#")
    if target in {page, ""} and mark:
        return f"#{anchor}"
    return f"{up(page)}{target}{ending}{mark}{anchor}"


def file_href(page: str, path: str) -> str:
    """The link from a page to a file of the environment's folder."""
    inside = path.removeprefix(f"{FOLDER}/")
    return f"{up(page)}{inside}" if inside != path else f"{up(page)}../{path}"


def leads(url: str) -> bool:
    """Whether a link of an owner's may be followed: to the web, or to write a mail."""
    return _LEADS.match(url) is not None
