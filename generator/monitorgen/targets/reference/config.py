"""docs/api/: the API reference, Swagger UI with the document beside it; works from a folder, asks no server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.emit import json
from monitorgen.openapi.grammar import METHODS
from monitorgen.pictures.plain import shown
from monitorgen.targets.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json

FOLDER = "docs/api"
PAGE = f"{FOLDER}/index.html"
VERSION = "5.35.0"
"""Of Swagger UI, whose files are in `assets/swagger-ui`."""
_TEMPLATES = "reference"
_OWN = ("reference.css", "reference.js")
_VENDORED = {
    "swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui.css",
    "LICENSE": "LICENSE.txt",
    "NOTICE": "NOTICE.txt",
    "swagger-ui-bundle.js.LICENSE.txt": "LICENSES.txt",
}
"""Files of Swagger UI, by the names that browsers show as what they are."""


def of_system(document: Mapping[str, Json], system: str, scope: str, header: str) -> Iterator[Artifact]:
    """The page, the document as a script, and all that both need; `scope` is an environment, or a region of one."""
    yield Artifact(PAGE, _page(document, system, scope, header))
    yield Artifact(f"{FOLDER}/api.js", script(document, header))
    own, vendored = resources.templates() / _TEMPLATES, resources.assets() / "swagger-ui"
    for name in _OWN:
        yield Artifact(f"{FOLDER}/{name}", (own / name).read_text(encoding="utf-8"))
    for name, called in _VENDORED.items():
        yield Artifact(f"{FOLDER}/{called}", (vendored / name).read_text(encoding="utf-8"))


def script(document: Mapping[str, Json], header: str) -> str:
    """The document as a script: a page from a folder may not read other files, but it may run scripts.

    It is JSON in a raw template, a line an item, not an object literal, in which a key `__proto__` would mean something
    else. What would end the template or be filled into it stands in strings only, where JSON has escapes for it.
    """
    text = json.dump(_readable(document)).replace("`", "\\u0060").replace("${", "\\u0024{")
    comment = "".join(f"// {line}\n" for line in header.splitlines())
    return f"{comment}globalThis.API = JSON.parse(String.raw`\n{text}`);\n"


def _readable(value: Json) -> Json:
    """The same without characters that are not to be seen themselves but turn the words beside them around."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {shown(key): _readable(each) for key, each in value.items()}
    return [_readable(each) for each in value] if isinstance(value, Sequence) else value


def _page(document: Mapping[str, Json], system: str, scope: str, header: str) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(resources.templates() / _TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    # A comment of HTML ends at two hyphens.
    notice = " ".join(header.splitlines()).replace("--", "- -")
    return templates.get_template("page.html.j2").render(
        notice=notice, system=shown(system), scope=scope, version=VERSION, operations=list(_operations(document))
    )


def _operations(document: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    """Method, path and summary of each operation, for readers whose browser runs no scripts."""
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method in METHODS:
            operation = item.get(method) if isinstance(item, Mapping) else None
            if isinstance(operation, Mapping):
                summary = operation.get("summary")
                yield method.upper(), shown(path), shown(summary) if isinstance(summary, str) else ""
