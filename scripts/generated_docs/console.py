"""Console sessions in pages: each command is run again, and what it prints takes the place of what stands there.

    ```console
    $ monitorgen build
    out: 37 added, 0 changed, 0 removed, 0 unchanged
    ```

All sessions of a page are one, in an empty folder, so that a later block goes on where an earlier one ended. A line
`...` stands for any number of lines: it is kept where the lines around it are still printed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_MARK = "\x1e"
_ANY = "..."


@cache
def refreshed(page: str) -> str:
    """A page with the outputs of its sessions as they are now."""
    sessions = [_commands(match[0]) for match in _BLOCK.finditer(page)]
    outputs = iter(_run([command for session in sessions for command, _ in session]))
    blocks = iter(
        "".join(f"$ {command}\n{_shortened(next(outputs), shown)}" for command, shown in session)
        for session in sessions
    )
    return _BLOCK.sub(lambda _: next(blocks), page)


def _commands(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output that stands under it."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _run(commands: list[str]) -> list[str]:
    """What each command prints, on both of its streams, in one shell and an empty folder."""
    script = "\n".join(f"printf '{_MARK}'\n{command}" for command in commands)
    with TemporaryDirectory(prefix="monitorgen-") as folder:
        programs, home = Path(folder, "bin"), Path(folder, "home")
        programs.mkdir()
        home.mkdir()
        program = programs / "monitorgen"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m monitorgen "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        done = subprocess.run(
            ["/bin/bash"],
            input=script,
            cwd=home,
            env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
    return done.stdout.split(_MARK)[1:]


def _shortened(printed: str, shown: str) -> str:
    """The output, with `...` for the lines that the page leaves out."""
    pieces = re.split(rf"^{re.escape(_ANY)}\n", shown, flags=re.MULTILINE)
    if len(pieces) == 1:
        return printed
    pattern = r"(?:.*\n)*".join(f"({re.escape(piece)})" for piece in pieces)
    return shown if re.fullmatch(pattern, printed) else printed
