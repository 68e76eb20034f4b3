"""Fetching documents on the web into the specs folder: explicitly, and all or nothing."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from monitorgen.cli.options import Lacking
from monitorgen.cli.ways_out import FINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from http.client import HTTPMessage
    from pathlib import Path
    from typing import IO

    from monitorgen.cli.console import Console
    from monitorgen.pipeline import Loaded, Report, Selection

_TIMEOUT = 30
"""Seconds until a server that does not answer is given up."""
_MOST = 5_000
"""Files that one command fetches: a document that refers to more has gone astray."""


def vendored(urls: tuple[str, ...], selection: Selection, console: Console) -> int:
    """Put copies of what is at the URLs, or of all that documents refer to, into the folders of the systems."""
    from monitorgen import pipeline
    from monitorgen.cli.findings import failed, looked_up, show

    reports: list[Report] = []
    systems = list(pipeline.load(selection, reports))
    shown = looked_up(reports)
    if failed(shown):
        return show(shown, console, {})
    if urls and len(systems) != 1:
        raise Lacking(f"a copy lies in the folder of one system: say --system ({', '.join(_names(systems))})")
    for loaded in systems:
        wanted = urls or _referred(loaded)
        for file in _written(loaded.folder.folder, _fetched(wanted)):
            console.answer((selection.specs / loaded.folder.within / file).as_posix())
    return FINE


def _names(systems: Iterable[Loaded]) -> list[str]:
    return [loaded.folder.name for loaded in systems]


def _referred(loaded: Loaded) -> tuple[str, ...]:
    """The URLs that documents of a system refer to, of itself or of copies that are there."""
    from monitorgen.diagnostics import Origin, Refused
    from monitorgen.load.api_named import is_remote, parts, references

    assert loaded.spec is not None
    found: dict[str, None] = {}
    for file in parts(loaded.spec):
        try:
            tree = loaded.spec.api_files(file, Origin(file))
        except Refused as refused:
            raise Lacking(f"{file}: {refused.diagnostic.message}") from refused
        found.update(dict.fromkeys(urldefrag(ref)[0] for ref in references(tree) if is_remote(ref)))
    return tuple(found)


def _fetched(urls: Iterable[str]) -> dict[str, bytes]:
    """What is at the URLs, and at those that it refers to, by the files that the copies go into."""
    from monitorgen.diagnostics import Refused
    from monitorgen.load.api_files import parse
    from monitorgen.load.api_named import references
    from monitorgen.openapi.references import vendored_file

    found: dict[str, bytes] = {}
    todo = deque(urls)
    while todo:
        url = urldefrag(todo.popleft())[0]
        file = vendored_file(url)
        if file is None:
            raise Lacking(f"{url} is on no web server: write https://host/path")
        if file in found:
            continue
        if len(found) == _MOST:
            raise Lacking(f"more than {_MOST} files: {url} is not fetched any more")
        found[file] = _get(url)
        try:
            tree = parse(found[file], file)
        except Refused as refused:
            raise Lacking(f"{url}: {refused.diagnostic.message}") from refused
        todo += (urljoin(url, ref) for ref in references(tree) if not ref.startswith("#"))
    return found


def _get(url: str) -> bytes:
    from http.client import HTTPException
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    from monitorgen.load.files import MAX_DOCUMENT

    class Redirects(HTTPRedirectHandler):
        """A server may send us on, but no more than we would go ourselves."""

        def redirect_request(
            self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
        ) -> Request | None:
            _check_way(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    _check_way(url)
    request = Request(url, headers={"Accept": "application/json, application/yaml, */*"})  # noqa: S310 - looked at above
    try:
        with build_opener(Redirects).open(request, timeout=_TIMEOUT) as answer:
            data: bytes = answer.read(MAX_DOCUMENT + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise Lacking(f"{url} could not be fetched: {error}") from error
    if len(data) > MAX_DOCUMENT:
        raise Lacking(f"{url} has more than {MAX_DOCUMENT} bytes")
    return data


def _check_way(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Lacking(f"{url} is no URL: {error}") from error
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Lacking(f"{url} is not encrypted: anybody on the way could change it; write https://")


def _written(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Write the copies, once all of them are there; which they are."""
    for file, data in sorted(files.items()):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.part")
        beside.write_bytes(data)
        beside.replace(path)
    return sorted(files)
