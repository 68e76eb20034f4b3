"""How commands end: exit codes, and what is shown when something is wrong that is not the spec's."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

FINE: Literal[0] = 0
FINDINGS: Literal[1] = 1
USAGE: Literal[2] = 2
FAULT: Literal[3] = 3
INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended."""
UNHEARD = 141
"""What a shell says of a program whose reader left, as in `monitorgen list alerts | head`."""

_COMPLETION = "_MONITORGEN_COMPLETE"


def guarded(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command; the exit code. Nothing but a fault of monitorgen itself shows a traceback.

    click's own `main` is not used: it says 1 where the reader of a pipe has left, and 1 means findings.
    """
    _print_anything()
    try:
        code = _run(command, arguments)
        _flush()
    except BrokenPipeError:
        _give_up_output()
        return UNHEARD
    except OSError as error:
        # The machine's, not ours: a full disk, a folder without rights, an installation that lost files.
        _give_up_output()
        reason = f"{error.strerror}: {error.filename}" if error.filename else error.strerror or str(error)
        _say(f"Error: {reason}")
        return USAGE
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the last line of defence: a fault of ours gets its own exit code
        return _fault()
    return code


def _run(command: click.Command, arguments: Sequence[str]) -> int:
    import click

    if instruction := os.environ.get(_COMPLETION):
        from click.shell_completion import shell_complete

        return shell_complete(command, {}, "monitorgen", _COMPLETION, instruction)
    try:
        with command.make_context("monitorgen", list(arguments)) as context:
            code = command.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    return code if isinstance(code, int) else FINE


def _print_anything() -> None:
    """Let every text be printed on terminals that know few characters; what they lack is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _say(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def _flush() -> None:
    """Write out what is still held: a failure is ours to tell, not the interpreter's at its end."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _give_up_output() -> None:
    """If standard output takes no more, keep the interpreter from trying once more, and complaining, at its end."""
    try:
        _flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault() -> int:
    import traceback

    _say(traceback.format_exc())
    _say("This is a fault of monitorgen, not of your spec. Please report it with the lines above.")
    return FAULT
