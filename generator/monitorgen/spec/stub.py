"""Stubs of the Python words for editors and type checkers, `spec/python.pyi` and `__init__.pyi`, from the models."""

from __future__ import annotations

import inspect
import textwrap
from keyword import iskeyword

from monitorgen.spec import python
from monitorgen.spec.scalars import QUANTITY, Scalar
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import Environment, System

_HEAD = '''"""The language in Python, for editors and type checkers. Generated from the models; see `spec/stub.py`."""

# ruff: noqa: A002, D204, E501, PYI021 - generated, with docstrings because editors show them
# fmt: off

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

from monitorgen.spec.recorded import Recorded

Text: TypeAlias = str | int
Number: TypeAlias = str | int | float | Decimal
Switch: TypeAlias = bool | Literal["true", "false"]
Nothing: TypeAlias = Literal["none"]
Map: TypeAlias = Mapping[str, object]
Json: TypeAlias = Mapping[str, object] | Sequence[object] | str | int | float | Decimal | bool

CLASSES: tuple[str, ...]
WORDS: frozenset[str]

none: Nothing
"""The word for deliberately nothing."""

def secret(name: str) -> SecretRef:
    """A secret by the name under which `secrets` declares it."""
'''

_PACKAGE_HEAD = '''"""The words of a Python spec. Generated from the models; see `spec/stub.py`."""

# ruff: noqa: I001, PYI021 - generated
'''


def model_shapes() -> dict[str, ModelOf]:
    """The shapes of all models that a spec can hold, by the name of the model, sorted."""
    found: dict[str, ModelOf] = {}
    open_shapes: list[Shape] = [model_of(System), model_of(Environment)]
    while open_shapes:
        shape = open_shapes.pop()
        if isinstance(shape, ModelOf):
            if shape.model.__name__ not in found:
                found[shape.model.__name__] = shape
                open_shapes += shape.fields.values()
        elif isinstance(shape, MapOf | ListOf):
            open_shapes.append(shape.item)
        elif isinstance(shape, Choice):
            open_shapes += shape.forms.values()
    return dict(sorted(found.items()))


def python_stub() -> str:
    """The text of `spec/python.pyi`."""
    known = model_shapes()
    classes = [_class("Spec", known["System"]), *(_class(name, known[name]) for name in python.CLASSES)]
    return "\n".join([_HEAD, *classes])


def package_stub() -> str:
    """The text of `__init__.pyi`: what `from monitorgen import ...` gives."""
    lines = [f"from monitorgen.spec.python import {word} as {word}" for word in sorted(python.WORDS)]
    return "\n".join([_PACKAGE_HEAD, *lines, ""])


def _class(name: str, model_shape: ModelOf) -> str:
    fields = {_keyword(field): shape for field, shape in model_shape.fields.items() if field not in _NOT_SAID}
    said = [f"{field}: {_type(shape)} = ...," for field, shape in sorted(fields.items())]
    if model_shape.model is System:
        said.append("environments: Mapping[str, Environment | Map] = ...,")
    elif model_shape.is_entry:
        said.append(f"environments: Mapping[str, {name} | Map | Nothing] = ...,")
    head = [f"class {name}(Recorded):", *_docstring(model_shape)]
    if not said:
        return "\n".join([*head, "    def __init__(self) -> None: ...", ""])
    opening = ["    def __init__(", "        self,", "        *,"]
    return "\n".join([*head, *opening, *(f"        {each}" for each in said), "    ) -> None: ...", ""])


# What files alone say: Python specs are named by YAML, and know no version of the language.
_NOT_SAID = frozenset({"monitorgen", "python"})


def _docstring(model_shape: ModelOf) -> list[str]:
    """What the model is, and what each field is for."""
    lines = inspect.cleandoc(model_shape.model.__doc__ or "").splitlines()
    helps = sorted(
        (_keyword(field), text) for field, text in model_shape.help.items() if text and field not in _NOT_SAID
    )
    if helps:
        lines.append("")
    for keyword, text in helps:
        lines += textwrap.wrap(f"{keyword}: {text}", 112, subsequent_indent="    ")
    if len(lines) == 1:
        return [f'    """{lines[0]}"""']
    return [f'    """{lines[0]}', *(f"    {line}".rstrip() for line in lines[1:]), '    """']


def _keyword(field: str) -> str:
    return f"{field}_" if iskeyword(field) else field


def _type(shape: Shape) -> str:
    if isinstance(shape, Scalar):
        return _scalar(shape)
    if isinstance(shape, ModelOf):
        return " | ".join(_model(shape))
    if isinstance(shape, ListOf):
        return f"Sequence[{_type(shape.item)}]"
    if isinstance(shape, MapOf):
        item = f"{_type(shape.item)} | Nothing" if shape.named else _type(shape.item)
        return f"Mapping[str, {item}]"
    if isinstance(shape, Choice):
        return " | ".join(dict.fromkeys(_type(form) for form in shape.forms.values()))
    return "Json" if isinstance(shape, Free) else "Nothing"


def _model(model_shape: ModelOf) -> list[str]:
    types = [model_shape.model.__name__, "Map"]
    if model_shape.model.SHORT:
        types.append(_type(model_shape.fields[model_shape.model.SHORT]))
    elif model_shape.model.SCALAR_IS_KEY:
        words = ", ".join(f'"{field}"' for field in model_shape.fields)
        types.append(f"Literal[{words}]")
    return types


def _scalar(scalar: Scalar) -> str:
    if scalar.words:
        words = ", ".join(f'"{word}"' for word in scalar.words)
        return f"Literal[{words}]"
    if scalar is QUANTITY:
        return "Number"
    return {"integer": "int | str", "boolean": "Switch"}.get(scalar.json, "Text")
