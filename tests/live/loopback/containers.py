"""Services of a compose file as processes of this machine: their own arguments and environment, other places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

import yaml

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.catalog.running.process import Running


class _Service(TypedDict, total=False):
    entrypoint: list[str]
    command: list[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Containers:
    """The services of a compose file."""

    services: Mapping[str, _Service]

    def start(
        self,
        running: Running,
        name: str,
        program: Path,
        listen: int,
        places: Mapping[str, str],
        folder: Path | None = None,
        more: Sequence[str] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a service by its `program` of this machine, at another port.

        `places` says where what the container names is here. `folder` is where it works, `more`
        goes on its command line.
        """
        service = self.services[name]
        entrypoint = service.get("entrypoint") or [str(program)]
        words = [*entrypoint, *service.get("command", []), f"--web.listen-address=127.0.0.1:{listen}", *more]
        return running.start(
            name,
            *(_here(word, places) for word in words),
            env={variable: _here(value, places) for variable, value in service.get("environment", {}).items()},
            cwd=folder,
        )


def containers(compose: Path) -> Containers:
    """The services that a file runs."""
    document = yaml.safe_load(compose.read_text(encoding="utf-8"))
    return Containers(cast("dict[str, _Service]", document["services"]))


def _here(text: str, places: Mapping[str, str]) -> str:
    for there, here in places.items():
        text = text.replace(there, here)
    return text.replace("$$", "$")
