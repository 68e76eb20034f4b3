"""What every model of the language is made of: nodes, named entries and what a layer displaces.

All fields of all models are optional: a type, an entry and a patch of an environment are one model. What a finished
entry must have is decided when it is linked.

Modules of models do not defer annotations (`from __future__ import annotations`): pydantic would compile each text.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from threading import RLock
from typing import Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Discriminator, Field, GetCoreSchemaHandler
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function

from monitorgen.raw import NONE, Nothing, Raw
from monitorgen.spec.scalars import DATE, ENVIRONMENT, TEXT


class Form(NamedTuple):
    """Keys of which exactly one may stand. A layer that names one drops `keys` and `details` of weaker layers."""

    keys: frozenset[str]
    details: frozenset[str] = frozenset()


class Node(BaseModel):
    """A map of the language with known keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, protected_namespaces=(), defer_build=True
    )

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

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of the model for itself; inside another one it is no more than a call of it.

        So its validator is made when a value of it is met first: of the language a spec uses little.
        """
        if _BEING_MADE.get() is cls:
            return handler(source)
        return no_info_plain_validator_function(cls.model_validate)

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, object] | None = None,
    ) -> bool | None:
        """Make the validator; pydantic asks for it when it is needed first."""
        with _ONE_AT_A_TIME:
            before = _BEING_MADE.set(cls)
            try:
                return super().model_rebuild(
                    force=force,
                    raise_errors=raise_errors,
                    _parent_namespace_depth=_parent_namespace_depth + 1,
                    _types_namespace=_types_namespace,
                )
            finally:
                _BEING_MADE.reset(before)

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """The keys that `layer` drops from the layers below it, beside those that it sets itself."""
        gone: frozenset[str] = frozenset()
        for form in cls.FORMS:
            if not form.keys.isdisjoint(layer):
                gone |= form.keys | form.details
        return gone


_BEING_MADE: ContextVar[type[Node] | None] = ContextVar("_BEING_MADE", default=None)
"""The model whose validator is being made in this thread."""
_ONE_AT_A_TIME = RLock()
"""The oldest pydantic that we run with takes a validator away while another thread makes it, or uses it already."""


class Ignore(Node):
    """Why a warning is silenced, and until when."""

    SHORT = "because"

    because: Annotated[str | None, TEXT] = Field(None, description="The reason, for whoever reads it next.")
    until: Annotated[str | None, DATE] = Field(None, description="The day from which `check --today` complains.")


class Entry(Node):
    """A named thing in a collection. Any entry may be patched by `environments:` and dropped by `none`."""

    title: Annotated[str | None, TEXT] = Field(None, description="The name in words.")
    description: Annotated[str | None, TEXT] = Field(None, description="What it is, for people.")
    only: list[Annotated[str, ENVIRONMENT]] | None = Field(None, description="Exists in these environments alone.")
    was: Annotated[str | None, TEXT] = Field(None, description="Its old name: a rename keeps ids and history.")
    ignore: dict[str, Ignore] | None = Field(None, description="Warnings silenced here and below, by code.")


class Json:
    """Marks a field that takes any JSON value."""


class Whole:
    """Marks a map that a stronger layer replaces as a whole (the tables of the language)."""


def written_shape(value: object) -> str:
    """How a raw value was written: `map`, `list`, `none` or `text`. Decides between the forms of a field."""
    if isinstance(value, dict):
        return "map"
    if isinstance(value, (list, tuple)):
        return "list"
    return "none" if value is NONE or isinstance(value, Nothing) else "text"


BY_SHAPE = Discriminator(written_shape)
"""Marks a union whose members are tagged `map`, `list`, `text` and `none`; the YAML shape alone decides."""
