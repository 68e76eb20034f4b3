"""`monitorgen explain`: what a diagnostic code means, why it is one and what to do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from monitorgen.cli.options import Lacking, speaking
from monitorgen.cli.ways_out import FINE

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.codes import Code


@click.command(
    "explain",
    short_help="Explain a diagnostic code.",
    epilog="""\b
Examples:
  monitorgen explain MG214
  monitorgen explain mg214 mg220
  monitorgen explain --all""",
)
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--all", "everything", is_flag=True, help="List all codes with their titles.")
@speaking("human", "json")
def command(*, codes: tuple[str, ...], everything: bool, console: Console) -> int:
    """Tell what a diagnostic code means, why it matters and what to do about it."""
    from monitorgen.codes import all_codes, get

    if everything:
        wanted = list(all_codes().values())
    elif codes:
        wanted = [get(_known(code)) for code in codes]
    else:
        raise click.UsageError("name a code, such as MG214, or use --all")
    if console.form == "json":
        console.document({"codes": [_fields(code) for code in wanted]})
    elif everything:
        console.answer("\n".join(f"{code.id}  {code.title}" for code in wanted))
    else:
        console.answer("\n".join(_page(code) for code in wanted))
    return FINE


def _known(code: str) -> str:
    from monitorgen.codes import all_codes

    name = code.strip().upper()
    name = f"MG{name}" if name.isdecimal() else name
    if name in all_codes():
        return name
    near = get_close_matches(name, all_codes(), 1)
    raise Lacking(f"there is no code {code!r}; " + (f"did you mean {near[0]}?" if near else "--all lists them"))


def _fields(code: Code) -> dict[str, str]:
    return {"code": code.id, "title": code.title, "why": code.why, "fix": code.fix, "bad": code.bad, "good": code.good}


def _page(code: Code) -> str:
    """The page for a terminal: paragraphs wrapped, examples as they are written."""
    parts = [f"{code.id}: {code.title}", _wrapped(code.why)]
    if code.bad:
        parts.append("Wrong:\n\n" + _indented(code.bad))
    if code.good:
        parts.append("Right:\n\n" + _indented(code.good))
    parts.append("What to do:\n\n" + _wrapped(code.fix, "  "))
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    from textwrap import fill

    paragraphs = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return "\n\n".join(
        fill(each, 88, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)
        for each in paragraphs
    )


def _indented(example: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.rstrip().splitlines())
