"""An objective while it is worked on: whose it is, what it may speak of, where its parts stand, what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.diagnostics import Level, Origin, Part
    from monitorgen.link.alerts import Owner
    from monitorgen.link.asking import Where
    from monitorgen.link.root import Root
    from monitorgen.link.severities import Severities
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.plan.slos import Profile
    from monitorgen.plan.slos import Slo as Planned
    from monitorgen.spec.slo import Slo


def usual_profile(root: Root) -> Profile:
    """The profile of objectives that say none."""
    return "sloth" if root.setting("slo_profile") == "sloth" else "native"


class Declared(Struct, frozen=True):
    """`origin` is where it stands, `where("objective")` where a part of it does.

    `part` finds an objective by `entry.slo`, as it is written; None if there is none. `joined` tells whether it is made
    of others, without making it: it might be made of this one. `system` is the system's name, `usual` the profile of
    what says none.
    """

    name: str
    slo: Slo
    owner: Owner
    around: Surroundings
    severities: Severities
    where: Where
    origin: Origin
    findings: Findings
    part: Callable[[str], Planned | None]
    joined: Callable[[str], bool]
    system: str
    usual: Profile

    @property
    def profile(self) -> Profile:
        """Whose names its series have."""
        return self.slo.profile or self.usual

    def refuse(self, code: str, message: str, hint: str, *path: str | int, part: Part = "value") -> Refused:
        """An error at a part of the objective, or at its name."""
        return Refused(Diagnostic(code, message, self.where(*path), hint=hint, part=part if path else "key"))

    def tell(self, code: str, message: str, hint: str, *path: str | int, warning: bool = False) -> None:
        """Record a finding and go on."""
        level: Level = "warning" if warning else "error"
        part: Part = "value" if path else "key"
        self.findings.add(Diagnostic(code, message, self.where(*path), hint=hint, part=part, level=level))

    def severity(self, said: str, *path: str | int) -> str:
        """The severity of a name here; raises `Refused` for one that is not declared."""
        called = self.severities.called(said)
        if called is None:
            known = ", ".join(self.severities.names)
            if self.where(*path) == self.where() or not path:
                message = f"SLO {self.name} has no severity {said!r} to tell"
                hint = f"say `burn_alerts:` with yours ({known}), or declare one that `means: {said}`"
                raise self.refuse("MG224", message, hint)
            raise self.refuse("MG224", f"there is no severity {said!r}", f"one of: {known}", *path)
        return called
