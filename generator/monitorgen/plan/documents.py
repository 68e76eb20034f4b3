"""Texts of owners, and what an alert tells whoever is called by it beside its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin

_HEADING = re.compile(r"\s*^# +(.+?)(?: +#+)? *$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A text of an owner's: Markdown, or a link to where it is; then `url` is set and `text` is empty.

    `title` is what its author calls it, "" if nothing. `file` is where the text stands, relative to the system's
    folder; "" if in the spec itself. `origin` is the place that names it.
    """

    title: str
    origin: Origin
    text: str = ""
    url: str | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page that its owner wrote; `name` is that of its file, without an ending."""

    name: str
    title: str
    document: Document


@dataclass(frozen=True, slots=True)
class Guide:
    """What is said of an alert in words: what is the matter, what users notice, what to do first, and the runbook."""

    title: str = ""
    means: str = ""
    impact: str = ""
    first_steps: tuple[str, ...] = ()
    runbook: Document | None = None


UNSAID = Guide()


def titled(markdown: str) -> tuple[str, str]:
    """The heading that a text begins with, "" without one, and the rest of it."""
    match = _HEADING.match(markdown)
    return (match[1], markdown[match.end() :]) if match is not None else ("", markdown)
