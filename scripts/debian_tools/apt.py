"""apt with everything of its own: sources, lists, cache and state in one folder, so that nobody need be root."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 600.0


class AptError(Exception):
    """apt, or a package that it brought, is of no use here; the message says why."""


@dataclass(frozen=True)
class Apt:
    """A private apt in `home`, which knows one source."""

    home: Path

    def update(self, source: str) -> None:
        """Fetch the package lists of `source`, a deb822 paragraph. Raises `AptError`."""
        for folder in ("sources", "state", "lists/partial", "cache/archives/partial"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "sources" / "tools.sources").write_text(source, encoding="utf-8")
        (self.home / "status").touch()
        (self.home / "apt.conf").write_text(_settings(self.home), encoding="utf-8")
        self._run("apt-get", "-q", "update")

    def has(self, package: str) -> bool:
        """Whether the source offers `package`."""
        return "Package:" in self._run("apt-cache", "show", "--no-all-versions", package, accept=(0, 100))

    def download(self, packages: list[str]) -> list[Path]:
        """Fetch packages, checked against the archive's signature; where they are. Raises `AptError`."""
        folder = self.home / "packages"
        folder.mkdir()
        self._run("apt-get", "-q", "download", *packages, cwd=folder)
        return sorted(folder.glob("*.deb"))

    def closure(self, packages: list[str]) -> list[str]:
        """These packages and all that they depend on. Raises `AptError` if the source lacks one."""
        told = self._run("apt-get", "-q", "--simulate", "--no-install-recommends", "install", *packages)
        return sorted(line.split()[1] for line in told.splitlines() if line.startswith("Inst "))

    def _run(self, *command: str, cwd: Path | None = None, accept: tuple[int, ...] = (0,)) -> str:
        environment = {**os.environ, "APT_CONFIG": str(self.home / "apt.conf"), "LC_ALL": "C.UTF-8"}
        return output_of(*command, cwd=cwd or self.home, environment=environment, accept=accept)


def output_of(
    *command: str, cwd: Path, environment: dict[str, str] | None = None, accept: tuple[int, ...] = (0,)
) -> str:
    """What a command printed. Raises `AptError` with its complaint if it ends with a code that is not accepted."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT,
            check=False,
        )
    except FileNotFoundError as error:
        raise AptError(f"{command[0]} is not on this machine") from error
    except subprocess.TimeoutExpired as error:
        raise AptError(f"{' '.join(command)} did not end within {_LIMIT:g} s") from error
    if done.returncode not in accept:
        complaint = [line for line in done.stderr.splitlines() if line.startswith(("E:", "W:", "Err:", "dpkg"))]
        raise AptError("\n".join(complaint) or f"{' '.join(command)} ended with code {done.returncode}")
    return done.stdout


def _settings(home: Path) -> str:
    """apt's settings for `home`: the machine's for fetching (proxies, certificates), nothing else of the machine's.

    Without the machine's other settings apt runs none of its hooks and fetches no lists but those of packages.
    """
    dumped = output_of("apt-config", "dump", cwd=home).splitlines()
    wanted = [line for line in dumped if line.startswith("Acquire::")]
    fetching = [line for line in wanted if not line.startswith(("Acquire::IndexTargets", "Acquire::Languages"))]
    return "\n".join(
        (
            *fetching,
            'Acquire::Languages { "none"; };',
            'Acquire::Retries "3";',
            'APT::Update::Error-Mode "any";',
            # Root's apt hands its downloads to another user, who cannot reach this folder.
            'APT::Sandbox::User "";',
            'Dir::Etc::Main "/dev/null";',
            'Dir::Etc::Parts "/dev/null";',
            'Dir::Etc::SourceList "/dev/null";',
            f'Dir::Etc::SourceParts "{home}/sources";',
            f'Dir::State "{home}/state";',
            f'Dir::State::Lists "{home}/lists";',
            f'Dir::State::Status "{home}/status";',
            f'Dir::Cache "{home}/cache";',
            "",
        )
    )
