"""What every model of the language is made of: nodes, named entries and what a layer displaces.

All fields of all models are optional: a type, an entry and a patch of an environment are one model. What a finished
entry must have is decided when it is linked.

Modules of models do not defer annotations (`from __future__ import annotations`): each text would be compiled when the
shape of its model is asked for.
"""

from collections.abc import KeysView, Mapping
from typing import Annotated, Any, ClassVar, Self

from msgspec import Struct

from monitorgen.raw import NONE, Nothing, Raw
from monitorgen.spec.scalars import DATE, ENVIRONMENT, TEXT


class Form(Struct, frozen=True):
    """Keys of which exactly one may stand. A layer that names one drops `keys` and `details` of weaker layers."""

    keys: frozenset[str]
    details: frozenset[str] = frozenset()


class Field(Struct, frozen=True):
    """A field of a model: what it is for, and the word that it is written as where Python reserves that word."""

    description: str
    alias: str | None = None


def field(description: str, alias: str | None = None) -> Any:
    """What a field of a model is declared with; its annotation says what may stand there, its default is None."""
    return Field(description, alias)


class Node:
    """A map of the language with known keys, which never changes. It holds the fields that were said, None is the rest.

    Subclasses are models: each declares its fields with `field`. What a field takes is read off its annotation
    (`spec.shape`), and along that a raw node becomes a model (`spec.reading`).
    """

    model_fields: ClassVar[Mapping[str, Field]] = {}
    """The fields by the names of their attributes, those of the bases first."""

    SHORT: ClassVar[str | None] = None
    """The field that a scalar in place of the map stands for."""
    SHORT_PATH: ClassVar[str | None] = None
    """The field that it stands for if it begins with `/`."""
    FORMS: ClassVar[tuple[Form, ...]] = ()
    SCALAR_IS_KEY: ClassVar[bool] = False
    """A scalar in place of the map is its one key: `deploy: compose`."""
    HINTS: ClassVar[Mapping[str, str]] = {}
    """Words that people try, and what to write instead."""
    NOT_YET: ClassVar[frozenset[str]] = frozenset()
    """Words of the language that this version does not compile."""

    def __init_subclass__(cls) -> None:
        fields = {name: each for base in reversed(cls.__bases__) for name, each in _fields_of(base).items()}
        for name, declared in list(vars(cls).items()):
            if isinstance(declared, Field):
                fields[name] = declared
                setattr(cls, name, None)
        cls.model_fields = fields

    @classmethod
    def of_node(cls, node: object) -> Self:
        """The model of an expanded node. Raises `reading.Unreadable` with all that its fields can't take."""
        from monitorgen.spec.reading import read

        return read(cls, node)

    @classmethod
    def model_construct(cls, **said: object) -> Self:
        """A model of values that are what its fields take; None is not said."""
        made = cls.__new__(cls)
        made.__dict__.update((name, value) for name, value in said.items() if value is not None)
        return made

    def model_copy(self, *, update: Mapping[str, object]) -> Self:
        """The model with other values in some fields; None takes back what was said."""
        return self.model_construct(**{**self.__dict__, **update})

    @property
    def model_fields_set(self) -> KeysView[str]:
        """The fields that were said."""
        return self.__dict__.keys()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} can't be set")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), frozenset(self.__dict__.items())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """The keys that `layer` drops from the layers below it, beside those that it sets itself."""
        gone: frozenset[str] = frozenset()
        for form in cls.FORMS:
            if not form.keys.isdisjoint(layer):
                gone |= form.keys | form.details
        return gone


def _fields_of(base: type) -> Mapping[str, Field]:
    return base.model_fields if issubclass(base, Node) else {}


class Ignore(Node):
    """Why a warning is silenced, and until when."""

    SHORT = "because"

    because: Annotated[str | None, TEXT] = field("The reason, for whoever reads it next.")
    until: Annotated[str | None, DATE] = field("The day from which `check --today` complains.")


class Entry(Node):
    """A named thing in a collection. Any entry may be patched by `environments:` and dropped by `none`."""

    title: Annotated[str | None, TEXT] = field("The name in words.")
    description: Annotated[str | None, TEXT] = field("What it is, for people.")
    only: list[Annotated[str, ENVIRONMENT]] | None = field("Exists in these environments alone.")
    was: Annotated[str | None, TEXT] = field("Its old name: a rename keeps ids and history.")
    ignore: dict[str, Ignore] | None = field("Warnings silenced here and below, by code.")


class Json:
    """Marks a field that takes any JSON value."""


class Whole:
    """Marks a map that a stronger layer replaces as a whole (the tables of the language)."""


class Tag(Struct, frozen=True):
    """Marks a member of a union: written as a `map`, a `list`, `text` or `none`; that alone decides between them."""

    form: str


def written_shape(value: object) -> str:
    """How a raw value was written: `map`, `list`, `none` or `text`."""
    if isinstance(value, dict):
        return "map"
    if isinstance(value, (list, tuple)):
        return "list"
    return "none" if value is NONE or isinstance(value, Nothing) else "text"
