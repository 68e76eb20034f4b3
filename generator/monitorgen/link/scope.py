"""Scopes: one environment, or one region of it. Each has a Prometheus, an Alertmanager and a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.raw import Raw
    from monitorgen.spec.written import Patch, Spec, Written


class Scope(Struct, frozen=True):
    """An environment and, if it has regions, one of them."""

    environment: str
    region: str | None = None

    @property
    def name(self) -> str:
        """`production`, or `production/us`."""
        return f"{self.environment}/{self.region}" if self.region else self.environment

    @property
    def folder(self) -> str:
        """The folder below the system's: `production`, or `production.us` (no name has a dot)."""
        return self.name.replace("/", ".")

    def takes(self, environment: str) -> bool:
        """Whether something said of `environment` (or of `environment/region`) holds here."""
        return environment in (self.environment, self.name)

    def has(self, node: Raw) -> bool:
        """Whether an entry exists here, as far as its `only:` says."""
        only = node.get("only") if isinstance(node, dict) else None
        return not isinstance(only, list) or any(isinstance(each, str) and self.takes(each) for each in only)


def scopes(spec: Spec) -> Iterator[Scope]:
    """The scopes of a system, in the order in which its environments are declared."""
    for declaration in spec.environments.values():
        if declaration.regions:
            yield from (Scope(declaration.name, region) for region in declaration.regions)
        else:
            yield Scope(declaration.name)


def patches(written: Written, scope: Scope) -> list[Patch]:
    """The patches that hold in a scope, those of the environment before those of its region."""
    matching = [patch for patch in written.patches if scope.takes(patch.environment)]
    return sorted(matching, key=lambda patch: "/" in patch.environment)
