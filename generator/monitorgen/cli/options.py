"""The options that commands share, each with one meaning everywhere, and the values that they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitorgen.cli.console import Console

if TYPE_CHECKING:
    from monitorgen.cli.console import Colour
    from monitorgen.render import Format

FORMATS: tuple[Format, ...] = ("human", "json", "github", "gitlab", "sarif", "junit")
"""The formats of commands that find something; `render` writes them."""
REPORTS: tuple[Format, ...] = ("json", "gitlab", "sarif", "junit")
"""Those that are for a file."""

Command = Callable[..., int]
"""A command's function: click gives it its values by name, it gives back its exit code."""


class Lacking(click.ClickException):
    """Something that the command needs is not there; exit code 2."""

    exit_code = 2


def _reports(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[Format, Path], ...]:
    """`sarif=findings.sarif`: a format, and the file that gets what was found in it."""
    made = []
    for value in values:
        form, equals, file = value.partition("=")
        known = next((each for each in REPORTS if each == form), None)
        if known is None or not equals or not file:
            message = f"{value!r} is not FORMAT=FILE with {_joined(REPORTS)} as format"
            raise click.BadParameter(message, ctx, param)
        made.append((known, Path(file)))
    return tuple(made)


def speaking(*forms: Format) -> Callable[[Command], Command]:
    """Adds the options of how a command speaks; the command takes a `console`. With all formats it writes reports."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_console(
            *,
            form: Format,
            color: Colour,
            quiet: bool,
            verbose: bool,
            reports: tuple[tuple[Format, Path], ...] = (),
            **values: object,
        ) -> int:
            return command(console=Console(form, color, quiet, verbose, reports), **values)

        report = click.option(
            "--report",
            "reports",
            callback=_reports,
            multiple=True,
            metavar="FORMAT=FILE",
            help=f"Write what was found to a file, too, as {_joined(REPORTS)}; may be repeated.",
        )
        return _all(
            with_console,
            click.option(
                "--format",
                "form",
                type=click.Choice(forms),
                default="human",
                show_default=True,
                help="For people, for programs, or for what a pull request shows."
                if forms == FORMATS
                else "For people or for programs.",
            ),
            *([report] if forms == FORMATS else []),
            click.option(
                "--color",
                type=click.Choice(("auto", "always", "never")),
                default="auto",
                show_default=True,
                help="Colours; `auto` uses them on a terminal unless NO_COLOR is set.",
            ),
            click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
            click.option("-v", "--verbose", is_flag=True, help="Say more."),
        )

    return decorate


def reading(command: Command) -> Command:
    """Adds the options of what is read; the command takes a `selection`."""

    @wraps(command)
    def with_selection(
        *,
        specs: Path,
        systems: tuple[str, ...],
        environments: tuple[str, ...],
        python: bool,
        python_timeout: float,
        **values: object,
    ) -> int:
        from monitorgen.cli.choice import chosen

        selection = chosen(specs, systems, environments, python=python, python_timeout=python_timeout)
        return command(selection=selection, **values)

    return _all(
        with_selection,
        click.option(
            "--specs",
            type=click.Path(path_type=Path),
            default=Path("specs"),
            show_default=True,
            metavar="DIR",
            help="The folder of specs.",
        ),
        click.option("--system", "systems", multiple=True, metavar="NAME", help="Only this system; may be repeated."),
        click.option(
            "--env",
            "environments",
            multiple=True,
            metavar="NAME",
            help="Only this environment, or one region of it (`production/eu`); may be repeated.",
        ),
        click.option(
            "--no-python", "python", is_flag=True, flag_value=False, default=True, help="Refuse specs in Python."
        ),
        click.option(
            "--python-timeout",
            type=click.FloatRange(min=0.1, max=3600),
            default=10,
            show_default=True,
            metavar="SECONDS",
            help="How long a spec in Python may take.",
        ),
    )


def writing(command: Command) -> Command:
    """Adds the option of where the output is; the command takes `out`."""
    option = click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("out"),
        show_default=True,
        metavar="DIR",
        help="The output folder.",
    )
    return option(command)


def _joined(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _all(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
