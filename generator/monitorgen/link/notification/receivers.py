"""Receivers: one for each question "who is told?", with all integrations of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Related
from monitorgen.plan.routing import DEFAULT_RECEIVER, HEARTBEAT, NOBODY, Receiver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.routing import Integration


class Receivers:
    """The receivers that routes name. Two questions may not get one name unless they have one answer."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._made: dict[str, tuple[Receiver, str, Origin]] = {}

    def add(self, name: str, integrations: tuple[Integration, ...], question: str, origin: Origin) -> str:
        """Put in the receiver of a question; gives its name."""
        made = Receiver(name, integrations)
        other, asked, where = self._made.setdefault(name, (made, question, origin))
        if other != made or (asked != question and name in {DEFAULT_RECEIVER, HEARTBEAT, NOBODY}):
            message = f"{question} and {asked} would both be told by a receiver {name!r}"
            related = (Related(where, f"{asked}"),)
            hint = "rename a team, a severity or an alert"
            self._findings.add(Diagnostic("MG412", message, origin, hint=hint, related=related))
        return name

    def nobody(self, origin: Origin) -> str:
        """The receiver without integrations."""
        return self.add(NOBODY, (), "nobody", origin)

    def receivers(self) -> Mapping[str, Receiver]:
        """All receivers by name: `default` first, then sorted."""
        names = sorted(self._made, key=lambda name: (name != DEFAULT_RECEIVER, name))
        return {name: self._made[name][0] for name in names}
