"""Types: the row of an entry's types, each patched for the scope, merged once and shared by all entries that have it.

The row holds a base before what builds on it, the list of `type:` from left to right, each type once, at its first
place. `service` or `infrastructure` comes first unless a type of the row says another.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.judged import TYPE, TypeRemovals, check_patch_of_type, without_created
from monitorgen.link.layers import Layer, origin_of, stack, text_layers
from monitorgen.link.merge import merge
from monitorgen.raw import NONE, Frozen, Raw, frozen, thawed
from monitorgen.spec.service import Type
from monitorgen.spec.shape import MapOf, ModelOf
from monitorgen.spec.written import Spec, Written

if TYPE_CHECKING:
    from monitorgen.link.scope import Scope
    from monitorgen.spec.base import Node

Kind = Literal["service", "infrastructure"]
Builtin = Callable[[str], Written | None]
"""Gives a built-in type by name, expanded like any other, or None."""

ROOT_ALERT = "TargetDown"
_NAMED = {
    name: shape.item.model
    for name, shape in TYPE.fields.items()
    if isinstance(shape, MapOf) and shape.named and isinstance(shape.item, ModelOf)
}
"""The named things of an entry: the models of each, by the field that they stand in."""


class Row:
    """The types of an entry, merged: what it starts from."""

    __slots__ = ("_models", "layers", "names", "node")

    def __init__(self, names: tuple[str, ...], layers: tuple[Layer, ...], node: dict[str, Raw]) -> None:
        self.names = names
        self.layers = layers
        self.node = node
        self._models: dict[tuple[str, str], Node] = {}

    def typed(self, node: dict[str, Raw]) -> Type:
        """An entry that starts from these types as a model.

        Of its named things (metrics, alerts) those that the types bring are made once for all entries that have them,
        and so are those that are written alike in many.
        """
        made: dict[str, object] = dict(node)
        for name, model in _NAMED.items():
            here, there = node.get(name), self.node.get(name) or {}
            if isinstance(here, dict) and isinstance(there, dict):
                made[name] = {
                    key: self._model(name, key, model, each) if each is there.get(key) else _alike(model, frozen(each))
                    for key, each in here.items()
                }
        return Type.model_validate(made)

    def _model(self, field: str, name: str, model: type[Node], node: Raw) -> Node:
        made = self._models.get((field, name))
        if made is None:
            made = self._models[field, name] = model.model_validate(node)
        return made


@lru_cache(1024)
def _alike(model: type[Node], written: Frozen) -> Node:
    """The model of a named thing: services of one make say the same of their metrics, and a model is large."""
    return model.model_validate(thawed(written))


class Types(Struct, eq=False):
    """The types of a spec in one scope. Rows are made once and kept: entries of one type share their parts."""

    spec: Spec
    scope: Scope
    builtin: Builtin
    names: tuple[str, ...]
    findings: Findings
    _rows: dict[tuple[Kind, tuple[str, ...]], Row] = field(default_factory=dict)
    _layers: dict[str, tuple[Layer, ...]] = field(default_factory=dict)
    removals: TypeRemovals = field(default_factory=TypeRemovals)

    def knows(self, name: str) -> bool:
        """Whether there is a type of this name, built in or of the spec."""
        return name in self.spec.collections["types"] or name in self.names

    def of(self, kind: Kind) -> list[str]:
        """The types that are for a kind of entry and say more than that, sorted."""
        names = {*self.names, *self.spec.collections["types"]} - {"service", "infrastructure"}
        return sorted(name for name in names if any(_kind_of(layer) == kind for layer in self._of(name)))

    def row(self, kind: Kind, wanted: tuple[str, ...], origin: Origin) -> Row:
        """The row for an entry that wants these types; raises `Refused` for what can't be one."""
        key = (kind, wanted)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = self._make(kind, wanted, origin)
        return row

    def _make(self, kind: Kind, wanted: tuple[str, ...], origin: Origin) -> Row:
        names: list[str] = []
        for name in wanted:
            self._collect(name, (), names, origin)
        if not any(name in ("service", "infrastructure") for name in names):
            names.insert(0, kind)
        layers: list[Layer] = []
        for name in names:
            layers += self._of(name)
            if name in ("service", "infrastructure"):
                layers += root_alert_layers(self.spec, self.scope)
        self._check_kind(kind, wanted, origin)
        return Row(tuple(names), tuple(layers), self._merged(layers))

    def _merged(self, layers: list[Layer]) -> dict[str, Raw]:
        """The layers of a row, merged; what a type or its patch may not say of those below is found on the way."""
        node: dict[str, Raw] = {}
        for layer in layers:
            merged = merge(node, layer.whole, TYPE)
            assert isinstance(merged, dict)
            if layer.origin.layer.startswith("env:"):
                check_patch_of_type(node, layer, self.removals, self.findings)
                merged = without_created(merged, node)
            elif layer.origin.layer.startswith("type:"):
                self.removals.look_at(layer, node)
            node = merged
        return node

    def _collect(self, name: str, above: tuple[str, ...], names: list[str], origin: Origin) -> None:
        if name in above:
            raise Refused(self._circle(above[above.index(name) :]))
        if name in names:
            return
        if not self.knows(name):
            near = get_close_matches(name, [*self.spec.collections["types"], *self.names], 1)
            hint = f"did you mean {near[0]}?" if near else f"declare it in `types:`; built in: {', '.join(self.names)}"
            raise Refused(Diagnostic("MG202", f"there is no type {name!r}", origin, hint=hint))
        node = stack(self._of(name), TYPE)
        for under in said_types(node):
            if under != name or name not in self.names:  # one that is built in may be patched under its own name
                self._collect(under, (*above, name), names, origin_of(self._of(name), ("type",)))
        names.append(name)

    def _circle(self, names: tuple[str, ...]) -> Diagnostic:
        """The finding about a circle, the same wherever one comes into it."""
        first = names.index(min(names))
        circle = (*names[first:], *names[:first])
        origin = origin_of(self._of(circle[-1]), ("type",))
        message = f"types go in a circle: {' -> '.join((*circle, circle[0]))}"
        return Diagnostic("MG201", message, origin, hint="drop one `type:`")

    def judge(self) -> None:
        """Tell what is wrong with types whether or not an entry has them: what they start from, and what they drop.

        What is dropped is known when all rows are made.
        """
        for name, written in self.spec.collections["types"].items():
            try:
                self._collect(name, (), [], written.origin)
            except Refused as refused:
                self.findings.add(refused.diagnostic)
        self.findings.extend(self.removals.idle())

    def _of(self, name: str) -> tuple[Layer, ...]:
        layers = self._layers.get(name)
        if layers is None:
            builtin = self.builtin(name)
            layers = text_layers(builtin, self.scope, "catalog") if builtin else ()
            written = self.spec.collections["types"].get(name)
            if written is not None:
                layers += tuple(
                    layer for layer in text_layers(written, self.scope, f"type:{name}") if layer.whole is not NONE
                )
            self._layers[name] = layers
        return layers

    def _check_kind(self, kind: Kind, wanted: tuple[str, ...], origin: Origin) -> None:
        for name in wanted:
            row: list[str] = []
            self._collect(name, (), row, origin)
            for layer in (layer for each in reversed(row) for layer in self._of(each)):
                said = _kind_of(layer)
                if said is not None and said != kind:
                    where = "`services`" if said == "service" else "`infrastructure`"
                    here = (Related(layer.origin, f"it says `kind: {said}`"),)
                    related = here if layer.origin.layer != "catalog" else ()
                    message, hint = f"type {name!r} is for {where}", f"declare it in {where}"
                    raise Refused(Diagnostic("MG203", message, origin, related=related, hint=hint))


def _kind_of(layer: Layer) -> Raw | None:
    return layer.node.get("kind") if isinstance(layer.node, dict) else None


def said_types(node: Raw) -> tuple[str, ...]:
    """The types that a node names itself: one, a list, or none."""
    said = node.get("type") if isinstance(node, dict) else None
    if isinstance(said, list):
        return tuple(str(each) for each in said if isinstance(each, str))
    return (str(said),) if isinstance(said, str) else ()


def root_alert_layers(spec: Spec, scope: Scope) -> list[Layer]:
    """What the root's `alerts` say of `TargetDown`, which every target starts from: tuned, renamed or dropped."""
    layers: list[Layer] = []
    for name, written in spec.collections["alerts"].items():
        if is_root_alert_of_targets(name, written):
            texts = text_layers(written, scope)
            layers += [Layer(text.node, text.origin, ("alerts", name, *text.at)) for text in texts]
    return layers


def is_root_alert_of_targets(name: str, written: Written) -> bool:
    """Whether an alert of the root speaks of every target's `TargetDown`, not of the system."""
    node = written.node
    said = {node.get("replaces"), node.get("extends")} if isinstance(node, dict) else set()
    return name == ROOT_ALERT or ROOT_ALERT in said
