"""Specs in Python on the command line: refused where that is asked for, stopped when the time is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import change

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def slow(shop: Path) -> Path:
    """The shop with a Python spec that takes a second."""
    change(shop / "specs/shop/system.yaml", "system: shop\n", "system: shop\npython: [slow.py]\n")
    (shop / "specs/shop/slow.py").write_text(
        "import time\n\nfrom monitorgen import Spec\n\ntime.sleep(1)\nspec = Spec()\n"
    )
    return shop


def test_a_python_spec_has_the_time_that_it_is_given(slow: Path, run: Run) -> None:
    assert run("validate").code == 0
    done = run("validate", "--python-timeout", "0.4")
    assert done.code == 1
    assert "error[MG182]: slow.py did not end within 0.4 seconds" in done.err
    assert "specs/shop/slow.py:5:1" in done.err


def test_a_python_spec_is_refused_where_that_is_asked_for(slow: Path, run: Run) -> None:
    done = run("validate", "--no-python")
    assert done.code == 1
    assert "error[MG180]" in done.err
    assert "specs/shop/system.yaml:3:10" in done.err


def test_a_python_spec_runs_once_whatever_is_chosen(shop: Path, run: Run) -> None:
    runs = shop / "runs"
    change(shop / "specs/shop/system.yaml", "system: shop\n", "system: shop\npython: [counted.py]\n")
    counting = f"with open({str(runs)!r}, 'a') as stream:\n    stream.write('run ')\n"
    (shop / "specs/shop/counted.py").write_text(f"from monitorgen import Spec\n\nspec = Spec()\n{counting}")
    for arguments in (["validate"], ["build"], ["build", "--check"], ["show", "checkout"], ["list", "units"]):
        runs.write_text("")
        assert run(*arguments, "--env", "staging").code in (0, 1)
        assert runs.read_text() == "run "
