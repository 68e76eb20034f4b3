"""All pages that are generated, in whole or in part, and how those in the checkout differ from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generated_docs.catalogue import catalogue_page
from generated_docs.command_line import command_line_page
from generated_docs.conditions import conditions_page
from generated_docs.console import refreshed
from generated_docs.language import language_page
from generated_docs.sizes import with_sizes
from monitorgen.codes import FOLDER, docs_pages
from monitorgen.spec.json_schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = ("README.md", "docs/pull-requests.md")
"""Pages that people write, but for what the terminal shows in them."""


def pages() -> dict[str, str]:
    """Path within the project and text of every generated page."""
    return {
        **{path: with_sizes(refreshed((ROOT / path).read_text(encoding="utf-8"))) for path in SESSIONS},
        **reference(),
    }


def reference() -> dict[str, str]:
    """The pages that are printed from the program's own models and tables, in a moment."""
    return {
        "docs/catalogue.md": catalogue_page(),
        "docs/reference/language.md": language_page(),
        "docs/reference/conditions.md": conditions_page(),
        "docs/reference/command-line.md": command_line_page(),
        "docs/schema/monitorgen.schema.json": schema_text(),
        **docs_pages(),
    }


def differing(root: Path, made: Mapping[str, str]) -> list[str]:
    """Which of the pages are not as they were made now, and those of diagnostics that exist no more."""
    wrong = [path for path, text in made.items() if not _is(root / path, text)]
    return sorted([*wrong, *_stale(root, made)])


def write(root: Path, made: Mapping[str, str]) -> None:
    """Make the pages what they should be."""
    for path, text in made.items():
        if not _is(root / path, text):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="\n")
    for path in _stale(root, made):
        (root / path).unlink()


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _stale(root: Path, made: Mapping[str, str]) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in (root / FOLDER).glob("*.md"))
    return [path for path in found if path not in made]
