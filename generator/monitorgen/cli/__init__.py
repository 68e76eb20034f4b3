"""The command line: one module a command, no logic. Commands are imported when they run, so that help comes at once."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with a documented exit code.

    0 fine, 1 findings, 2 usage or environment, 3 a fault of monitorgen itself.
    """
    # No package that happens to be installed beside us has a say in what a spec means; nor is one looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from monitorgen.cli.group import monitorgen
    from monitorgen.cli.ways_out import guarded

    sys.exit(guarded(monitorgen, sys.argv[1:]))
