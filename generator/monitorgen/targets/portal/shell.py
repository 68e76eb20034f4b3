"""What makes files of pages: each as HTML and as Markdown, and beside them what all share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.pictures.frame import style as pictures_style
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.portal import html, html_page, markdown, markdown_page
from monitorgen.targets.portal.links import FOLDER

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Page, Site

STYLE = "portal.css"
SCRIPT = "search.js"


def pair(page: Page, site: Site, notice: str) -> tuple[Artifact, Artifact]:
    """A page as HTML and as Markdown; `notice` says what it is made of."""
    return (
        Artifact(f"{FOLDER}/{page.path}{html.ENDING}", html_page.document(page, site, notice)),
        Artifact(f"{FOLDER}/{page.path}{markdown.ENDING}", markdown_page.document(page, site, notice)),
    )


def assets() -> tuple[Artifact, ...]:
    """The style and the script that all pages share."""
    folder = resources.templates() / html_page.TEMPLATES
    own, script = ((folder / name).read_text(encoding="utf-8") for name in (STYLE, SCRIPT))
    return Artifact(f"{FOLDER}/assets/{STYLE}", f"{own}\n{pictures_style()}\n"), Artifact(
        f"{FOLDER}/assets/{SCRIPT}", script
    )
