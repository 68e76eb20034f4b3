"""The types of what was written: each entry, type and patch against its model, each fault where it was written.

Expansion has settled the shapes, so what pydantic can still find is a scalar that is not what its field wants, or a
name that is none. Anything else is a fault of monitorgen itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Part
from monitorgen.load import answers
from monitorgen.raw import NONE
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw

_CODES = {"value": "MG150", "quoted": "MG151"}


def check(node: Raw, model_shape: ModelOf, origin: Origin, findings: Findings) -> None:
    """Tell of every value of an expanded node that its field can't take."""
    if node is NONE:
        return
    try:
        model_shape.model.model_validate(node)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            # An entry that `none` drops has no fields to look at; pydantic knows nothing of that.
            if fault["input"] is not NONE:
                findings.add(_diagnostic(fault, model_shape, origin))


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


def _diagnostic(fault: ErrorDetails, model_shape: ModelOf, origin: Origin) -> Diagnostic:
    code = _CODES.get(fault["type"])
    if code is None:
        raise RuntimeError(f"expansion let through what pydantic calls {fault['type']!r} at {fault['loc']}")
    path, part, secret = _walked(fault["loc"], model_shape)
    if secret:
        return answers.secret_name(origin.at(*path))
    hint = str(fault.get("ctx", {}).get("hint", ""))
    if part == "key":
        return answers.bad_name(fault["msg"], hint, origin.at(*path))
    return Diagnostic(code, fault["msg"], origin.at(*path), hint=hint)


def _walked(location: tuple[str | int, ...], shape: Shape) -> tuple[Path, Part, bool]:
    """The path in the file that a location of pydantic stands for, and whether it leads into a secret's reference.

    Its locations hold more than was written: the tag of the form that a field was written in, and `[key]`.
    """
    path: list[str | int] = []
    secret = in_map = False
    for step in location:
        if in_map and step == "[key]" and not isinstance(shape, MapOf):
            return tuple(path), "key", secret
        if isinstance(shape, Choice):
            shape = shape.forms[str(step)]
            continue
        secret = secret or (isinstance(shape, ModelOf) and shape.model is SecretRef)
        in_map = isinstance(shape, MapOf)
        path.append(step)
        shape = shape_at(shape, (step,))
    return tuple(path), "value", secret
