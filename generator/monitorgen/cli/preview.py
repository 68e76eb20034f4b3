"""`monitorgen preview`: dashboards as pictures, with made data or those of a Prometheus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from monitorgen.cli.options import Lacking, reading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from monitorgen.pipeline import Report, Selection
    from monitorgen.preview.feed import Feed
    from monitorgen.preview.names import Names
    from monitorgen.preview.theme import Theme
    from monitorgen.targets.grafana.compiled import Made


class _Scope(Struct, frozen=True):
    """The dashboards of a system in one environment; `scrape` are the seconds between scrapes."""

    folder: str
    made: tuple[Made, ...]
    names: Names
    scrape: float


@click.command(
    "preview",
    short_help="Draw dashboards as pictures, without a Grafana.",
    epilog="""\b
Examples:
  monitorgen preview
  monitorgen preview overview --system shop --env production
  monitorgen preview --format svg --theme light --out pictures
  monitorgen preview --prometheus http://localhost:9090

Without --prometheus the data are made: the same every time, well within the thresholds. Nothing below the folder is
removed.""",
)
@click.argument("dashboards", nargs=-1, metavar="[DASHBOARD]...")
@reading
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("preview"), show_default=True, metavar="DIR",
    help="Where the pictures go.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(("html", "svg")), default="html", show_default=True,
    help="Pages for a browser, or pictures.",
)  # fmt: skip
@click.option("--theme", type=click.Choice(("dark", "light")), default=None, help="Without it the viewer's own.")
@click.option("--prometheus", metavar="URL", help="Show the data of this Prometheus.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
def command(
    *, dashboards: Sequence[str], selection: Selection, out: Path, form: str, theme: Theme | None,
    prometheus: str | None, quiet: bool,
) -> int:  # fmt: skip
    """Draw dashboards as Grafana would show them: all, or those of a name."""
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.console import Console
    from monitorgen.cli.findings import looked_up, show
    from monitorgen.cli.live import checked_url
    from monitorgen.cli.progress import watched

    console = Console("human", "auto", quiet, verbose=False)
    url = checked_url(prometheus) if prometheus is not None else None
    reports: list[Report] = []
    with watched(selection, console, "linking") as seen:
        scopes = list(_scopes(seen, reports))
    check_environments(selection, reports)
    code = show(looked_up(reports), console)
    if not code:
        _check_names(scopes, dashboards)
    failed: list[str] = []
    for scope in scopes:
        chosen = _chosen(scope, dashboards)
        if chosen.made:
            shown = _written(chosen, out, form, theme, url, failed)
            console.tell(f"{shown}: {len(chosen.made)} dashboard{'s' if len(chosen.made) > 1 else ''}")
    for each in dict.fromkeys(failed):
        console.insist(f"Prometheus can't answer {each}")
    return code


def _scopes(selection: Selection, reports: list[Report]) -> Iterator[_Scope]:
    from monitorgen import pipeline
    from monitorgen.compile import boards, check_links, note_links
    from monitorgen.preview.names import names_of

    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            linked, fragments = passage.linked, []
            made: list[Made] = []
            for _, fragment in passage.units():
                fragments.append(fragment)
                note_links(passage, fragment)
                made += boards(passage, fragment)
            check_links(passage)
            ordered = sorted(made, key=_order)
            scrape = float(linked.ground.scrape_interval.seconds)
            yield _Scope(f"{linked.spec.name}/{linked.scope.folder}", tuple(ordered), names_of(fragments), scrape)


def _order(made: Made) -> tuple[bool, bool, str]:
    """The overview first, then what else is of the system, then folder by folder."""
    from monitorgen.link.dashboards.frame import OVERVIEW, SYSTEM_FOLDER

    return made.dashboard.folder != SYSTEM_FOLDER, made.dashboard.name != OVERVIEW, made.path


def _check_names(scopes: Sequence[_Scope], wanted: Collection[str]) -> None:
    """Raises `Lacking` for a name that no dashboard has."""
    made = [each for scope in scopes for each in scope.made]
    if not made:
        raise Lacking("there are no dashboards: nothing is scraped, or Grafana is none of the system's")
    known = {name for each in made for name in _called(each)}
    for name in wanted:
        if name not in known:
            from difflib import get_close_matches

            names = sorted({each.dashboard.name for each in made})
            near = get_close_matches(name, names, 3) or get_close_matches(name, sorted(known), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(names)}"
            raise Lacking(f"there is no dashboard {name!r}; {hint}")


def _called(made: Made) -> set[str]:
    """What a dashboard may be called on the command line."""
    return {made.dashboard.name, made.dashboard.uid, made.dashboard.title}


def _chosen(scope: _Scope, wanted: Collection[str]) -> _Scope:
    if not wanted:
        return scope
    return replace(scope, made=tuple(each for each in scope.made if _called(each) & set(wanted)))


def _written(scope: _Scope, out: Path, form: str, theme: Theme | None, url: str | None, failed: list[str]) -> Path:
    """Write the pictures of a scope; the file to open first."""
    from monitorgen.preview.board import picture
    from monitorgen.preview.page import dashboard_page, index_page
    from monitorgen.targets.grafana.folders import folder_slug

    top = out / scope.folder
    note = f"Data of {url}" if url is not None else "Made data: the same every time"
    cards = []
    for made in scope.made:
        data, folder = dict(made.json), made.dashboard.folder
        feed = _feed(scope, made, url, failed)
        name = f"{folder_slug(folder)}/{made.dashboard.name}.{form}"
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        drawn = picture(data, folder, feed, theme, alone=form == "svg")
        title = str(data.get("title", made.dashboard.title))
        cards.append((folder, title, made.dashboard.description, name, drawn))
        page = dashboard_page(f"{folder} / {title}", drawn, note, theme) if form == "html" else drawn
        (top / name).write_text(page, encoding="utf-8")
    if form == "svg":
        return top
    (top / "index.html").write_text(index_page(f"Dashboards of {scope.folder}", cards, note, theme), encoding="utf-8")
    return top / "index.html"


def _feed(scope: _Scope, made: Made, url: str | None, failed: list[str]) -> Feed:
    from monitorgen.preview.board import span_of
    from monitorgen.preview.sample import Sample

    data = dict(made.json)
    if url is None:
        return Sample(made.dashboard.uid, scope.names.of(data), scope.names.targets, scope.names.alerts)
    from monitorgen.cli.live import Live, chosen

    return Live(url, span_of(data), chosen(data), scope.scrape, failed=failed)
