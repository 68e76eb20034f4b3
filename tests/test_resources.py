"""Where the packaged files are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen import resources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package folder, where monitorgen is made to believe it lies."""
    folder = tmp_path / "generator" / "monitorgen"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    return folder


def test_a_wheel_brings_its_templates(package: Path) -> None:
    (package / "templates").mkdir()
    assert resources.templates() == package / "templates"


def test_a_checkout_uses_the_templates_that_are_being_edited(package: Path) -> None:
    (package.parent.parent / "templates").mkdir()
    assert resources.templates() == package.parent.parent / "templates"


def test_an_installation_that_lost_files_says_so(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"has no templates: expected .*install it again"):
        resources.templates()
    with pytest.raises(FileNotFoundError, match="has no catalogue"):
        resources.catalog()
    with pytest.raises(FileNotFoundError, match="has no diagnostic codes"):
        resources.codes()
