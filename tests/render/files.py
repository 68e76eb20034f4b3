"""Sources of made-up files, for showing diagnostics without a file system."""

from __future__ import annotations

from monitorgen.diagnostics import Diagnostic, Origin, Part, Place, Related, Where


class Files:
    """Files by name; an origin's place is told by `places`."""

    def __init__(self, texts: dict[str, str], places: dict[tuple[Origin, Part], Place] | None = None) -> None:
        self._texts = texts
        self._places = places or {}

    def name(self, file: str) -> str:
        return f"specs/{file}"

    def place(self, where: Where, part: Part) -> Place | None:
        return where if isinstance(where, Place) else self._places.get((where, part))

    def line(self, file: str, number: int) -> str | None:
        lines = self._texts.get(file, "").split("\n")
        return lines[number - 1] if file in self._texts and number <= len(lines) else None


FULL = Diagnostic(
    "MG112",
    "`port` is written twice",
    Place("a.yaml", 7, 5, 9),
    label="again",
    hint="keep one",
    related=(Related(Place("a.yaml", 6, 5, 9), "first"), Related(Origin("b.yaml"), "there")),
    environments=("staging",),
)
"""A diagnostic that has everything."""
