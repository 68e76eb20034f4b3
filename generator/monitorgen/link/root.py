"""The root of a system in one scope: collections and settings, patched and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from monitorgen.link.layers import Layer, origin_of, stack, text_layers
from monitorgen.link.merge import without_dropped
from monitorgen.raw import NONE, Raw
from monitorgen.spec.base import Node
from monitorgen.spec.shape import MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import System

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.scope import Scope
    from monitorgen.spec.written import Spec

SYSTEM = model_of(System)
_Model = TypeVar("_Model", bound=Node)


class Root(Struct, frozen=True):
    """Access to the root fields of a spec in one scope."""

    spec: Spec
    scope: Scope
    _layers: dict[tuple[str, ...], tuple[Layer, ...]] = field(default_factory=dict)

    def layers(self, *path: str) -> tuple[Layer, ...]:
        """What was written of a setting (`deploy`) or an entry (`channels`, `oncall`), with its patches."""
        found = self._layers.get(path)
        if found is None:
            written = self.spec.collections[path[0]].get(path[1]) if len(path) > 1 else self.spec.settings.get(path[0])
            found = self._layers[path] = text_layers(written, self.scope) if written is not None else ()
        return found

    def where(self, *path: str | int) -> Origin:
        """Where something of the root was written last; the system's own place if it wasn't."""
        if not path:
            return self.spec.origin
        head, *rest = path
        collection = self.spec.collections.get(str(head))
        if collection is not None and rest and (layers := self.layers(str(head), str(rest[0]))):
            return origin_of(layers, tuple(rest[1:]))
        if collection is None and (layers := self.layers(str(head))):
            return origin_of(layers, tuple(rest))
        return self.spec.origin

    def setting(self, name: str) -> Raw | None:
        """The raw value of a setting, None if it is not said."""
        layers = self.layers(name)
        if not layers:
            return None
        node: Raw = layers[0].whole
        if len(layers) > 1:
            node = stack(layers[1:], SYSTEM.fields[name], node) if isinstance(node, dict) else layers[-1].whole
        return without_dropped(node, SYSTEM.fields[name], self.scope.has)

    def model(self, name: str, model: type[_Model]) -> _Model | None:
        """A setting that is a map, typed."""
        node = self.setting(name)
        return model.model_validate(node) if isinstance(node, dict) else None

    def names(self, collection: str) -> tuple[str, ...]:
        """The names that a collection declares, in any scope."""
        return tuple(self.spec.collections[collection])

    def node(self, collection: str, name: str) -> Raw:
        """The node of an entry of a root collection in this scope; NONE where it is dropped or does not exist."""
        shape = _item(collection, name)
        layers = self.layers(collection, name)
        node = layers[0].whole
        for layer in layers[1:]:
            node = stack((layer,), shape, node) if isinstance(layer.whole, dict) else layer.whole
        if isinstance(node, dict):
            if not self.scope.has(node):
                return NONE
            node = without_dropped(node, shape, self.scope.has)
        return node

    def collection(self, name: str, model: type[_Model]) -> tuple[dict[str, _Model], frozenset[str]]:
        """The entries of a collection that exist in this scope, and the names of those that `none` dropped."""
        made: dict[str, _Model] = {}
        dropped: set[str] = set()
        for each in self.names(name):
            node = self.node(name, each)
            if isinstance(node, dict):
                made[each] = model.model_validate(node)
            else:
                dropped.add(each)
        return made, frozenset(dropped)

    def texts(self, name: str) -> Mapping[str, str]:
        """A collection of scalars, such as `labels`."""
        nodes = ((each, self.node(name, each)) for each in self.names(name))
        return {each: str(node) for each, node in nodes if isinstance(node, str)}


def _item(collection: str, name: str) -> Shape:
    """The shape of an entry of a root collection; components of the stack have one each."""
    shape = SYSTEM.fields[collection]
    if isinstance(shape, ModelOf):
        return shape.fields[name]
    assert isinstance(shape, MapOf)
    return shape.item
