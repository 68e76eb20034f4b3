"""What layers may not do to each other: remove or patch what isn't there, turn a comparison round."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Related
from monitorgen.link.layers import Layer, origins_of
from monitorgen.link.merge import merge
from monitorgen.link.replaces import ALERT
from monitorgen.raw import NONE, Raw
from monitorgen.spec.base import written_shape
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS
from monitorgen.spec.service import Type
from monitorgen.spec.shape import Choice, MapOf, ModelOf, Shape, model_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.link.types import Row

TYPE = model_of(Type)
_OTHERS = {word: frozenset(COMPARISONS) - {word} for word in COMPARISONS}
"""The words that turn a comparison round."""


def check_removals(row: Row, own: Sequence[Layer], replaced: Mapping[str, str], findings: Findings) -> None:
    """`X: none` in an entry must remove something that its types bring. `replaced` alerts are gone already."""
    for layer in own:
        alerts = layer.whole.get("alerts") if isinstance(layer.whole, dict) else None
        for name, value in alerts.items() if isinstance(alerts, dict) else ():
            if value is NONE and name in replaced:
                where = layer.find(("alerts", name)) or layer.origin
                message = f"`{name}: none` removes nothing: {replaced[name]} has taken its place"
                hint = f"write `{replaced[name]}: none`"
                findings.add(Diagnostic("MG206", message, where, hint=hint, part="key"))
    for field, name in dropped(own[0].node):
        known = _names(row.node, field)
        if known.get(name, NONE) is NONE and not (field == "alerts" and name in replaced):
            findings.add(_nothing(name, field, own[0].origin.at(field, name), _alive(known)))


class TypeRemovals:
    """`X: none` in a type must remove something in some row that the type stands in."""

    def __init__(self) -> None:
        self._idle: dict[Origin, tuple[str, str, list[str]]] = {}
        self._needed: set[Origin] = set()

    def look_at(self, layer: Layer, weaker: Raw) -> None:
        """Take in a layer of a type over the weaker ones of its row."""
        for field, name in dropped(layer.whole):
            known, origin = _names(weaker, field), layer.find((field, name)) or layer.origin
            if known.get(name, NONE) is NONE:
                self._idle.setdefault(origin, (name, field, _alive(known)))
            else:
                self._needed.add(origin)

    def idle(self) -> Iterator[Diagnostic]:
        """MG206, when all rows have been looked at."""
        for origin, (name, field, known) in self._idle.items():
            if origin not in self._needed:
                yield _nothing(name, field, origin, known)


def dropped(node: Raw) -> Iterator[tuple[str, str]]:
    """The named things of an entry to which a layer says `none`, as (field, name)."""
    for field, names in node.items() if isinstance(node, dict) else ():
        if isinstance(names, dict) and NONE in names.values():
            shape = TYPE.fields[field]
            if isinstance(shape, MapOf) and shape.named:
                yield from ((field, name) for name, value in names.items() if value is NONE)


def without_created(node: Mapping[str, Raw], unpatched: Raw) -> dict[str, Raw]:
    """An entry less the named things that only a patch speaks of: that has been told, and there is no more to it."""
    made = dict(node)
    for field, names in node.items():
        shape = TYPE.fields[field]
        if isinstance(shape, MapOf) and shape.named and isinstance(names, dict):
            there = _names(unpatched, field)
            if not there.keys() >= names.keys():
                made[field] = {name: each for name, each in names.items() if name in there}
    return made


def _names(node: Raw, field: str) -> dict[str, Raw]:
    found = node.get(field) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _alive(names: Mapping[str, Raw]) -> list[str]:
    return [name for name, each in names.items() if each is not NONE]


def _nothing(name: str, field: str, origin: Origin, known: list[str]) -> Diagnostic:
    near = get_close_matches(name, known, 1)
    hint = (
        f"did you mean {near[0]}?" if near else "drop the line" + (f"; inherited: {', '.join(known)}" if known else "")
    )
    message = f"`{name}: none` removes nothing: no {field.removesuffix('s')} {name!r} is inherited"
    return Diagnostic("MG206", message, origin, hint=hint, part="key")


def check_patches(unpatched: Raw, patches: Sequence[Layer], findings: Findings) -> None:
    """An environment's patch changes or removes named things that exist; it never creates one."""
    for patch in patches:
        _check_patch(patch.whole, unpatched, TYPE, patch, (), findings)
        for field, name in dropped(patch.whole):
            known = _names(unpatched, field)
            if name not in known:
                findings.add(_nothing(name, field, patch.find((field, name)) or patch.origin, _alive(known)))


