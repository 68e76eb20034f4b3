"""`monitorgen api`: what changed in an API, and copies of documents on the web."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from monitorgen.cli.console import Console
from monitorgen.cli.options import reading
from monitorgen.cli.ways_out import FINDINGS, FINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.openapi.changes import Change
    from monitorgen.pipeline import Selection


@click.group(
    "api",
    short_help="Compare two versions of an API; copy documents on the web into the specs.",
    epilog="""\b
Examples:
  monitorgen api diff main:out/shop/production out/shop/production
  monitorgen api vendor https://example.org/openapi.yaml --system shop""",
)
def command() -> None:
    """What services say of their APIs."""


@command.command(
    "diff",
    short_help="Tell what changed in an API, and what of it breaks who calls it.",
    epilog="""\b
Each side is an OpenAPI document, a folder of the output (an environment, a
system, all of them), or REF:PATH for what git has at a commit; `REF:` alone is
the path of the other side there.

\b
Examples:
  monitorgen api diff old.yaml new.yaml
  monitorgen api diff main: out/shop/production
  monitorgen api diff main: out --format markdown

\b
Exit codes: 0 nothing breaks, 1 something does, 2 usage or environment.""",
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(("human", "json", "markdown")),
    default="human",
    show_default=True,
    help="For people, for programs, or for what a pull request shows.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say only what breaks.")
def diff(*, old: str, new: str, form: str, quiet: bool) -> int:
    """Compare two versions of an API: operations, parameters, bodies, answers, schemas, security and servers.

    A change breaks if something that was sent is not taken any more, or something comes back that nobody expects.
    """
    from monitorgen.cli.api_documents import documents, empty
    from monitorgen.cli.findings import looked_up, show
    from monitorgen.diagnostics import Refused
    from monitorgen.openapi.compare import changes

    console = Console("json" if form == "json" else "human", quiet=quiet)
    theirs = documents(new, old)
    mine = documents(old, new)
    found: dict[str, list[Change]] = {}
    for name in sorted(mine.keys() | theirs.keys()):
        one, two = mine.get(name), theirs.get(name)
        known = one or two
        assert known is not None
        one, two = one or empty(known), two or empty(known)
        try:
            found[name] = changes(one.document, two.document)
        except Refused as refused:
            return show(
                looked_up((), (refused.diagnostic,), root=two.folder, name=two.folder), console, {"changes": []}
            )
    if quiet:
        found = {name: [each for each in some if each.breaking] for name, some in found.items()}
    _answer(found, form, console)
    return FINDINGS if any(each.breaking for some in found.values() for each in some) else FINE


def _answer(found: Mapping[str, Sequence[Change]], form: str, console: Console) -> None:
    if form == "json":
        console.document(
            {
                "breaking": sum(each.breaking for some in found.values() for each in some),
                "changes": [_fields(name, each) for name, some in found.items() for each in some],
            }
        )
    elif form == "markdown":
        console.answer("\n".join(line for name, some in found.items() for line in _markdown(name, some)))
    elif text := "\n".join(line for name, some in found.items() for line in _lines(name, some)):
        console.answer(text)


def _fields(name: str, change: Change) -> dict[str, object]:
    where = {"environment": name} if name else {}
    return where | {
        "method": change.method,
        "path": change.path,
        "where": change.trail,
        "change": change.message,
        "breaking": change.breaking,
    }


def _lines(name: str, found: Sequence[Change]) -> list[str]:
    """The changes of a document for people, by operation."""
    lines = [f"{name}: {_counted(found)}" if name else _counted(found)]
    for (path, method), some in groupby(found, lambda each: (each.path, each.method)):
        lines += ["", f"{method} {path}"]
        lines += (f"  {'breaking' if each.breaking else '':<8}  {_said(each)}" for each in some)
    return [*lines, ""] if name and found else lines


def _markdown(name: str, found: Sequence[Change]) -> list[str]:
    """The same as a comment of a pull request."""
    lines = [f"### {name}", ""] if name else []
    lines += [f"{_counted(found).capitalize()}.", ""]
    if found:
        lines += ["| | Operation | Change |", "| --- | --- | --- |"]
        for each in found:
            weight = "**breaking**" if each.breaking else ""
            lines.append(f"| {weight} | {_code(f'{each.method} {each.path}')} | {_cell(_said(each))} |")
        lines.append("")
    return lines


def _counted(found: Sequence[Change]) -> str:
    from monitorgen.cli.findings import counted

    breaking = sum(each.breaking for each in found)
    if not found:
        return "no change"
    return f"{counted(len(found), 'change')}, {breaking or 'none'} of them breaking"


def _said(change: Change) -> str:
    return f"{change.trail}: {change.message}" if change.trail else change.message


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"


def _cell(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text.replace("\n", " "))


@command.command(
    "vendor",
    short_help="Copy documents on the web into the specs folder.",
    epilog="""\b
Examples:
  monitorgen api vendor https://example.org/openapi.yaml --system shop
  monitorgen api vendor --all              all that documents refer to, anew

A build never fetches anything: what a `$ref` to a URL means is read from
the copy in the system's folder vendored/, by host and path.""",
)
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--all", "everything", is_flag=True, help="Everything on the web that a document of the specs refers to.")
@reading
def vendor(*, urls: tuple[str, ...], everything: bool, selection: Selection) -> int:
    """Fetch documents, and what they refer to, into the folder vendored/ of a system."""
    from monitorgen.cli.api_vendor import vendored

    if bool(urls) == everything:
        raise click.UsageError("name the URLs to fetch, or use --all")
    return vendored(urls, selection, Console())
