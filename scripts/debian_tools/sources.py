"""The machine's own package archives, from apt's source lists in both of their formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>[^#]+)")


@dataclass(frozen=True)
class Archive:
    """One archive as the machine knows it. `signed_by` is a path, a list of them, or a whole key over several lines."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""

    def source(self, suite: str, components: tuple[str, ...]) -> str:
        """A deb822 source of another suite of this archive, trusted by the same keys."""
        fields = {"Types": "deb", "URIs": self.uri, "Suites": suite, "Components": " ".join(components)}
        if self.signed_by:
            fields["Signed-By"] = self.signed_by
        return "".join(f"{name}: {value}\n" for name, value in fields.items())


def own_archives(etc: Path, distribution: str, codename: str) -> list[Archive]:
    """The distribution's archives among those that `etc` (`/etc/apt`) lists, the likeliest first.

    Repositories of other makers are told apart by what they lack: the suite of the release, the component `main`, an
    address that ends with the distribution's name.
    """
    listed = [archive for archive in _listed(etc) if "main" in archive.components]
    own = [archive for archive in listed if codename in archive.suites] or listed
    named = (f"/{distribution}", f"/{distribution}-ports", f"{distribution}.list")
    return sorted(dict.fromkeys(own), key=lambda archive: not archive.uri.rstrip("/").endswith(named))


def _listed(etc: Path) -> Iterator[Archive]:
    folder = etc / "sources.list.d"
    for file in (etc / "sources.list", *sorted(folder.glob("*.list"))):
        if file.is_file():
            yield from one_line(file.read_text(encoding="utf-8", errors="replace"))
    for file in sorted(folder.glob("*.sources")):
        yield from deb822(file.read_text(encoding="utf-8", errors="replace"))


def one_line(text: str) -> Iterator[Archive]:
    """Archives of the older format: `deb [signed-by=KEY] URI SUITE COMPONENT...`."""
    for line in text.splitlines():
        if match := _ONE_LINE.match(line.strip()):
            options = dict(option.split("=", 1) for option in (match["options"] or "").split() if "=" in option)
            signed_by = options.get("signed-by", "").replace(",", " ")
            yield Archive(match["uri"], (match["suite"],), tuple(match["components"].split()), signed_by)


def deb822(text: str) -> Iterator[Archive]:
    """Archives of the newer format: paragraphs of fields, whose values may go on in indented lines."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
        fields = _fields(paragraph)
        enabled = fields.get("enabled", "yes").lower() not in {"no", "false", "0"}
        if enabled and "deb" in fields.get("types", "").split():
            for uri in fields.get("uris", "").split():
                suites, components = fields.get("suites", "").split(), fields.get("components", "").split()
                yield Archive(uri, tuple(suites), tuple(components), fields.get("signed-by", ""))


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line[:1] in {" ", "\t"}:
            fields[name] = f"{fields.get(name, '')}\n{line}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields
