"""Lines of text as Markdown. Whatever a text holds is shown; nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from monitorgen.markup import text as plain
from monitorgen.markup.text import visible
from monitorgen.targets.portal.blocks import Badge, Code, Muted, Out, Strong, To, ToFile
from monitorgen.targets.portal.links import leads

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Inline, Line
    from monitorgen.targets.portal.links import LinkBase

ENDING = ".md"
_NOT_IN_ADDRESS = re.compile(r'[\\()<>|`" {}]')
escaped, coded = lru_cache(4096)(plain.escaped), lru_cache(4096)(plain.coded)
_coded_in_cell = lru_cache(4096)(partial(plain.coded, in_table=True))
_Coded = Callable[[str], str]


def line(said: Line, base: LinkBase) -> str:
    """A line as it stands on a page."""
    return escaped(said) if isinstance(said, str) else plain.at_start(_joined(said, base, coded))


def cell(said: Line, base: LinkBase) -> str:
    """A line as it stands in a cell of a table, which is never empty."""
    return (inside(said) if isinstance(said, str) else _joined(said, base, _coded_in_cell)) or " "


@lru_cache(4096)
def inside(said: str) -> str:
    """A text where no line begins."""
    return plain.special(" ".join(visible(said).split()))


@lru_cache(4096)
def address(url: str) -> str:
    """An address between parentheses."""
    return _NOT_IN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", visible(url))


def _joined(said: tuple[Inline, ...], base: LinkBase, code: _Coded) -> str:
    """The parts of a line; `code` is how code is written there."""
    made = ""
    for each in said:
        made += _spaced(each) if isinstance(each, str) else WRITERS[type(each)](each, base, code)
    return made.strip()


@lru_cache(4096)
def _spaced(text: str) -> str:
    """A text; a space at an end keeps it from its neighbour."""
    if not text.strip():
        return " " * bool(text)
    return f"{' ' * text[0].isspace()}{inside(text)}{' ' * text[-1].isspace()}"


def _code(part: Code | Badge, _: LinkBase, code: _Coded) -> str:
    return code(part.text)


def _strong(part: Strong, _: LinkBase, __: _Coded) -> str:
    return f"**{escaped(part.text)}**" if part.text.strip() else ""


def _muted(part: Muted, _: LinkBase, __: _Coded) -> str:
    return _spaced(part.text)


def _to(part: To, base: LinkBase, _: _Coded) -> str:
    return f"[{escaped(part.text)}]({address(base.to(part.page))})"


def _to_file(part: ToFile, base: LinkBase, _: _Coded) -> str:
    return f"[{escaped(part.text)}]({address(base.to_file(part.path))})"


def _out(part: Out, _: LinkBase, code: _Coded) -> str:
    return (
        f"[{escaped(part.text)}]({address(part.url)})" if leads(part.url) else f"{escaped(part.text)} {code(part.url)}"
    )


WRITERS: Mapping[type, Callable[..., str]] = {
    Code: _code, Strong: _strong, Muted: _muted, Badge: _code, To: _to, ToFile: _to_file, Out: _out,
}  # fmt: skip
"""What writes each kind of a line's parts that is no plain text."""
