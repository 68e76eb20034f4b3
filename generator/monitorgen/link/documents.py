"""Documents of owners in one scope, and the addresses at which the pages of alerts will be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.placeholders import fill
from monitorgen.plan.documents import Document, runbook_path, titled
from monitorgen.spec.scalars import URL
from monitorgen.units import UnitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.values import UnitId

ENDINGS = {"html": ".html", "md": ".md"}
"""How the names of pages end, by `docs.format`."""


class Documents(Struct, frozen=True):
    """`texts` are those of the files that the spec names, `base` is where the pages are served, None if nowhere."""

    texts: Mapping[str, str]
    base: str | None
    ending: str = ENDINGS["html"]

    def of(self, said: str, origin: Origin, values: Mapping[str, str | None]) -> Document:
        """What stands at `origin`: a link, whose placeholders are filled in, a file or Markdown. Raises `Refused`."""
        if said.startswith(("http://", "https://")) and "\n" not in said:
            return Document("", origin, url=_url(fill(said, values, origin), origin))
        file = said if said in self.texts else ""
        title, text = titled(self.texts[file] if file else said)
        return Document(title, origin, text, file=file)

    def address(self, unit: UnitId, alert: str) -> str | None:
        """Where the page of an alert is served."""
        return f"{self.base}/{runbook_path(unit, alert)}{self.ending}" if self.base is not None else None

    def runbook_url(self, document: Document | None, unit: UnitId, alert: str) -> str | None:
        """Where whoever is told of an alert is sent to: its own link, or its page."""
        return document.url if document is not None and document.url is not None else self.address(unit, alert)


def _url(text: str, origin: Origin) -> str:
    try:
        return str(URL.read(text))
    except UnitError as error:
        raise Refused(Diagnostic("MG271", str(error), origin, hint=error.hint)) from None
