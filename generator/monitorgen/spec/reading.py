"""Raw nodes read as what they mean: a scalar as its kind has it, a map with known keys as its model.

    service = read(Service, {"port": "8080"})       # what Service.of_node does
    service.port                                    # 8080

Reading goes along the shape of the language. It stops at the first value that a field can't take; what is wrong is
then looked for along the same shape, so that all of it is told and a node with no fault is read without a detour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from monitorgen.raw import Nothing, Quoted
from monitorgen.spec.base import Node, written_shape
from monitorgen.spec.scalars import Scalar
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, NoneWord, Shape, model_of
from monitorgen.units import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from monitorgen.diagnostics import Part, Path

    Reader = Callable[[object], object]

Model = TypeVar("Model", bound=Node)


class Fault(Struct, frozen=True):
    """A value or a key that can't be read, and where it stands below the node that was read.

    `kind`: a `value` that its scalar does not take, `quoted` where that means something else, the wrong `shape`, or an
    `unknown` key. `inside` is the nearest model around it, `value` what was written.
    """

    kind: Literal["value", "quoted", "shape", "unknown"]
    message: str
    hint: str
    path: Path
    part: Part
    inside: type[Node] | None
    value: object


class Unreadable(Exception):  # noqa: N818 - the input is refused, nothing failed
    """A node that holds what its fields can't take: every fault of it, in the order of the fields."""

    def __init__(self, model: type[Node], faults: tuple[Fault, ...]) -> None:
        # Values are not repeated: this may end in a report of a crash, and what was written may be a secret.
        super().__init__(f"no {model.__name__}: {[(fault.kind, fault.path) for fault in faults]}")
        self.faults = faults


class _Unfit(Exception):  # noqa: N818 - not an error yet: faults are looked for where it is caught
    """Raised for a value that is not written as its field wants it."""


def read(model: type[Model], node: object) -> Model:
    """The model of a raw node. Raises `Unreadable`."""
    try:
        made = _reader(model_of(model))(node)
    except (_Unfit, UnitError):
        raise Unreadable(model, tuple(_faults(model_of(model), node, (), None))) from None
    assert isinstance(made, model)
    return made


def _reader(shape: Shape) -> Reader:
    """What reads a value of a shape; raises `_Unfit` and `UnitError`."""
    if isinstance(shape, ModelOf):
        return _READERS.get(shape.model) or _READERS.setdefault(shape.model, _model_reader(shape))
    if isinstance(shape, Scalar):
        return _scalar_reader(shape)
    if isinstance(shape, ListOf):
        return _list_reader(_reader(shape.item))
    if isinstance(shape, MapOf):
        return _map_reader(_scalar_reader(shape.key), _reader(shape.item))
    if isinstance(shape, Choice):
        return _choice_reader({form: _reader(each) for form, each in shape.forms.items()})
    return _as_it_is if isinstance(shape, Free) else _none


_READERS: dict[type[Node], Reader] = {}
"""The readers of models: each is made when a value of its model is met, and learns a field when that is met."""


def _model_reader(struct: ModelOf) -> Reader:
    model = struct.model
    known: dict[str, tuple[str, Reader]] = {}

    def read_model(value: object) -> Node:
        if not isinstance(value, dict):
            if isinstance(value, model):  # what many share is read once
                return value
            raise _Unfit
        made = model.__new__(model)
        said = made.__dict__
        for word, each in value.items():
            field = known.get(word)
            if field is None:
                if word not in struct.names:
                    raise _Unfit
                field = known[word] = struct.names[word], _reader(struct.fields[word])
            said[field[0]] = field[1](each)
        return made

    return read_model


def _scalar_reader(kind: Scalar) -> Reader:
    take, bare = kind.read, kind.bare

    def read_scalar(value: object) -> object:
        if not isinstance(value, str) or (bare and isinstance(value, Quoted)):
            raise _Unfit
        return take(value)

    return read_scalar


def _list_reader(take: Reader) -> Reader:
    def read_list(value: object) -> object:
        if not isinstance(value, (list, tuple)):
            raise _Unfit
        return [take(each) for each in value]

    return read_list


def _map_reader(take_key: Reader, take: Reader) -> Reader:
    def read_map(value: object) -> object:
        if not isinstance(value, dict):
            raise _Unfit
        return {take_key(key): take(each) for key, each in value.items()}

    return read_map


def _choice_reader(forms: dict[str, Reader]) -> Reader:
    def read_form(value: object) -> object:
        take = forms.get(written_shape(value))
        if take is None:
            raise _Unfit
        return take(value)

    return read_form


def _as_it_is(value: object) -> object:
    return value


def _none(value: object) -> object:
    if isinstance(value, Nothing):
        return value
    raise _Unfit


def _faults(shape: Shape, value: object, path: Path, inside: type[Node] | None) -> Iterator[Fault]:
    """All that the reader of a shape would not take."""
    match shape, value:
        case Scalar(), _:
            yield from _scalar_faults(shape, value, path, "value", inside)
        case Choice(forms=forms), _ if written_shape(value) in forms:
            yield from _faults(forms[written_shape(value)], value, path, inside)
        case ModelOf(), dict():
            yield from _model_faults(shape, value, path)
        case MapOf(key=key, item=item), dict():
            for name, each in value.items():
                yield from _scalar_faults(key, name, (*path, name), "key", inside)
                yield from _faults(item, each, (*path, name), inside)
        case ListOf(item=item), list() | tuple():
            for index, each in enumerate(value):
                yield from _faults(item, each, (*path, index), inside)
        case (Free(), _) | (NoneWord(), Nothing()):
            return
        case ModelOf(model=model), _ if isinstance(value, model):
            return
        case _:
            yield Fault("shape", f"expected {_wanted(shape)}, got {_got(value)}", "", path, "value", inside, value)


def _model_faults(struct: ModelOf, node: dict[str, object], path: Path) -> Iterator[Fault]:
    for word, shape in struct.fields.items():
        if word in node:
            yield from _faults(shape, node[word], (*path, word), struct.model)
    for word, value in node.items():
        if word not in struct.fields:
            yield Fault("unknown", f"there is no field {word!r}", "", (*path, word), "key", struct.model, value)


def _scalar_faults(kind: Scalar, value: object, path: Path, part: Part, inside: type[Node] | None) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault("shape", f"expected {kind.name}, got {_got(value)}", "", path, part, inside, value)
    elif kind.bare and isinstance(value, Quoted):
        message = f"expected {kind.name}, got quoted text"
        yield Fault("quoted", message, "remove the quotes", path, part, inside, value)
    else:
        try:
            kind.read(value)
        except UnitError as error:
            yield Fault("value", str(error), error.hint, path, part, inside, value)


_FORMS = {"map": "a map", "list": "a list", "text": "text", "none": "`none`"}


def _got(value: object) -> str:
    return _FORMS[written_shape(value)]


def _wanted(shape: Shape) -> str:
    if isinstance(shape, Choice):
        return " or ".join(_FORMS[form] for form in shape.forms)
    form = "list" if isinstance(shape, ListOf) else "none" if isinstance(shape, NoneWord) else "map"
    return _FORMS[form]
