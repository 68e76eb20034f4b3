"""Output trees for the tests of their writer: made of a few lines, and seen whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.tree import EVERYTHING, Result, Scope, TreeWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FOLDER = "shop/production"
HOME = ".monitorgen"

Files = dict[str, str]  # path below the environment's folder: content
Units = dict[str, Files]


def fill(tree: TreeWriter, units: Mapping[str, Files], folder: str = FOLDER) -> None:
    """Hand units to a writer."""
    for unit, files in units.items():
        for path, text in files.items():
            tree.put(folder, unit, path, text.encode())
        tree.record(folder, unit, {"summary": {"unit": unit}})


def build(
    root: Path | str,
    units: Mapping[str, Files],
    *,
    scope: Scope = EVERYTHING,
    overwrite: bool = False,
    step: Callable[[str], None] = lambda _step: None,
) -> Result:
    """Write a tree of one environment."""
    with TreeWriter(root, scope, overwrite=overwrite, step=step) as tree:
        fill(tree, units)
        return tree.commit()


def look(root: Path, units: Mapping[str, Files]) -> Result:
    """Compare a tree of one environment with the disk, writing nothing."""
    with TreeWriter(root, check_only=True) as tree:
        fill(tree, units)
        return tree.plan()


def by_unit(files: Files) -> Units:
    """The units of a tree in which the first part of a path is the unit."""
    units: Units = {}
    for path, text in files.items():
        units.setdefault(path.partition("/")[0], {})[path] = text
    return units


def snapshot(root: Path) -> dict[str, str | None]:
    """All below a folder but the writer's own: contents of files, `-> target` for links, None for folders."""

    def content(path: Path) -> str | None:
        if path.is_symlink():
            return f"-> {path.readlink()}"
        return path.read_text() if path.is_file() else None

    paths = [path for path in root.rglob("*") if HOME not in path.relative_to(root).parts]
    return {str(path.relative_to(root)): content(path) for path in paths}


def codes(result: Result) -> list[str]:
    """The codes of a result's diagnostics, as they come."""
    return [diagnostic.code for diagnostic in result.diagnostics]
