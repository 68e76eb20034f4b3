"""The line of `list` in the help names kinds that there are."""

from __future__ import annotations

import re

from monitorgen.cli.group import COMMANDS
from monitorgen.cli.list_ import KINDS, command


def test_the_line_of_list_names_kinds_that_there_are() -> None:
    _, line = COMMANDS["list"]
    named = re.findall(r"[a-z]+", line.removeprefix("List ").removesuffix(" and more."))
    assert set(named) <= KINDS.keys()
    assert len(named) >= 5
    assert command.short_help == line
