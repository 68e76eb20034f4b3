"""The command line: one module a command, no logic. Commands are imported when they run, so that help comes at once."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn

_RARELY = (500_000, 20, 50)
"""When the collector looks for what only circles hold. Nothing of a system that is let go is in one (what belongs to a
`Linked` knows it weakly), so that counting references frees it, and all time goes into finding nothing: 90 ms of a
build of 1,000 services even at 50,000.
"""


def collect_rarely() -> None:
    """Let the collector of garbage rest for most of this process, and at its end: all is let go then, circle or not."""
    gc.set_threshold(*_RARELY)
    atexit.register(gc.freeze)


def main() -> NoReturn:
    """Run the command line and leave with a documented exit code.

    0 fine, 1 findings, 2 usage or environment, 3 a fault of monitorgen itself.
    """
    collect_rarely()
    # No package that happens to be installed beside us has a say in what a spec means; nor is one looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from monitorgen.cli.group import monitorgen
    from monitorgen.cli.ways_out import guarded

    sys.exit(guarded(monitorgen, sys.argv[1:]))
