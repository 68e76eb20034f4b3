"""What a command says, and where: its answer on standard output, everything else on standard error.

So `monitorgen list units > units.txt` holds units only. In the formats for machines the diagnostics are part of the
answer; for people they are not.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal, TextIO

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.render import Format

Colour = Literal["auto", "always", "never"]


class Console(Struct, frozen=True):
    """How a command speaks: in which format, in colour or not, how much; `reports` are files for what was found."""

    form: Format = "human"
    colour: Colour = "auto"
    quiet: bool = False
    verbose: bool = False
    reports: tuple[tuple[Format, Path], ...] = ()

    def answer(self, text: str) -> None:
        """What the command was asked for."""
        _write(sys.stdout, text)

    def document(self, content: Mapping[str, object]) -> None:
        """The answer as JSON. It is plain ASCII: the same bytes in every locale, and nothing acts on a terminal."""
        import json

        _write(sys.stdout, json.dumps(content, indent=2))

    def tell(self, text: str) -> None:
        """Something beside the answer; not with `--quiet`, nor for programs."""
        if not self.quiet and self.form == "human":
            self.insist(text)

    def insist(self, text: str) -> None:
        """Something that is said in any case."""
        _write(sys.stderr, text)

    @property
    def coloured(self) -> bool:
        """Whether what is said beside the answer may have colours."""
        if self.colour != "auto":
            return self.colour == "always"
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return is_terminal(sys.stderr)


def _write(stream: TextIO | None, text: str) -> None:
    """A text and an end of line. click's own `echo` would send UTF-8 to a terminal that says it knows only ASCII."""
    if stream is not None:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()


def is_terminal(stream: object) -> bool:
    """Whether people look at what is written there."""
    isatty = getattr(stream, "isatty", None)
    return isatty is not None and bool(isatty())
