"""The types of what was written: each entry, type and patch against its model, each fault where it was written.

Expansion has settled the shapes, so what can still be found is a scalar that is not what its field wants, or a name
that is none. Anything else is a fault of monitorgen itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load import answers
from monitorgen.raw import NONE
from monitorgen.spec.reading import Unreadable
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape

if TYPE_CHECKING:
    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw
    from monitorgen.spec.reading import Fault

_CODES = {"value": "MG150", "quoted": "MG151"}


def check(node: Raw, struct: ModelOf, origin: Origin, findings: Findings) -> None:
    """Tell of every value of an expanded node that its field can't take."""
    if node is NONE:
        return
    try:
        struct.model.of_node(node)
    except Unreadable as unreadable:
        for fault in unreadable.faults:
            # An entry that `none` drops has no fields to look at; a model knows nothing of that.
            if fault.value is not NONE:
                findings.add(_diagnostic(fault, origin))


def shape_at(shape: Shape, path: Path) -> Shape:
    """The shape of what stands at `path` inside a node of `shape`."""
    for step in path:
        if isinstance(shape, Choice):
            shape = shape.forms["list" if isinstance(step, int) else "map"]
        if isinstance(shape, ModelOf):
            shape = shape.fields[str(step)]
        elif isinstance(shape, MapOf | ListOf):
            shape = shape.item
        else:
            raise TypeError(f"there is nothing at {step!r} of {shape!r}")
    return shape


def _diagnostic(fault: Fault, origin: Origin) -> Diagnostic:
    code = _CODES.get(fault.kind)
    if code is None:
        raise RuntimeError(f"expansion let through a fault of kind {fault.kind!r} at {fault.path}")
    if fault.inside is SecretRef:
        return answers.secret_name(origin.at(*fault.path))
    if fault.part == "key":
        return answers.bad_name(fault.message, fault.hint, origin.at(*fault.path))
    return Diagnostic(code, fault.message, origin.at(*fault.path), hint=fault.hint)
