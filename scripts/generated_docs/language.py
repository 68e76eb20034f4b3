"""The reference of the language: every map of a spec with its fields, read off the models."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING

from generated_docs.markdown import code, page, table
from monitorgen.spec.base import Entry, Node
from monitorgen.spec.scalars import BOOLEAN, INTEGER, LINE, NAME, TEXT, Scalar
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import Environment, System

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
What may be written where. [The guide](../language.md) tells what it means; `monitorgen schema` prints the same for
editors. The first section is the root of a spec; every other is a map that stands somewhere below it.

An empty value (`key:`) is an error; `{}` means defaults. Keys that begin with `x-` are notes and are not read."""

_ENTRIES = """\
Named things (a service, an alert, a channel, ...) are entries. Beside their own fields all of them take these, and
`environments: {NAME: {...}}` with what differs in an environment. `NAME: none` drops an inherited one."""

_ENVIRONMENTS = """\
`environments: {NAME: {...}}` declares the environments, at least one, each with what differs in it: an
[Environment](#environment)."""

_PLAIN = frozenset({TEXT, LINE, NAME, INTEGER, BOOLEAN})
"""Scalars that need no example."""


def language_page() -> str:
    """The whole page."""
    model_shapes = list(_reachable())
    return page(
        "Reference of the language",
        _INTRODUCTION,
        *(_section(model_shape) for model_shape in model_shapes),
        f"## Every entry\n\n{_ENTRIES}\n\n{_fields(model_of(Entry), {})}",
        _words(model_shapes),
    )


def _reachable() -> Iterator[ModelOf]:
    """The root, then what stands in it, in the order in which a reader meets it."""
    seen: dict[str, ModelOf] = {}
    waiting = [model_of(System), model_of(Environment)]
    while waiting:
        model_shape = waiting.pop(0)
        name = model_shape.model.__name__
        if name not in seen:
            seen[name] = model_shape
            yield model_shape
            base = _base(model_shape.model)
            waiting += [model_of(base)] if base is not None else []
            waiting += [each for shape in model_shape.fields.values() for each in _within(shape)]


def _within(shape: Shape) -> Iterator[ModelOf]:
    if isinstance(shape, ModelOf):
        yield shape
    elif isinstance(shape, (ListOf, MapOf)):
        yield from _within(shape.item)
    elif isinstance(shape, Choice):
        for form in shape.forms.values():
            yield from _within(form)


def _section(model_shape: ModelOf) -> str:
    model = model_shape.model
    base = _base(model)
    inherited = {**model_of(base).fields, **model_of(Entry).fields} if base else {}
    if model_shape.is_entry:
        inherited = {**inherited, **model_of(Entry).fields}
    parts = [f"## {model.__name__}", cleandoc(model.__doc__ or "")]
    if base:
        parts.append(f"All fields of {_link(base)}, and:" if set(model_shape.fields) - set(inherited) else _same(base))
    parts += [_fields(model_shape, inherited), *_notes(model, model_shape)]
    return "\n\n".join(part for part in parts if part)


def _same(base: type[Node]) -> str:
    return f"The fields of {_link(base)}."


def _base(model: type[Node]) -> type[Node] | None:
    """The model that this one adds to, if it is one of the language."""
    for base in model.__mro__[1:]:
        if base in (Node, Entry):
            continue
        if issubclass(base, Node) and base.model_fields:
            return base
    return None


def _fields(model_shape: ModelOf, inherited: dict[str, Shape]) -> str:
    rows = [
        (code(name), written(shape), model_shape.help[name])
        for name, shape in model_shape.fields.items()
        if name not in inherited and name not in model_shape.model.NOT_YET
    ]
    return table(("field", "written as", "what it is"), rows) if rows else ""


def _notes(model: type[Node], model_shape: ModelOf) -> Iterator[str]:
    if model is System:
        yield _ENVIRONMENTS
    if model.SHORT:
        also = f", one that begins with `/` its `{model.SHORT_PATH}`" if model.SHORT_PATH else ""
        yield f"A scalar in place of the map is its `{model.SHORT}`{also}."
    if model.SCALAR_IS_KEY:
        yield "A scalar in place of the map is its one key."
    base = _base(model)
    for form in model.FORMS:
        keys = [name for name in model_shape.fields if name in form.keys and name not in model.NOT_YET]
        if len(keys) > 1 and not (base and form in base.FORMS):
            yield f"At most one of {', '.join(map(code, keys))}."
    missing = sorted(model.NOT_YET - (base.NOT_YET if base else frozenset()))
    if missing:
        yield f"Known words that this version does not compile yet: {', '.join(map(code, missing))}."


def written(shape: Shape, page: str = "") -> str:
    """How a value of a shape is written, in a few words; links lead to `page`, here to this one."""
    if isinstance(shape, Scalar):
        if shape.words:
            return ", ".join(map(code, shape.words))
        return shape.name if shape in _PLAIN else f"{shape.name}, {code(shape.example)}"
    if isinstance(shape, ModelOf):
        return _link(shape.model, page)
    if isinstance(shape, (ListOf, MapOf)):
        return f"{_collection(shape)}: {written(shape.item, page)}"
    if isinstance(shape, Choice):
        return "; or ".join(written(form, page) for form in shape.forms.values())
    return "anything" if isinstance(shape, Free) else code("none")


def _collection(shape: ListOf | MapOf) -> str:
    if isinstance(shape, ListOf):
        return "list"
    return f"map of {shape.key.name.removeprefix('a ').removeprefix('an ')}"


def _link(model: type[Node], page: str = "") -> str:
    return f"[{model.__name__}]({page}#{model.__name__.lower()})"


def _words(model_shapes: list[ModelOf]) -> str:
    """The words that people try, with what to write instead, each where it is tried first."""
    rows = [
        (code(word), _link(model_shape.model), answer)
        for model_shape in model_shapes
        for word, answer in model_shape.model.HINTS.items()
        if not ((base := _base(model_shape.model)) and base.HINTS.get(word) == answer)
    ]
    return "## Words people try\n\n" + table(("written", "in", "answer"), rows)
