"""What makes files of pages: the frame that all share, HTML by templates and Markdown beside it."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.pictures.frame import style as pictures_style
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.portal import html, markdown
from monitorgen.targets.portal.html_blocks import blocks
from monitorgen.targets.portal.links import FOLDER, file_href, href, leads, up

if TYPE_CHECKING:
    from jinja2 import Environment

    from monitorgen.targets.portal.blocks import Page, Site

TEMPLATES = "portal"
STYLE = "portal.css"
SCRIPT = "search.js"


def render(template: str, **values: object) -> str:
    """A template of `templates/portal/` with values, which it escapes."""
    return _jinja().get_template(template).render(**values)


def pair(page: Page, site: Site, notice: str) -> tuple[Artifact, Artifact]:
    """A page as HTML and as Markdown; `notice` says what it is made of."""
    return (
        Artifact(f"{FOLDER}/{page.path}{html.ENDING}", as_html(page, site, notice)),
        Artifact(f"{FOLDER}/{page.path}{markdown.ENDING}", markdown.document(page, site, notice)),
    )


def as_html(page: Page, site: Site, notice: str, template: str = "page.html.j2", **more: object) -> str:
    """A page in a template that extends `base.html.j2`."""
    return render(
        template,
        page=page,
        site=site,
        notice=html.comment(notice),
        top=up(page.path),
        line=partial(html.line, page=page.path),
        href=lambda to: href(page.path, to, html.ENDING),
        file_href=partial(file_href, page.path),
        blocks=partial(blocks, page=page.path),
        **more,
    )


def assets() -> tuple[Artifact, ...]:
    """The style and the script that all pages share."""
    folder = resources.templates() / TEMPLATES
    own, script = ((folder / name).read_text(encoding="utf-8") for name in (STYLE, SCRIPT))
    return Artifact(f"{FOLDER}/assets/{STYLE}", f"{own}\n{pictures_style()}\n"), Artifact(
        f"{FOLDER}/assets/{SCRIPT}", script
    )


@lru_cache(maxsize=1)
def _jinja() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(resources.templates() / TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
        auto_reload=False,
    )
    made.filters["text"] = html.text
    made.tests["leading"] = leads
    return made
