"""The answer to a secret that nobody declared, wherever it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.link.notification.suggest import near
from monitorgen.link.notification.suspects import drawn_at_random

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitorgen.diagnostics import Origin


def undeclared(name: str | None, declared: Collection[str], where: Origin) -> Diagnostic:
    """MG214. What may be the secret itself is not repeated."""
    if name is not None and drawn_at_random(name):
        hint = "declare a name in `secrets:` and write that; if this was the secret's value, change it"
        return Diagnostic("MG214", "what is named here is no declared secret", where, hint=hint, redact=True)
    hint = near(name or "", sorted(declared), f"declare it: secrets: {{{name or 'name'}: {{}}}}")
    return Diagnostic("MG214", f"there is no secret {name!r}", where, hint=hint)
