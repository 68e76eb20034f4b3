"""What an exporter's arguments and variables say of its entry: `{address}`, `{user}` and the like, filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.jobs import DOCKER_HOST, LOCAL, is_container
from monitorgen.link.placeholders import fill
from monitorgen.plan.workloads import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.link.entries import Entry
    from monitorgen.link.jobs import Ground
    from monitorgen.spec.service import Exporter

_NAMES = re.compile(r"(?<!\{)\{([a-zA-Z_][a-zA-Z0-9_-]*)\}(?!\})")


class Filling(Struct, frozen=True):
    """The values of an entry by placeholder, None for what it does not say; `host` is the host of its address."""

    entry: Entry
    values: Mapping[str, str | None]
    host: str | None

    @classmethod
    def of(cls, entry: Entry, ground: Ground) -> Filling:
        """The values of an entry; raises `Refused` for an address that no container can reach."""
        model, where = entry.model, entry.where("address")
        common = {**ground.placeholders, "service": entry.name}
        if isinstance(model.address, list) and len(model.address) > 1:
            hint = "make an entry of each address; `types:` says once what they share"
            message = f"one exporter reads one address, and {entry.name} has {len(model.address)}"
            raise Refused(Diagnostic("MG619", message, where, hint=hint))
        said = model.address[0] if isinstance(model.address, list) else model.address
        address = fill(said, common, where) if said is not None else None
        if address is None and model.port is not None:
            address = f"{DOCKER_HOST if model.network == 'host' else entry.name}:{model.port}"
        host, _, port = address.rpartition(":") if address is not None else (None, "", None)
        if host in LOCAL:
            if model.network != "host":
                hint = "write the container's name, or `network: host` for what listens on the host itself"
                message = f"{host} is the exporter's own container, not {entry.name}"
                raise Refused(Diagnostic("MG606", message, where, hint=hint))
            host = DOCKER_HOST
            address = f"{host}:{port}"
        user = fill(model.user, common, entry.where("user")) if model.user is not None else None
        database = fill(model.database, common, entry.where("database")) if model.database is not None else None
        own = {"address": address, "host": host, "port": port, "user": user, "database": database}
        return cls(entry, {**common, **own}, host)

    @property
    def asks_container(self) -> bool:
        """Whether what the exporter asks is a container, to be reached over its network."""
        return self.host is not None and is_container(self.host)

    def calls(self) -> tuple[Call, ...]:
        """What the exporter connects to."""
        return (Call(self.host, self.entry.name, self.entry.where("address")),) if self.host is not None else ()

    def check_required(self, exporter: Exporter) -> None:
        """Raise `Refused` if the entry lacks a field that its exporter can't do without."""
        model = self.entry.model
        for field in exporter.requires or ():
            said = model.address if field == "address" else getattr(model, field)
            if said is None and not (field == "address" and self.values["address"] is not None):
                example = "{secret: name}" if field == "password" else "..."
                hint = f"write `{field}: {example}`, or `exporter:` with the address of one that is there already"
                message = f"the exporter of {self.entry.name} can't do without `{field}`"
                raise Refused(Diagnostic("MG619", message, self.entry.origin, hint=hint, part="key"))

    def list_of(self, texts: Iterable[str], field: str) -> tuple[str, ...]:
        """The texts of a list with their placeholders filled in, without those that speak of what is not there."""
        filled = (self._filled(text, field, index) for index, text in enumerate(texts))
        return tuple(text for text in filled if text is not None)

    def map_of(self, texts: Mapping[str, str], field: str) -> dict[str, str]:
        """The same for a map."""
        filled = {name: self._filled(text, field, name) for name, text in texts.items()}
        return {name: text for name, text in filled.items() if text is not None}

    def _filled(self, text: str, field: str, step: str | int) -> str | None:
        if any(name in self.values and self.values[name] is None for name in _NAMES.findall(text)):
            return None
        return fill(text, self.values, self.entry.where("exporter", field, step))
