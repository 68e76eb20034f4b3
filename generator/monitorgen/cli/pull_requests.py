"""What `init --ci` adds to a repository: files by which its pull requests are checked, at its top."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.cli.options import Lacking

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FILES = {
    "github": ("github.yml.j2", ".github/workflows/monitoring.yml", "checks pull requests on GitHub"),
    "gitlab": ("gitlab.yml.j2", ".gitlab-ci.yml", "checks merge requests on GitLab"),
    "pre-commit": ("pre-commit.yaml.j2", ".pre-commit-config.yaml", "builds at every commit, with pre-commit"),
}
"""What can be chosen: the template, the file that it becomes, and what that is for."""

_PLAIN = re.compile(r"[\w./-]+\Z")


def top_of(folder: Path) -> Path:
    """Where such files belong for a project in `folder`: its repository's top, itself if it is in none."""
    from monitorgen.cli.repository import root_of

    return root_of(folder) or folder


def check(folder: Path, wanted: Collection[str]) -> None:
    """Raise `Lacking` if one of the wanted files is there already, or could not name the folder."""
    within = _within(folder)
    if wanted and not _PLAIN.match(within):
        raise Lacking(f"a shell and YAML would not take {within!r} as it is: leave --ci out, or rename the folder")
    for kind in wanted:
        path = top_of(folder) / FILES[kind][1]
        if path.exists():
            raise Lacking(f"{path} is there already, and nothing is overwritten: leave `--ci {kind}` out")


def values(folder: Path) -> dict[str, str]:
    """What the templates are filled with: the release, and options where the project is not at the top."""
    from importlib.metadata import version

    within = _within(folder)
    folders = "" if within == "." else f" --specs {within}/specs --out {within}/out"
    return {"version": version("monitorgen"), "folders": folders}


def _within(folder: Path) -> str:
    """The project's folder, from the top of its repository."""
    return folder.resolve().relative_to(top_of(folder).resolve()).as_posix()
