"""Pages that owners wrote, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.targets.portal.blocks import Bullets, Code, Muted, Out, Page, Paragraph, Prose, To
from monitorgen.targets.portal.runbooks import follower

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.documents import OwnPage
    from monitorgen.targets.portal.blocks import Line

PAGE = "documents"
"""The list of them."""
TITLE = "Documents"


def path_of(own: OwnPage) -> str:
    """Where a page is."""
    return f"pages/{own.name}"


def files_of(every: Sequence[OwnPage]) -> dict[str, str]:
    """The files of the pages, each with where its page is."""
    return {each.document.file: path_of(each) for each in every if each.document.file}


def pages(every: Sequence[OwnPage], pages_of: Mapping[str, str]) -> Iterator[Page]:
    """All of them, the list first; nothing if there are none. `pages_of` are the pages that files became."""
    if not every:
        return
    yield Page(PAGE, TITLE, (), lead="What the owners of this system wrote for whoever works with it.", tab=PAGE,
               intro=(Bullets(tuple(map(_way, every))),))  # fmt: skip
    for each in every:
        document = each.document
        if document.url is None:
            source = (
                (Paragraph((Muted("From "), Code(document.file), Muted(" of the specs."))),) if document.file else ()
            )
            follow = follower(document.file, pages_of, path_of(each))
            text = Prose(document.text, 2, "text-", follow)
            above = (("Overview", "index"), (TITLE, PAGE))
            yield Page(path_of(each), each.title, (), above=above, tab=PAGE, intro=(text, *source))


def _way(own: OwnPage) -> Line:
    return (Out(own.title, own.document.url) if own.document.url is not None else To(own.title, path_of(own)),)
