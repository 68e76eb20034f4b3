"""The page of the dashboards: what each one shows, a picture of it with made data, and the way to it in Grafana."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.targets.portal.blocks import Figure, Group, Out, Page, Paragraph, Row, Section, ToFile, table
from monitorgen.targets.portal.services import board_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.pages import SystemPage
    from monitorgen.targets.portal.blocks import Block
    from monitorgen.targets.portal.model import Board

PAGE = "dashboards"
PREVIEWS = "previews"
"""The folder of the pictures, below docs/."""


def page(boards: Iterable[Board], about: SystemPage) -> Page:
    """The page: folder by folder those with a picture first, then a list of the others."""
    folders: dict[str, list[Board]] = {}
    for each in sorted(boards, key=lambda board: (board.folder, board.title, board.name)):
        folders.setdefault(each.folder, []).append(each)
    grafana = about.urls.get("grafana")
    sections = tuple(
        Section(f"folder-{number}", folder, tuple(_folder(found, grafana)))
        for number, (folder, found) in enumerate(folders.items(), start=1)
    )
    return Page(
        PAGE,
        "Dashboards",
        sections,
        lead="Pictures show made data, the same every time; Grafana shows the real ones.",
        tab=PAGE,
        intro=(Paragraph(("In ", Out("Grafana", grafana), ", folder by folder.")),) if grafana is not None else (),
    )


def _folder(found: Sequence[Board], grafana: str | None) -> Iterator[Block]:
    for each in found:
        if each.preview:
            said = (Paragraph(each.description),) if each.description else ()
            picture = Figure(each.preview, f"{each.title}, with made data")
            yield Group(f"board-{each.name}", board_line(each.title, each.uid, grafana), (*said, picture))
    rest = [each for each in found if not each.preview]
    if rest:
        rows = tuple(
            Row((board_line(each.title, each.uid, grafana), each.description, (ToFile("JSON", each.path),)),
                id=f"board-{each.name}")
            for each in rest
        )  # fmt: skip
        yield table(("Dashboard", "What it shows", "File"), rows, "Dashboards without a picture here")


def entries(boards: Iterable[Board]) -> Iterator[tuple[str, str, str, str]]:
    """What the search finds."""
    return ((each.title, each.folder, f"{PAGE}#board-{each.name}", "dashboard") for each in boards)
