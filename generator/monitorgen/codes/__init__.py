"""What each diagnostic code means: read from the YAML files beside this one, shown by `explain`, printed as pages.

A file `<hundred>xx.yaml` holds the codes of one stage, a map `MG101: {title, why, fix, bad, good}`; `bad` and `good`
are examples and may be left out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER = "docs/diagnostics"
"""Where the pages of the codes stand in the project."""

_ID = re.compile(r"MG([1-9])\d\d\Z")
_GROUPS = {
    "1": "Reading files and the form of the language",
    "2": "References, types, units and names",
    "3": "Conditions and PromQL",
    "4": "Who is told",
    "5": "Hygiene",
    "6": "Scraping, targets, ports and hosts",
    "7": "Versions and features of targets",
    "8": "Writing the output",
    "9": "External validators",
}


class Code(Struct, frozen=True):
    """A diagnostic code: `title` in one line, `why` it is one, how to `fix` it, examples in YAML or empty."""

    id: str
    title: str
    why: str
    fix: str
    bad: str = ""
    good: str = ""


def get(code: str) -> Code:
    """A code by its id, `MG101`. Raises `KeyError` for one that does not exist."""
    return all_codes()[code]


@cache
def all_codes() -> Mapping[str, Code]:
    """Every code by its id, in order. Raises `ValueError` for a registry that is not in form: a fault of monitorgen."""
    found: dict[str, Code] = {}
    for path in sorted(resources.codes().glob("*.yaml")):
        for name, entry in _entries(path):
            code = _code(name, entry, path.name)
            if code.id in found:
                raise ValueError(f"{path.name}: {name} is registered twice")
            found[code.id] = code
    return dict(sorted(found.items()))


def page(code: Code) -> str:
    """The page of a code in Markdown."""
    parts = [f"# {code.id}: {code.title}", code.why.strip()]
    if code.bad:
        parts += ["## Wrong", _fenced(code.bad)]
    if code.good:
        parts += ["## Right", _fenced(code.good)]
    parts += ["## What to do", code.fix.strip()]
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """The list of all codes in Markdown, by stage."""
    lines = ["# Diagnostics", "", "`monitorgen explain MG112` shows these pages in the terminal."]
    group = ""
    for code in all_codes().values():
        if code.id[2] != group:
            group = code.id[2]
            lines += ["", f"## {group}xx: {_GROUPS[group]}", "", "| code | |", "|---|---|"]
        title = code.title.replace("|", "\\|")
        lines.append(f"| [{code.id}]({code.id}.md) | {title} |")
    return "\n".join(lines) + "\n"


def docs_pages() -> Mapping[str, str]:
    """The pages to be kept in the project: path and text of each code's page and of the list."""
    pages = {f"{FOLDER}/{code.id}.md": page(code) for code in all_codes().values()}
    return {f"{FOLDER}/README.md": index(), **pages}


def _entries(path: Path) -> Iterable[tuple[object, object]]:
    import yaml  # needed by `explain` and the documentation alone

    try:
        entries = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if not isinstance(entries, dict):
        raise ValueError(f"{path.name}: a map of codes is expected")  # noqa: TRY004 - the file is wrong, not a caller
    return entries.items()


def _code(name: object, entry: object, file: str) -> Code:
    if not isinstance(name, str) or not (stage := _ID.match(name)) or not file.startswith(stage[1]):
        raise ValueError(f"{file}: {name!r} is no code of this file")
    known = {*Code.__struct_fields__} - {"id"}
    if not isinstance(entry, dict) or not entry.keys() <= known or not {"title", "why", "fix"} <= entry.keys():
        raise ValueError(f"{file}: {name} must be a map of title, why, fix and perhaps bad and good")
    texts = {str(key): value for key, value in entry.items()}
    if wrong := [key for key, value in texts.items() if not isinstance(value, str) or not value.strip()]:
        raise ValueError(f"{file}: {', '.join(wrong)} of {name} must be a text")
    return Code(name, **texts)


def _fenced(example: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", example)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}yaml\n{example.rstrip()}\n{fence}"
