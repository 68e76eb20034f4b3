"""The options of the cache of builds, and what a build tells as it is kept there."""

from __future__ import annotations

import json
from collections import Counter
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.cache.builds import BuildCache
    from monitorgen.cli.options import Command
    from monitorgen.emit.outcome import Scope
    from monitorgen.render import Shown
    from monitorgen.render.kept import ShownKept
    from monitorgen.selection import Selection


class Told(TypedDict):
    """What a build told that had nothing to write: its findings, alerts by how they are proven, and so many files."""

    shown: list[ShownKept]
    alerts: dict[str, int]
    files: int


class Known(Struct, frozen=True):
    """What the last such build told."""

    shown: list[Shown]
    alerts: Counter[str]
    files: int


def remembering(command: Command) -> Command:
    """Adds the options of the cache; the command takes a `cache`, the folder of it, None if nothing is remembered."""

    @wraps(command)
    def with_cache(*, cache: Path | None, remember: bool, **values: object) -> int:
        return command(cache=(cache or _of_the_user()) if remember else None, **values)

    where = click.option(
        "--cache",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Where it is remembered what was built, in place of ~/.cache/monitorgen/builds: "
        "with nothing to do a build is over at once.",
    )
    switch = click.option(
        "--no-cache",
        "remember",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Remember nothing, and compile what was built before.",
    )
    return where(switch(with_cache))


def _of_the_user() -> Path | None:
    from monitorgen.tools import user_cache

    folder = user_cache.folder()
    return folder / "builds" if folder is not None else None


def opened(folder: Path, selection: Selection, out: Path, scope: Scope, targets: Sequence[str]) -> BuildCache:
    """What is remembered of such a build."""
    from monitorgen.cache.builds import BuildCache

    return BuildCache(folder, selection, out, scope.covers, targets)


def told(shown: Sequence[Shown], tally: Counter[str], files: int) -> str:
    """What a build of so many files told, to be kept."""
    from monitorgen.render.kept import kept

    document: Told = {"shown": kept(shown), "alerts": dict(tally), "files": files}
    return json.dumps(document)


def recalled(cache: BuildCache) -> Known | None:
    """What the last such build told, if this one would tell the same and write nothing."""
    text = cache.recall()
    if text is None:
        return None
    known: Told = json.loads(text)
    shown = known["shown"]
    if shown:
        from monitorgen.render.kept import told_again

        return Known(told_again(shown), Counter(known["alerts"]), known["files"])
    return Known([], Counter(known["alerts"]), known["files"])
