"""Secrets: every one that is named is declared, whoever uses what names it.

The models tell where a secret may stand, so that a new field is looked at without a word here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from monitorgen.link.undeclared import undeclared
from monitorgen.spec.base import Node
from monitorgen.spec.channel import Channel
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.spec.shape import Leading, ModelOf, model_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.diagnostics import Diagnostic, Origin, Path
    from monitorgen.link.linked import Linked
    from monitorgen.plan.values import UnitId

_LEADING = Leading(lambda shape: isinstance(shape, ModelOf) and shape.model is SecretRef)


def check_secrets_of_root(linked: Linked) -> Iterator[Diagnostic]:
    """MG214: what the channels of the root and of teams name, and the stack."""
    root = linked.root
    for name, channel in root.collection("channels", Channel)[0].items():
        yield from _undeclared(channel, linked, lambda *path, name=name: root.where("channels", name, *path))
    for name, team in linked.teams.items():
        yield from _undeclared(team, linked, lambda *path, name=name: root.where("teams", name, *path))
    for name, component in linked.components.named.items():
        yield from _undeclared(component, linked, lambda *path, name=name: root.where("stack", name, *path))


def check_secrets_of_unit(linked: Linked, unit: UnitId) -> Iterator[Diagnostic]:
    """MG214: what a unit's entry names."""
    entry = linked.entry_of(unit)
    if entry is not None:
        yield from _undeclared(entry.model, linked, entry.where)


def _undeclared(model: Node, linked: Linked, where: Callable[..., Origin]) -> Iterator[Diagnostic]:
    for path, name in _named(model, ()):
        if name not in linked.secrets:
            yield undeclared(name, linked.secrets, where(*path))


def _named(value: object, path: Path) -> Iterator[tuple[Path, str | None]]:
    """The secrets that a value of a model names, each with the path to where it does."""
    if isinstance(value, SecretRef):
        yield path, value.secret
    elif isinstance(value, Node):
        for field, written in _leading(type(value)):
            inner = getattr(value, field)
            if inner is not None:
                yield from _named(inner, (*path, written))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _named(inner, (*path, index))


@cache
def _leading(model: type[Node]) -> tuple[tuple[str, str], ...]:
    """The fields of a model below which a secret may stand, with their written names."""
    leading = _LEADING.fields(model_of(model))
    names = ((name, info.alias or name) for name, info in model.model_fields.items())
    return tuple((name, written) for name, written in names if written in leading)
