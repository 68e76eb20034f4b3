"""The classes of a Python spec against the shape of the language: an `Alert` where a `Metric` belongs is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.spec.scalars import ENVIRONMENT
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import Environment, System

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SYSTEM = model_of(System)


def check_classes(file: str, calls: Iterable[tuple[Sequence[str | int], str, object]], findings: Findings) -> None:
    """Tell of calls whose class is not that of the place where they stand; unknown places are told elsewhere.

    A class with some of the fields will do: a `Service` in `types`, a `Condition` in `alerts`.
    """
    for path, name, _ in calls:
        model_shape = _model_at(path)
        if model_shape is None:
            continue
        wanted = "Spec" if model_shape is SYSTEM else model_shape.model.__name__
        if wanted != name and all(base.__name__ != name for base in model_shape.model.__mro__):
            message = f"expected {wanted}(...), got {name}(...)"
            findings.add(Diagnostic("MG188", message, Origin(file, tuple(path))))


def _model_at(path: Sequence[str | int]) -> ModelOf | None:
    """The map that stands at a path of a spec, or None where the language has no map."""
    shape: Shape | None = SYSTEM
    for step in path:
        shape = _step(shape, step)
    if isinstance(shape, Choice):
        shape = shape.forms.get("map")
    return shape if isinstance(shape, ModelOf) else None


def _step(shape: Shape | None, step: str | int) -> Shape | None:
    if isinstance(shape, Choice):
        shape = shape.forms.get("list" if isinstance(step, int) else "map")
    if isinstance(shape, ModelOf):
        if step == "environments" and shape.model in (System, Environment):
            return MapOf(ENVIRONMENT, model_of(Environment), named=False)
        if step == "environments" and shape.is_entry:
            return MapOf(ENVIRONMENT, shape, named=False)
        return shape.fields.get(str(step))
    return shape.item if isinstance(shape, MapOf | ListOf) else None
