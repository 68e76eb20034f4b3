"""One registry of the host's ports: nobody takes a port that somebody else has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.workloads import PortClaim

_ALL = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def ports_taken_twice(claims: Iterable[PortClaim]) -> Iterator[Diagnostic]:
    """MG611: two claims on a port clash if their addresses are the same, or one of them is all addresses.

    Each claim is told once, with the first one that it clashes with; what the stack takes itself comes before the rest.
    """
    taken: dict[tuple[int, str], list[PortClaim]] = {}
    for claim in claims:
        earlier = taken.setdefault((claim.port, claim.protocol), [])
        first = next((each for each in earlier if clash(each, claim)), None)
        earlier.append(claim)
        if first is not None:
            message = f"port {claim.port} of the host is wanted by {claim.by} and by {first.by}"
            related = (Related(first.origin, f"{first.by} takes it here"),)
            hint = "give one of them another port with `publish:`, or `publish: none` where nobody needs it"
            yield Diagnostic("MG611", message, claim.origin, hint=hint, related=related)


def clash(one: PortClaim, other: PortClaim) -> bool:
    """Whether two claims can't both be met."""
    if (one.port, one.protocol) != (other.port, other.protocol):
        return False
    return one.ip == other.ip or not _ALL.isdisjoint((one.ip, other.ip))
