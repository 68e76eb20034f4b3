"""What items about pages have to look like in the output: pages of services, and the metrics that they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from justhtml import Element

from tests.support.portal import attributes, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.built import Built
    from tests.support.items import Item


def service_doc(built: Built, item: Item) -> None:
    """Title, purpose, owner, port, what it needs, endpoints, metrics and alerts, as a page and as Markdown."""
    unit = item.says["of"]
    found = _page(built, unit)
    (title,) = [_text(each) for each in found if each.name == "h1"]
    assert title == item.name
    (lead,) = [_text(each) for each in found if attributes(each).get("class") == "lead"]
    assert lead == item.says["purpose"]
    facts = dict(zip(_texts(found, "dt"), _texts(found, "dd"), strict=True))
    assert facts["Owner"].startswith(item.says["team"])
    assert facts["Listens at"] == f"{unit}:{item.says['port']}"
    sections = {attributes(each)["id"] for each in found if each.name == "section"}
    assert {"about", "alerts", "needs", "endpoints", "metrics"} <= sections
    markdown = (built.folder / "docs" / "services" / f"{unit}.md").read_text(encoding="utf-8")
    assert f"\n# {item.name}\n" in markdown
    assert item.says["purpose"] in markdown


def doc_metric(built: Built, item: Item) -> None:
    """On the page of its service with its type, its unit and what it is."""
    (row,) = [row for row in _rows(_page(built, item.says["of"])) if row[0] == item.says.get("metric", item.name)]
    assert row[1] == item.says["type"]
    if unit := item.says.get("unit"):
        assert unit in row
    assert item.says["help"] in row


def _page(built: Built, unit: str) -> list[Element]:
    return elements((built.folder / "docs" / "services" / f"{unit}.html").read_text(encoding="utf-8"))


def _rows(found: list[Element]) -> Iterator[list[str]]:
    """The rows of all tables, cell by cell."""
    for each in found:
        if each.name == "tr":
            yield [_text(cell) for cell in each.children or () if isinstance(cell, Element)]


def _texts(found: list[Element], name: str) -> list[str]:
    return [_text(each) for each in found if each.name == name]


def _text(element: Element) -> str:
    return " ".join(element.to_text(separator="", strip=False).split())
