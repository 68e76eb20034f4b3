"""What the tests of expansion and gathering share: nodes from YAML text, systems from files, findings in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Place
from monitorgen.load.discover import find_systems
from monitorgen.load.expand import expand
from monitorgen.load.gather import SYSTEM
from monitorgen.load.system import load_system
from monitorgen.load.yaml_events import read_yaml
from monitorgen.spec.shape import MapOf, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.raw import Raw
    from monitorgen.spec.written import Patch, Spec

Told = tuple[str, str]
"""The code of a finding, and the path of what it speaks of, `services.api.port`."""


def raw(text: str) -> dict[str, Raw]:
    """The raw nodes of YAML text that has nothing wrong."""
    findings = Findings()
    found = read_yaml(text.encode(), "spec.yaml", findings)
    assert found is not None, list(findings)
    return found


def item(collection: str) -> Shape:
    """The shape of an entry of a root collection."""
    shape = SYSTEM.fields[collection]
    assert isinstance(shape, MapOf)
    return shape.item


def expanded(text: str, collection: str = "services") -> tuple[Raw, tuple[Patch, ...]]:
    """An entry that has nothing wrong, expanded."""
    findings = Findings()
    node, patches = expand(raw(text), item(collection), Origin("spec.yaml", (collection, "api")), findings)
    assert not list(findings)
    return node, patches


def refused(text: str, collection: str = "services") -> list[Diagnostic]:
    """What is said of an entry."""
    findings = Findings()
    expand(raw(text), item(collection), Origin("spec.yaml"), findings)
    return list(findings)


def loaded(folder: Path, files: Mapping[str, str], *, python: bool = True) -> tuple[Spec | None, list[Diagnostic]]:
    """A system of these files, `monitorgen: v1` put before each YAML file, and what was found."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"monitorgen: v1\n{text}" if name.endswith(".yaml") else text, encoding="utf-8")
    findings = Findings()
    (system,) = find_systems(folder, findings)
    spec = load_system(system, findings, python=python)
    return spec, list(findings)


def spec_of(folder: Path, files: Mapping[str, str]) -> Spec:
    """A system of these files that has nothing wrong."""
    spec, findings = loaded(folder, files)
    assert spec is not None, findings
    assert not findings
    return spec


def told(findings: list[Diagnostic]) -> list[Told]:
    """The findings in short."""
    return [(finding.code, _where(finding)) for finding in findings]


def _where(finding: Diagnostic) -> str:
    if isinstance(finding.where, Place):
        return f"{finding.where.file}:{finding.where.line}"
    return ".".join(map(str, finding.where.path)) if finding.where is not None else ""
