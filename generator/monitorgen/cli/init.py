"""`monitorgen init`: a small system that builds, to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from monitorgen.cli.console import Console
from monitorgen.cli.options import Lacking
from monitorgen.cli.ways_out import FINE

FILES = {
    "system.yaml.j2": ("specs/{system}/system.yaml", "where it runs, who is told"),
    "services.yaml.j2": ("specs/{system}/services.yaml", "a service, a database, their alerts"),
}
"""Template: the file that it becomes, and what is in it."""

ATTRIBUTES = "gitattributes.j2"


@click.command(
    "init",
    short_help="Start a project with a small system that builds.",
    epilog="""\b
Examples:
  monitorgen init shop
  monitorgen init --name shop .""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", metavar="NAME", help="Name of the system; the folder's by default.")
def command(*, folder: Path, name: str | None) -> int:
    """Write a small, commented system into DIR (this folder by default). Nothing is overwritten."""
    system = _name(folder, name)
    taken = folder / "specs" / system
    if taken.exists():
        raise Lacking(f"{taken} is there already, and nothing is overwritten: choose another DIR or --name")
    made = [_write(folder / path.format(system=system), template, system) for template, (path, _) in FILES.items()]
    attributes = folder / ".gitattributes"
    if not attributes.exists():
        made.append(_write(attributes, ATTRIBUTES, system))
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


def _write(path: Path, template: str, system: str) -> Path:
    from jinja2 import Environment, StrictUndefined

    from monitorgen import resources

    source = (resources.templates() / "init" / template).read_text(encoding="utf-8")
    # What is made here are spec files, no HTML.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    text = environment.from_string(source).render(system=system)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    return path


def _told(folder: Path, system: str, made: list[Path]) -> str:
    about = {path.format(system=system): what for path, what in FILES.values()}
    names = [path.relative_to(folder).as_posix() for path in made]
    longest = max(map(len, names))
    lines = [f"A small system, {system}:", ""]
    lines += [f"  {name:<{longest}}  {about.get(name, 'tells git that out/ is generated')}" for name in names]
    if ".gitattributes" not in names:
        lines += ["", "Add this to .gitattributes:  out/** linguist-generated=true text eol=lf"]
    lines += ["", "Now:", ""]
    if folder != Path():
        lines.append(f"  cd {folder}")
    lines += [
        "  monitorgen build            compile it into out/",
        "  monitorgen check            let promtool and amtool judge it",
    ]
    lines.append("  monitorgen show checkout    see what a service became, and why")
    return "\n".join(lines)
