"""What can be searched for: each unit, alert, metric, objective, endpoint, dashboard and channel, one a line.

A script that assigns a list works from a folder, where a browser may not read a file of data.
"""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.markup.text import visible
from monitorgen.plan.documents import in_words, runbook_path
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.portal import words
from monitorgen.targets.portal.html import ENDING
from monitorgen.targets.portal.links import FOLDER, LinkBase
from monitorgen.targets.portal.services import KINDS, path_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.targets.portal.model import Unit

FILE = f"{FOLDER}/assets/search-index.js"
_WIDE = 80
_HERE = LinkBase.of("index", ENDING)
_encoded = JSONEncoder(ensure_ascii=False).encode


class Search(Struct):
    """The entries so far: title, words, page, kind."""

    entries: list[tuple[str, str, str, str]] = field(default_factory=list)

    def learn(self, unit: Unit) -> None:
        """Take in a unit when its page is made."""
        self.entries += _of_unit(unit)

    def add(self, entries: Iterable[tuple[str, str, str, str]]) -> None:
        """Entries of what is no unit's."""
        self.entries += entries

    def artifact(self, notice: str) -> Artifact:
        """The script."""
        head = "".join(f"// {visible(each)}\n" for each in notice.splitlines())
        lines = ",\n".join(sorted(map(_line, set(self.entries))))
        return Artifact(FILE, f"{head}globalThis.SEARCH = [\n{lines}\n];\n")


def _line(entry: tuple[str, str, str, str]) -> str:
    title, said, page, kind = entry
    row = (visible(title), _short(visible(said)), _HERE.to(page), kind)
    # As text inside a script it holds nothing that ends one, and no line end that only some engines know.
    text = _encoded(row)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _short(said: str) -> str:
    text = " ".join(said.split())
    return text if len(text) <= _WIDE else f"{text[:_WIDE].rsplit(' ', 1)[0]} …"


def _of_unit(unit: Unit) -> Iterator[tuple[str, str, str, str]]:
    page, title = path_of(unit.name), title_of(unit)
    if unit.summary is not None and unit.page is not None:
        said = f"{unit.page.description} {unit.team or ''}"
        yield title, said if title == unit.name else f"{unit.name} {said}", page, KINDS[unit.summary.kind]
    for alert in unit.alerts:
        yield alert.name, f"{unit.name} {in_words(alert.name)}", runbook_path(unit.name, alert.name), "alert"
    for metric in unit.metrics:
        yield metric.name, f"{unit.name} {metric.help}", f"{page}#metrics", "metric"
    for slo in unit.slos:
        yield slo.name, f"{unit.name} {words.share(slo.objective)}", f"{page}#slo-{slo.name}", "objective"
    for each in unit.operations:
        yield f"{each.method} {each.path}", f"{unit.name} {each.summary}", f"{page}#endpoints", "endpoint"
    for name, meaning in unit.page.variables if unit.page is not None else ():
        yield name, f"{unit.name} {meaning}", f"{page}#variables", "variable"
