"""What is published is complete, and works where no checkout is near."""

from __future__ import annotations

import json
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.support.distributions import succeed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.distributions import Distributions

pytestmark = pytest.mark.slow

WHERE = """\
import json, monitorgen, monitorgen.resources as resources
places = [monitorgen.__file__, resources.templates(), resources.catalog(), resources.codes(), resources.assets()]
print(json.dumps([str(place) for place in places]))
"""


def sources(folder: Path, within: str) -> dict[str, bytes]:
    """The files below a folder that people wrote, under the names that they have in a wheel."""
    written = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{within}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in written}


def test_the_wheel_holds_the_package_and_the_templates_and_nothing_else(distributions: Distributions) -> None:
    with zipfile.ZipFile(distributions.wheel) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    expected = sources(distributions.source / "generator" / "monitorgen", "monitorgen")
    expected |= sources(distributions.source / "templates", "monitorgen/templates")
    assert sorted(held) == sorted(expected)
    assert held == expected


def test_the_wheel_says_that_it_is_typed_and_licensed(distributions: Distributions) -> None:
    with zipfile.ZipFile(distributions.wheel) as wheel:
        names = wheel.namelist()
    assert "monitorgen/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_its_tests_need_and_nothing_of_this_machine(distributions: Distributions) -> None:
    with tarfile.open(distributions.sdist) as sdist:
        names = [name.partition("/")[2] for name in sdist.getnames()]
    tops = {name.partition("/")[0] for name in names}
    assert {"CHANGELOG.md", "LICENSE", "Makefile", "README.md", "constraints.txt", "pyproject.toml"} <= tops
    assert {"generator", "scripts", "tests"} <= tops
    assert not [name for name in names if "__pycache__" in name or name.startswith((".venv", ".tools", ".git/"))]


def test_installed_elsewhere_it_finds_its_own_files(installed: Path) -> None:
    # -I: neither the folder nor the environment of the test may lend it the checkout.
    places = json.loads(succeed([str(installed / "python"), "-I", "-c", WHERE], installed))
    assert all(place.startswith(str(installed.parent)) for place in places)
