"""Whether alertmanager.yml, as it is written, does with every alert what stands in the tables beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.routing.document import UnreadableDocumentError, read
from monitorgen.routing.inhibition import Inhibitor
from monitorgen.routing.pairs import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.plan.routing import Routing
    from monitorgen.routing.cases import Case
    from monitorgen.routing.document import Read
    from monitorgen.routing.tree import Delivery, Kind

_HINT = "drop what `stack.alertmanager.config` says of routes; if it says nothing, please report this"


def check_document(document: Json, routing: Routing, cases: list[Case], config: Origin) -> Iterator[Diagnostic]:
    """MG452: the document is read as Alertmanager reads it. `config` is where settings that are laid over it stand.

    One alert of those that differ is told.
    """
    try:
        found = read(document)
    except UnreadableDocumentError as error:
        yield Diagnostic("MG452", f"alertmanager.yml can't be read: {error}", config, hint=_HINT)
        return
    seen: set[tuple[Kind, int]] = set()
    for case in cases:
        # `Judge` gives alerts of one way the very same stages, so that to ask which they are needs no look into them.
        # Each case keeps its stages, so that no others come to have their id; equal ones are only compared again.
        kind = (found.policy.tree.kind(case.labels), id(case.stages))
        if kind in seen:
            continue  # The document can't tell it from one that it treats as it should.
        seen.add(kind)
        if difference := _difference(found, routing, case):
            alert = case.alert
            message = f"alertmanager.yml does otherwise with {alert.alertname} of {alert.unit}: {difference}"
            yield Diagnostic("MG452", message, config, hint=_HINT)
            return
    for pair in pairs(routing.inhibits):
        inhibitor = Inhibitor.of(found.policy.inhibits, [pair.source])
        if any(True for _ in inhibitor.of_alert(pair.target)) != pair.quiet:
            other = f"does not differ in {pair.tried}" if pair.tried else "is what it is for"
            does = f"tells an alert that inhibit rule {pair.rule!r} keeps quiet: it {other}"
            if not pair.quiet:
                does = f"keeps an alert quiet that inhibit rule {pair.rule!r} does not: it differs in {pair.tried}"
            yield Diagnostic("MG452", f"alertmanager.yml {does}", config, hint=_HINT)
            return


def _difference(found: Read, routing: Routing, case: Case) -> str:
    """What differs first, empty if nothing does."""
    there = [each for each in found.policy.tree.deliveries(case.labels) if found.receivers.get(each.route.receiver)]
    wanted = {stage.delivery.route.receiver: stage.delivery for stage in case.stages}
    if {each.route.receiver for each in there} != wanted.keys():
        told = ", ".join(each.route.receiver for each in there) or "nobody"
        return f"it tells {told} instead of {', '.join(wanted) or 'nobody'}"
    for each in there:
        name = each.route.receiver
        if each.timing != wanted[name].timing:
            return f"{name} is told at other times"
        if _times(each) != _times(wanted[name]):
            return f"{name} is told within other intervals"
        if list(found.receivers[name]) != sorted(one.kind for one in routing.receivers[name].integrations):
            return f"{name} has other integrations"
    return ""


def _times(delivery: Delivery) -> tuple[set[str], set[str]]:
    return set(delivery.route.mute), set(delivery.route.active)
