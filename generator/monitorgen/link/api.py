"""What a unit says of its API: its document, its endpoints as one, and the operations of both.

Documents are read through `Spec.api_files`; what is wrong in them is told where all of them are merged
(`link.api_aggregate`), so that a list of operations never fails. Most systems say nothing of APIs, and then no module
that knows OpenAPI is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Related
from monitorgen.link.jobs import is_planned
from monitorgen.link.placeholders import filled
from monitorgen.plan.api import ApiSource, Operation
from monitorgen.raw import Nothing, resolve
from monitorgen.spec.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.document import Json
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.openapi.endpoints import Endpoint
    from monitorgen.openapi.listing import Listed
    from monitorgen.openapi.tree import Files
    from monitorgen.plan.values import UnitId
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Written

DEFAULT_VERSION = "1.0.0"
MADE = "~endpoints/"
"""How the names of the documents begin that endpoints become; no file is called so."""


class Apis:
    """The APIs of a scope: what the root says for all, the routes of the gateway, and what each unit says."""

    __slots__ = ("linked", "model", "routes")

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self.model = linked.root.model("api", Api) or Api.model_validate({})
        self.routes = _routes(linked)

    @property
    def version(self) -> str:
        """The version of the API."""
        return self.model.version or DEFAULT_VERSION

    def source(self, unit: UnitId) -> ApiSource | None:
        """What a unit says of its API, None if nothing; faulty endpoints are told (MG195, MG196, MG260)."""
        entry = self.linked.entry_of(unit)
        if entry is None:
            return None
        model = entry.model
        if model.openapi is None and not model.endpoints and not model.routes:
            return None
        from monitorgen.openapi.listing import listed
        from monitorgen.openapi.tree import Filter, Source

        sources: list[Source] = []
        made: dict[str, Json] = {}
        if model.openapi is not None and model.openapi.file is not None:
            keep = Filter(frozenset(model.openapi.tags or ()), routes=self.routes)
            at = entry.where("openapi", "file")
            sources.append(Source(unit, model.openapi.file, model.openapi.prefix or "", keep, at))
        elif model.openapi is not None:
            hint = "write `openapi: path/of/the/document.yaml`"
            message = f"the API of {unit} names no file"
            self.linked.findings.add(Diagnostic("MG261", message, entry.where("openapi"), hint=hint))
        if model.endpoints:
            name = MADE + unit
            made[name] = self._document(unit, entry)
            sources.append(Source(unit, name, "", Filter(routes=self.routes), entry.where("endpoints")))
        found = [each for source in sources for each in listed(source, together(self.linked, (made,)))]
        planned = is_planned(entry)
        return ApiSource(
            unit=unit,
            operations=tuple(self._operation(unit, each) for each in found),
            routes=tuple(model.routes or ()),
            shown=self._shown(entry),
            sources=tuple(sources),
            made=made,
            planned=planned,
            hides=planned or not all(each.kept for each in found),
        )

    def _shown(self, entry: Entry) -> str | None:
        """Where the running service serves its document."""
        openapi = entry.model.openapi
        if openapi is None or openapi.url is None:
            return None
        values = self.linked.placeholders_of(entry)
        return filled(openapi.url, values, entry.where("openapi", "url"), self.linked.findings)

    def _document(self, unit: UnitId, entry: Entry) -> Json:
        from monitorgen.openapi.endpoints import Known, document

        root = self.linked.root
        node = root.setting("api")
        known = Known(_free(node, "security"), _free(node, "schemas"), root.where("api", "schemas"))
        title = entry.model.title or unit
        return document(title, self.version, list(self._endpoints(entry)), known, self.linked.findings)

    def _endpoints(self, entry: Entry) -> Iterator[Endpoint]:
        from monitorgen.openapi.endpoints import Endpoint

        written = entry.node.get("endpoints")
        for name, model in sorted((entry.model.endpoints or {}).items(), key=lambda each: _order(each[0])):
            node = written.get(name) if isinstance(written, dict) else None
            method, _, path = name.partition(" ")
            at = entry.where("endpoints", name)
            auth, auth_at = model.auth, entry.where("endpoints", name, "auth")
            if auth is None:
                auth, auth_at = self.model.auth, self.linked.root.where("api", "auth")
            yield Endpoint(
                method=method,
                path=path,
                origin=at,
                summary=model.summary or "",
                description=model.description or "",
                auth=None if isinstance(auth, Nothing) else auth,
                auth_at=auth_at,
                query=_free(node, "query"),
                body=_value(node, "body"),
                returns=_value(node, "returns"),
                internal=model.internal,
            )

    def _operation(self, unit: UnitId, each: Listed) -> Operation:
        at = place(each.at, self.linked)
        return Operation(each.method, each.path, each.summary, each.auth, each.internal, unit, at, each.deprecated)


def together(linked: Linked, made: Sequence[Mapping[str, Json]]) -> Files:
    """Reads the files of a system, and the documents that endpoints became."""
    documents = {name: each for of_unit in made for name, each in of_unit.items()}

    def read(file: str, asked: Origin) -> Json:
        return documents[file] if file in documents else linked.spec.api_files(file, asked)

    return read


def place(origin: Origin, linked: Linked) -> Origin:
    """A place of a document; of one that endpoints became the place in the spec."""
    if not origin.file.startswith(MADE):
        return origin
    entry = linked.entry_of(origin.file.removeprefix(MADE))
    assert entry is not None
    match origin.path:
        case ("paths", path, method, *_):
            return entry.where("endpoints", f"{str(method).upper()} {path}")
        case ("paths", path):
            said = (name for name in entry.model.endpoints or {} if name.partition(" ")[2] == path)
            return entry.where("endpoints", next(said))
        case ("components", "securitySchemes", *rest):
            return linked.root.where("api", "security", *rest)
        case ("components", "schemas", name, *_):
            return linked.root.where("api", "schemas", name)
    return entry.where("endpoints")


def _routes(linked: Linked) -> tuple[str, ...] | None:
    """All patterns that the gateway sends on, None without one; one that leads to two units is told (MG262)."""
    said: dict[str, tuple[UnitId, Origin]] = {}
    found = False
    for unit in _routed(linked):
        entry = linked.entry_of(unit)
        if entry is None or entry.model.routes is None:
            continue
        found = True
        for number, route in enumerate(entry.model.routes):
            at = entry.where("routes", number)
            first, where = said.setdefault(route, (unit, at))
            if where != at:
                message = f"the route {route} leads to {first} and to {unit}"
                related = (Related(where, f"that of {first}"),)
                hint = "which of them is asked would be chance: write it once"
                linked.findings.add(Diagnostic("MG262", message, at, hint=hint, related=related))
    return tuple(sorted(said)) if found else None


def _routed(linked: Linked) -> Iterator[UnitId]:
    """The units that may say routes; most systems have none, and then no entry is made for it."""
    collections = linked.spec.collections
    by_type = any(map(_says_routes, collections["types"].values()))
    for unit in linked.world.units:
        written = collections["services"].get(unit) or collections["infrastructure"].get(unit)
        if by_type or (written is not None and _says_routes(written)):
            yield unit


def _says_routes(written: Written) -> bool:
    nodes = (written.node, *(patch.node for patch in written.patches))
    return any(isinstance(node, dict) and "routes" in node for node in nodes)


def _order(name: str) -> tuple[str, str]:
    method, _, path = name.partition(" ")
    return path, method


def _value(node: Raw | None, word: str) -> Json:
    return resolve(node[word]) if isinstance(node, dict) and word in node else None


def _free(node: Raw | None, word: str) -> Mapping[str, Json]:
    inner = node.get(word) if isinstance(node, dict) else None
    return {key: resolve(value) for key, value in inner.items()} if isinstance(inner, dict) else {}
