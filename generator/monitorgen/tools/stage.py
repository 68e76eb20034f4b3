"""A copy of an environment's output in which every secret file exists, for validators and trial runs.

The output names files for secrets that only the deployment fills, and promtool refuses a configuration whose secrets
are not there. The copy holds a placeholder for each. A path that leads out of the environment's folder, such as
`/run/secrets/pg`, is pointed at a placeholder inside the copy; the rest of the text stays as it is, line by line.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = ("prometheus", "alertmanager")
_STACK = "compose.yaml"
_VARIABLES = (".env.example", ".env")
"""The variables that the deployment fills in, and where it does so."""
_KEY_END = "_file"
_PLACEHOLDER = "placeholder\n"
_PLACEHOLDER_URL = "http://127.0.0.1:9/\n"
"""A trial run that notifies somebody reaches nobody: loopback's discard port."""
_OUTSIDE = "placeholders"


@contextmanager
def staged(environment: Path) -> Iterator[Path]:
    """A temporary copy of what the validators read in `out/<system>/<environment>`, removed at the end.

    Yields the copy's folder, with `prometheus/`, `alertmanager/` and `compose.yaml` as far as they exist.
    """
    with tempfile.TemporaryDirectory(prefix="monitorgen-") as folder:
        copy = Path(folder).resolve()
        for part in _PARTS:
            if (environment / part).is_dir():
                shutil.copytree(environment / part, copy / part)
        # The list is made before the first placeholder is.
        for config in sorted(path for path in copy.rglob("*") if path.suffix in {".yml", ".yaml"}):
            _fill(config, copy)
        if (environment / _STACK).is_file():
            shutil.copy(environment / _STACK, copy)
        _set_variables(environment, copy)
        yield copy


def _set_variables(environment: Path, copy: Path) -> None:
    """Give every variable that the example names a value."""
    example, filled = _VARIABLES
    if (environment / example).is_file():
        lines = (environment / example).read_text(encoding="utf-8").splitlines()
        names = [line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")]
        text = "".join(f"{name}={_PLACEHOLDER.strip()}\n" for name in names)
        (copy / filled).write_text(text, encoding="utf-8")


def _fill(config: Path, copy: Path) -> None:
    """Make the secret files that `config` names, relative to its own folder."""
    text = config.read_text(encoding="utf-8")
    if _KEY_END not in text:
        return
    lines = text.split("\n")
    moved = False
    # From the last to the first, so that a change of a line leaves the columns before it right.
    for key, value in reversed(list(_secrets(yaml.compose(text, Loader=yaml.CSafeLoader)))):
        path = _normal(config.parent / value.value)
        if not path.is_relative_to(copy):
            path = copy / _OUTSIDE / path.relative_to(path.anchor)
            _replace(lines, value, str(path))
            moved = True
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_PLACEHOLDER_URL if key.endswith("url_file") else _PLACEHOLDER, encoding="utf-8")
    if moved:
        config.write_text("\n".join(lines), encoding="utf-8")


def _secrets(node: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Each key that ends in `_file` with its scalar, in the order of the text."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _secrets(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                if isinstance(key, yaml.ScalarNode) and key.value.endswith(_KEY_END) and value.value:
                    yield key.value, value
            else:
                yield from _secrets(value)


def _replace(lines: list[str], value: yaml.ScalarNode, path: str) -> None:
    """Put `path` in the place of a scalar that stands on one line, as paths do."""
    start, end = value.start_mark, value.end_mark
    line = lines[start.line]
    lines[start.line] = f'{line[: start.column]}"{path}"{line[end.column :]}'


def _normal(path: Path) -> Path:
    """The path without `..`, also where parts of it do not exist; Alertmanager's and Prometheus's own reading."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts[1:] = parts[1:-1]
        else:
            parts.append(part)
    return Path(*parts)
