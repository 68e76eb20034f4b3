"""What pages cost: a build with the portal beside one without, how large the first page is, and how soon it is read.

"no portal" is the same build with `docs: none`, the cheapest of several of each, taken in turns: of services as in all
other rows, with two objectives each, and of plain ones, which have all from their type: less a service can't be. How
soon is asked of a headless Chromium, from the file: the time from the beginning of the navigation to the document's end
(DOMContentLoaded), the best of several.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import synthetic
from benchmarks.figures import Figure, of_cost
from benchmarks.measure import in_turns
from monitorgen.tools.find import located
from tests.support.browser import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.browser import Browser

_TURNS = 5
_BUILDS = 3
_TEAMS = 25
_KILO = 1_000
_READ = (
    "(() => { const [it] = performance.getEntriesByType('navigation');"
    " return it.domContentLoadedEventEnd - it.startTime; })()"
)


def measured(folder: Path, services: int) -> Iterator[Figure]:
    """A build with pages and one without, then the pages in a browser."""
    for case, plain in (("build, with the portal", False), ("build of plain services, with the portal", True)):
        places = [folder / f"{'plain' if plain else 'whole'}-{each}" for each in ("with", "without")]
        for place in places:
            synthetic.write(place / "specs", services, plain=plain, dashboards=plain)
            (place / "specs/off.yaml").unlink(missing_ok=True)  # what services share is drawn on pages
            _connect(place / "specs", services, portal=place is places[0])
        with_it, without = in_turns(places, _BUILDS)
        yield of_cost(case, services, with_it, ("no portal", without.cpu), 1.5)
    docs = folder / "plain-with/out/synthetic/production/docs"
    yield Figure("portal, first page", services, (docs / "index.html").stat().st_size / _KILO, "kB", 500)
    yield Figure("portal, search index", services, (docs / "assets/search-index.js").stat().st_size / _KILO, "kB")
    program = located("chromium", start=Path(__file__).parent)
    if program is None:
        raise RuntimeError("Chromium is missing: run `make tools`")
    with running(program, folder) as browser:
        for name in ("index", "map"):
            yield Figure(f"portal, {name}.html read", services, _read(browser, docs / f"{name}.html"), "ms", 1_000)


def _connect(specs: Path, services: int, *, portal: bool) -> None:
    """Teams, and what each service needs: two others, and a cache that ten share."""
    lines = ["monitorgen: v1", "teams: {" + ", ".join(f"team-{team:02}: {{}}" for team in range(_TEAMS)) + "}"]
    lines.append("docs: {url: https://docs.example.org}" if portal else "docs: none")
    lines += ["infrastructure:"]
    for number in range(0, services, 10):
        lines.append(f"  redis-{number}: {{type: redis, team: team-{number // 10 % _TEAMS:02}}}")
    (specs / "around.yaml").write_text("\n".join([*lines, ""]))
    for number in range(services):
        name = f"service-{number:05}"
        others = {f"service-{other:05}" for other in ((number + 1) % services, number * 7 % services)} - {name}
        needs = [*sorted(others), f"redis-{number // 10 * 10}"]
        file = specs / "services" / f"{name}.yaml"
        text = file.read_text()
        between = ", " if "{type: http-service" in text else "\n    "
        said = f"team: team-{number % _TEAMS:02}{between}depends_on: [{', '.join(needs)}]"
        file.write_text(text.replace("type: http-service", f"type: http-service{between}{said}"))


def _read(browser: Browser, page: Path) -> float:
    """Milliseconds until the document is there."""
    times = []
    for _ in range(_TURNS):
        with browser.page() as tab:
            tab.open(page.as_uri())
            took = tab.run(_READ)
            assert isinstance(took, (int, float))
            times.append(float(took))
    return min(times)
