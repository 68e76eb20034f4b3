"""Texts for people: what owners wrote, what an alert says beside its numbers, and where the page of an alert is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin
    from monitorgen.plan.values import UnitId

_PARTS = re.compile(r"[A-Z]+\d+(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+[a-z]*")
_HEADING = re.compile(r"\s*^# +(.+?)(?: +#+)? *$\n?", re.MULTILINE)


class Document(Struct, frozen=True):
    """A text of an owner's: Markdown, or a link to where it is; then `url` is set and `text` is empty.

    `title` is what its author calls it, "" if nothing. `file` is where the text stands, relative to the system's
    folder; "" if in the spec itself. `origin` is the place that names it.
    """

    title: str
    origin: Origin
    text: str = ""
    url: str | None = None
    file: str = ""


class OwnPage(Struct, frozen=True):
    """A page that its owner wrote; `name` is that of its file, without an ending."""

    name: str
    title: str
    document: Document


class Guide(Struct, frozen=True):
    """What is said of an alert in words: what is the matter, what users notice, what to do first, and the runbook."""

    title: str = ""
    means: str = ""
    impact: str = ""
    first_steps: tuple[str, ...] = ()
    runbook: Document | None = None


UNSAID = Guide()


def runbook_path(unit: UnitId, alert: str) -> str:
    """The page of an alert, from where pages are served, without an ending: alerts lead to what the portal writes."""
    return f"runbooks/{unit}/{alert}"


@lru_cache(1024)
def in_words(name: str) -> str:
    """The title of an alert whose owner gave it none: `HighErrorRate` as `High error rate`, `CPU` as it is."""
    words = [part if part.isupper() and len(part) > 1 else part.lower() for part in _PARTS.findall(name)]
    text = " ".join(words) or name
    return text[:1].upper() + text[1:]


def titled(markdown: str) -> tuple[str, str]:
    """The heading that a text begins with, "" without one, and the rest of it."""
    match = _HEADING.match(markdown)
    return (match[1], markdown[match.end() :]) if match is not None else ("", markdown)
