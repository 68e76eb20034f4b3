"""The one merge rule of the language: maps merge by key, everything else is replaced by the stronger layer.

A layer that names a form (the function of a condition, the preset of an indicator) drops what weaker layers said of
another form; the models say what that is (`Node.displaced`). Nodes are never changed in place, so that layers and
their merged parts can be shared between entries.
"""

from __future__ import annotations

from collections.abc import Callable

from monitorgen.raw import NONE, Raw
from monitorgen.spec.base import written_shape
from monitorgen.spec.shape import Choice, Leading, MapOf, ModelOf, Shape

_ENTRIES = Leading(lambda shape: isinstance(shape, MapOf) and shape.named)

Lives = Callable[[Raw], bool]
"""Whether an entry exists in the scope at hand."""


def merge(weaker: Raw, stronger: Raw, shape: Shape) -> Raw:
    """`stronger` over `weaker`, both of `shape`."""
    if not isinstance(weaker, dict) or not isinstance(stronger, dict) or not stronger:
        return weaker if stronger == {} and isinstance(weaker, dict) else stronger
    if isinstance(shape, Choice):
        return merge(weaker, stronger, shape.forms[written_shape(stronger)])
    if isinstance(shape, ModelOf):
        gone = shape.model.displaced(stronger)
        merged = {key: value for key, value in weaker.items() if key not in gone} if gone else dict(weaker)
        for key, value in stronger.items():
            merged[key] = merge(merged[key], value, shape.fields[key]) if key in merged else value
        return merged
    if isinstance(shape, MapOf) and not shape.whole:
        merged = dict(weaker)
        for key, value in stronger.items():
            merged[key] = merge(merged[key], value, shape.item) if key in merged else value
        return merged
    return stronger


def without_dropped(node: Raw, shape: Shape, lives: Lives = lambda _: True) -> Raw:
    """The node without the entries that say `none`, at any depth, or that `lives` says are not here."""
    if not isinstance(node, dict):
        return node
    if isinstance(shape, Choice):
        return without_dropped(node, shape.forms[written_shape(node)], lives)
    if isinstance(shape, ModelOf):
        fields = _ENTRIES.fields(shape)
        return _each(node, {key: fields[key] for key in node if key in fields} if fields else {}, lives)
    if isinstance(shape, MapOf) and shape.named:
        kept = {key: value for key, value in node.items() if value is not NONE and lives(value)}
        hold_no_entries = isinstance(shape.item, ModelOf) and not _ENTRIES.fields(shape.item)
        shapes = {} if hold_no_entries else dict.fromkeys(kept, shape.item)
        return _each(kept if len(kept) < len(node) else node, shapes, lives)
    return node


def _each(node: dict[str, Raw], shapes: dict[str, Shape], lives: Lives) -> Raw:
    changed: dict[str, Raw] = {}
    for key, shape in shapes.items():
        value = without_dropped(node[key], shape, lives)
        if value is not node[key]:
            changed[key] = value
    return {**node, **changed} if changed else node
