"""`monitorgen init`: a small system that builds, to start from."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from monitorgen.cli import pull_requests
from monitorgen.cli.console import Console
from monitorgen.cli.options import Lacking
from monitorgen.cli.ways_out import FINE

FILES = {
    "system.yaml.j2": ("specs/{system}/system.yaml", "where it runs, who is told"),
    "services.yaml.j2": ("specs/{system}/services.yaml", "a service, a database, their alerts"),
}
"""Template: the file that it becomes, and what is in it."""

FOR_GIT = {
    "gitattributes.j2": (".gitattributes", "tells git that out/ is generated"),
    "gitignore.j2": (".gitignore", "keeps secrets and what a killed build leaves out of git"),
}
"""The same, for files that a repository may have already: those are left as they are."""


@click.command(
    "init",
    short_help="Start a project with a small system that builds.",
    epilog="""\b
Examples:
  monitorgen init shop
  monitorgen init --name shop .
  monitorgen init --ci github --ci pre-commit""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", metavar="NAME", help="Name of the system; the folder's by default.")
@click.option(
    "--ci",
    multiple=True,
    type=click.Choice(tuple(pull_requests.FILES)),
    help="Let this check every change, too; may be repeated.",
)
def command(*, folder: Path, name: str | None, ci: tuple[str, ...]) -> int:
    """Write a small, commented system into DIR (this folder by default). Nothing is overwritten."""
    system = _name(folder, name)
    taken = folder / "specs" / system
    if taken.exists():
        raise Lacking(f"{taken} is there already, and nothing is overwritten: choose another DIR or --name")
    pull_requests.check(folder, ci)
    made = [
        _write(folder / path.format(system=system), template, system=system) for template, (path, _) in FILES.items()
    ]
    made += [
        _write(folder / path, template, system=system)
        for template, (path, _) in FOR_GIT.items()
        if not (folder / path).exists()
    ]
    for template, path, _ in (pull_requests.FILES[kind] for kind in dict.fromkeys(ci)):
        made.append(_write(pull_requests.top_of(folder) / path, template, **pull_requests.values(folder)))
    Console().answer(_told(folder, system, made))
    return FINE


def _name(folder: Path, name: str | None) -> str:
    """The system's name: what was asked for, else the folder's as far as it makes a name."""
    from monitorgen.spec.scalars import NAME
    from monitorgen.units import UnitError

    if name is None:
        made = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
        return made[:40].rstrip("-") or "shop"
    try:
        NAME.read(name)
    except UnitError as error:
        raise click.UsageError(f"{error}: {error.hint}") from None
    return name


def _write(path: Path, template: str, **values: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(_text(template, **values))
    return path


def _text(template: str, **values: str) -> str:
    from jinja2 import Environment, StrictUndefined

    from monitorgen import resources

    source = (resources.templates() / "init" / template).read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - spec files, not HTML
    )
    return environment.from_string(source).render(values)


def _told(folder: Path, system: str, made: list[Path]) -> str:
    about = {path.format(system=system): what for path, what in (*FILES.values(), *FOR_GIT.values())}
    # Those at the repository's top may be above the folder.
    top = Path(os.path.relpath(pull_requests.top_of(folder).resolve(), folder.resolve()))
    about |= {(top / path).as_posix(): what for _, path, what in pull_requests.FILES.values()}
    names = [Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix() for path in made]
    longest = max(map(len, names))
    lines = [f"A small system, {system}:", ""]
    lines += [f"  {name:<{longest}}  {about[name]}" for name in names]
    for template, (path, _) in FOR_GIT.items():
        if path not in names:
            said = (line for line in _text(template, system=system).splitlines() if line and not line.startswith("#"))
            lines += ["", f"Add this to {path}:", "", *(f"  {line}" for line in said)]
    lines += ["", "Now:", ""]
    if folder != Path():
        lines.append(f"  cd {folder}")
    lines += [
        "  monitorgen build            compile it into out/",
        "  monitorgen check            let promtool and amtool judge it",
    ]
    lines.append("  monitorgen show checkout    see what a service became, and why")
    return "\n".join(lines)