def check_patch_of_type(weaker: Raw, patch: Layer, removals: TypeRemovals, findings: Findings) -> None:
    """The same for a patch of a type, which may remove what only some rows have."""
    _check_patch(patch.whole, weaker, TYPE, patch, (), findings)
    removals.look_at(patch, weaker)


def _check_patch(
    node: Raw, unpatched: Raw, shape: Shape, patch: Layer, path: tuple[str, ...], findings: Findings
) -> None:
    if not isinstance(node, dict):
        return
    there = unpatched if isinstance(unpatched, dict) else {}
    if isinstance(shape, Choice):
        _check_patch(node, unpatched, shape.forms[written_shape(node)], patch, path, findings)
    elif isinstance(shape, ModelOf):
        for key, value in node.items():
            _check_patch(value, there.get(key, {}), shape.fields[key], patch, (*path, key), findings)
    elif isinstance(shape, MapOf) and shape.named:
        for key, value in node.items():
            if key in there:
                _check_patch(value, there[key], shape.item, patch, (*path, key), findings)
                continue
            if value is NONE and len(path) == 1:
                continue  # what removes nothing is told apart from what creates
            near = get_close_matches(key, list(there), 1)
            hint = f"did you mean {near[0]}?" if near else "declare it in the entry, with `only:` its environments"
            message = f"a patch can't create {key!r}: the entry has no such {path[-1].removesuffix('s')}"
            where = patch.find((*path, key)) or patch.origin
            findings.add(Diagnostic("MG207", message, where, hint=hint, part="key"))


def check_directions(row: Row, own: Sequence[Layer], starts: Mapping[str, str], findings: Findings) -> None:
    """A layer that says `above` where a weaker one says `below` must say the function again."""
    layers = (*row.layers, *own)
    for position, layer in enumerate(own, len(row.layers)):
        for name, alert in _names(layer.whole, "alerts").items():
            if not isinstance(alert, dict) or not FUNCTIONS.keys().isdisjoint(alert):
                continue
            for word in COMPARISONS:
                if word in alert and (name in starts or _is_compared(layers[:position], name, _OTHERS[word])):
                    _check_direction(name, word, position, layers, starts, findings)


def _is_compared(layers: Sequence[Layer], name: str, words: frozenset[str]) -> bool:
    """Whether one of the layers compares an alert with one of these words."""
    for layer in layers:
        alert = _names(layer.whole, "alerts").get(name)
        if isinstance(alert, dict) and not words.isdisjoint(alert):
            return True
    return False


def _check_direction(
    name: str, word: str, position: int, layers: Sequence[Layer], starts: Mapping[str, str], findings: Findings
) -> None:
    layer, below = layers[position], layers[:position]
    start = name
    weaker = _alert(below, start)
    while not weaker and start in starts:
        start = starts[start]
        weaker = _alert(layers, start)
    for other in COMPARISONS:
        if other != word and other in weaker:
            places = origins_of(layers, ("alerts", start, other))
            related = (Related(places[0], f"`{other}` stands here"),) if places else ()
            message = f"alert {name} fires `{other}` its threshold; `{word}` would turn it round"
            hint = f"write `{other}:`, or name the function again for a condition of your own"
            where = layer.find(("alerts", name, word)) or layer.origin
            findings.add(Diagnostic("MG208", message, where, part="key", hint=hint, related=related))


def _alert(layers: Sequence[Layer], name: str) -> Mapping[str, Raw]:
    """An alert as these layers make it."""
    alert: Raw = {}
    for layer in layers:
        said = _names(layer.whole, "alerts").get(name)
        if said is not None:
            alert = merge(alert, said, ALERT)
    return alert if isinstance(alert, dict) else {}
