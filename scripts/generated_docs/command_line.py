"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from generated_docs.markdown import code, page, table
from monitorgen.cli import ways_out
from monitorgen.cli.group import COMMANDS, monitorgen

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
`monitorgen COMMAND --help` shows the same in the terminal. The answer of a command goes to standard output, everything
else to standard error, so that `monitorgen list alerts > alerts.txt` holds alerts only."""

_EXIT_CODES = f"""\
## Exit codes

| code | meaning |
| --- | --- |
| {ways_out.FINE} | fine; warnings do not change that |
| {ways_out.FINDINGS} | findings: errors in the specs, an output that is not up to date, a validator's fault |
| {ways_out.USAGE} | the command was called wrongly, or cannot work here (no specs, no rights, a full disk) |
| {ways_out.FAULT} | a fault of monitorgen itself; please report it with what was printed |
| {ways_out.INTERRUPTED} | ended by Ctrl-C; the output is as it was (`--watch`, while it waits: {ways_out.FINE}) |
| {ways_out.UNHEARD} | whoever read the output has left, as in `monitorgen list alerts \\| head` |"""

_COMPLETION = """\
## Completion

    eval "$(_MONITORGEN_COMPLETE=bash_source monitorgen)"      # in ~/.bashrc; zsh and fish likewise"""


def command_line_page() -> str:
    """The whole page."""
    return page("Command line", _INTRODUCTION, *_commands(), _EXIT_CODES, _COMPLETION)


def _commands() -> Iterator[str]:
    with click.Context(monitorgen, info_name="monitorgen") as context:
        for name in COMMANDS:
            command = monitorgen.get_command(context, name)
            assert command is not None
            yield "\n\n".join(_command(name, command))


def _command(name: str, command: click.Command) -> Iterator[str]:
    with click.Context(command, info_name=f"monitorgen {name}") as context:
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## monitorgen {name}"
        yield f"    monitorgen {name} {usage}".rstrip()
        yield _reflowed(command.help or "")
        options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
        rows = [
            (_written(each), each.help or "", _default(each, context)) for each in options if "--help" not in each.opts
        ]
        if rows:
            yield table(("option", "", "default"), rows)
        yield from _epilog(command.epilog or "")


def _written(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        metavar = f" {'|'.join(map(str, option.type.choices))}"
    else:
        metavar = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    return ", ".join(code(f"{name}{metavar}" if name.startswith("--") else name) for name in option.opts)


def _default(option: click.Option, context: click.Context) -> str:
    default = option.get_default(context)
    return code(str(default)) if option.show_default and default is not None else ""


def _epilog(text: str) -> Iterator[str]:
    """Paragraphs; those that begin with a backspace, which click leaves alone, become blocks as they are typed."""
    for paragraph in cleandoc(text).split("\n\n"):
        if not paragraph.startswith("\b"):
            yield _reflowed(paragraph)
            continue
        head, *rest = paragraph.removeprefix("\b\n").splitlines()
        yield head
        if rest:
            yield "\n".join(f"    {line.strip()}" for line in rest)


def _reflowed(text: str) -> str:
    return " ".join(text.split())
