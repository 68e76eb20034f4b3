"""`monitorgen serve`: the portal in a browser while its specs are written."""

from __future__ import annotations

import signal
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitorgen.cli.options import Lacking, reading
from monitorgen.cli.ways_out import FINE

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.pipeline import Selection
    from monitorgen.render import Shown
    from monitorgen.serving.server import Builds, Server

LOOPBACK = "127.0.0.1"


@click.command(
    "serve",
    short_help="Show the portal in a browser, and again after each change.",
    epilog="""\b
Examples:
  monitorgen serve
  monitorgen serve --system shop --env production
  monitorgen serve --port 0                 a free port, which is told
  monitorgen serve --out ../pages           keep what was built

Pages load again when a file of the specs has changed. While the specs have errors, the pages show them and stay as
they were. Ctrl-C ends it. The output folder of `monitorgen build` is not touched.""",
)
@reading
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="PORT", help="0 takes a free one."
)
@click.option(
    "--host", default=LOOPBACK, show_default=True, metavar="ADDRESS",
    help="The address to listen on; any but loopback lets others read the pages.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
    help="Where to build; without it a folder that is gone at the end.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Say only where the pages are, and what is wrong.")
def command(*, selection: Selection, port: int, host: str, out: Path | None, quiet: bool) -> int:
    """Build the portal, show it on this machine, and build it again whenever a spec changes."""
    from monitorgen.cli.console import Console

    console = Console("human", "auto", quiet, verbose=False)
    if out is not None and out.resolve().is_relative_to(selection.specs.resolve()):
        raise Lacking(f"{out} is in the folder of the specs: the output needs a folder of its own")
    # Whoever ends it otherwise than by Ctrl-C wants the folder gone, too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            _check_built(out)
            return _served(selection, out, (host, port), console)
        with tempfile.TemporaryDirectory(prefix="monitorgen-") as folder:
            return _served(selection, Path(folder), (host, port), console)
    except KeyboardInterrupt:
        return FINE
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_built(out: Path) -> None:
    """Refuse a folder with other things in it than systems that were built: all of it but hidden files is shown."""
    from monitorgen.emit.names import RECORDS

    for each in sorted(out.iterdir()):
        if not each.name.startswith(".") and next(each.glob(f"*/{RECORDS}/*.json"), None) is None:
            raise Lacking(
                f"{each} is no system that was built, and all of {out} would be shown: take a folder of its own"
            )


def _served(selection: Selection, out: Path, place: tuple[str, int], console: Console) -> int:
    from monitorgen.cli.watching import watch
    from monitorgen.serving.server import Builds

    builds = Builds(out)
    server = _server(place, builds)
    if not server.alone:
        console.insist(f"Warning: everybody who can reach {place[0]} can read these pages; nobody is asked for a name")
    # A daemon: a browser that holds its connection may not hold us.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    console.answer(server.url)
    try:
        return watch(selection.specs, partial(_build, selection, builds, console), console, apart=out)
    finally:
        builds.close()
        server.shutdown()
        server.server_close()


def _server(place: tuple[str, int], builds: Builds) -> Server:
    from monitorgen.serving.server import Server

    try:
        return Server(*place, builds)
    except OSError as error:
        raise Lacking(f"can't listen on {place[0]} port {place[1]}: {error.strerror}; --port chooses another") from None


def _build(selection: Selection, builds: Builds, console: Console) -> int:
    from monitorgen import pipeline
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.findings import looked_up, show
    from monitorgen.cli.progress import watched
    from monitorgen.cli.writer import OutputTree
    from monitorgen.diagnostics import Refused
    from monitorgen.emit.outcome import Scope

    shown: list[Shown]
    changed = False
    try:
        with OutputTree(builds.root, Scope(selection.systems, selection.environments)) as tree:
            with watched(selection, console, "compiling") as seen:
                reports = pipeline.build(seen, tree)
            check_environments(selection, reports)
            shown = looked_up(reports)
            if not any(report.findings.failed for report in reports):
                result = tree.commit()
                shown = looked_up(reports, result.diagnostics, root=builds.root)
                changed = result.written and bool(result.added or result.changed or result.removed)
    except Refused as refused:
        shown = looked_up((), [refused.diagnostic], root=builds.root)
    code = show(shown, console)
    builds.done(_wrong(shown), changed=changed)
    return code


def _wrong(shown: list[Shown]) -> str:
    """The errors as a page shows them."""
    from monitorgen.render import write

    errors = [each for each in shown if each.level == "error"]
    return write(errors, "human", colour=False) if errors else ""
