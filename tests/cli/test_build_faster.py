"""`monitorgen build --faster`: a rehearsal lies apart, says what it is, and never becomes production by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

FASTER = ("build", "--faster", "60")
PRODUCTION = "shop/production"


def test_a_rehearsal_is_built_beside_what_production_gets(shop: Path, run: Run) -> None:
    assert run("build").code == 0
    before = tree(shop / "out")
    assert run(*FASTER, "--out", "rehearsal").code == 0
    assert tree(shop / "out") == before
    made = tree(shop / "rehearsal")
    prometheus, production = (text[f"{PRODUCTION}/prometheus/prometheus.yml"] for text in (made, before))
    assert "scrape_interval: 1s" in str(prometheus)
    assert "scrape_interval: 15s" in str(production)
    assert "A rehearsal: times are divided by 60" in str(prometheus)
    assert f"{PRODUCTION}/REHEARSAL.md" in made
    assert not [path for path in made if "/tests/" in path or "/routes/" in path]
    assert run(*FASTER, "--out", "rehearsal").code == 0, "it may be built again"
    assert tree(shop / "rehearsal") == made
    assert run("build", "--faster", "30", "--out", "rehearsal").code == 0, "and at another pace"
    assert run("build", "--out", "rehearsal").code == 0
    assert {path: text for path, text in tree(shop / "rehearsal").items() if "/plan/" not in path} == {
        path: text for path, text in before.items() if "/plan/" not in path
    }, "nothing of it is left in a build for production"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say which with --out"),
        (("--out", "rehearsal", "--check"), "without --check"),
        (("--out", "rehearsal", "--fail-on-change"), "without --check, --fail-on-change"),
        (("--out", "rehearsal", "--target", "prometheus"), "--target"),
        (("--out", "out"), "out/shop/production was built for production"),
    ],
)
def test_a_rehearsal_that_could_be_taken_for_production_is_refused(
    shop: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    assert run("build").code == 0
    before = tree(shop)
    done = run(*FASTER, *arguments)
    assert done.code == 2
    assert said in done.err
    assert tree(shop) == before


@pytest.mark.parametrize("times", ["1", "0", "-5", "10001", "1.5"])
def test_a_factor_that_is_none_is_refused(shop: Path, run: Run, times: str) -> None:
    assert run("build", "--faster", times, "--out", "rehearsal").code == 2
    assert not (shop / "rehearsal").exists()
