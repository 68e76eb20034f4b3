"""What is answered to a value or a key that has no place in the language: one function a finding (MG140 to MG154)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Related
from monitorgen.load.wording import known_words, nearest, noun, raw_text, same_word, shape_text, shown
from monitorgen.spec.base import Entry
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.scalars import DOCUMENT, LINE, MATCHERS, NAME, RUNBOOK, TEMPLATE, TEXT, Scalar
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.raw import Raw

NONE_IS_THE_WAY = "`none` is the one way to say deliberately nothing"
TEXTS = (TEXT, LINE, NAME, TEMPLATE, DOCUMENT, RUNBOOK)
"""Scalars that may be any word."""

_SWITCHES = frozenset({"enabled", "enable", "disabled", "disable", "active"})


def unknown_key(key: str, model_shape: ModelOf, origin: Origin) -> Diagnostic:
    """The answer to a key that a map doesn't have; `origin` is that of the key, or of a scalar in the map's place."""
    model = model_shape.model
    what = noun(model_shape, origin.path[:-1] if origin.path[-1:] == (key,) else origin.path)
    redact = model is SecretRef
    if key in model.NOT_YET:
        message = f"`{key}` is known, but not compiled by this version yet"
        hint = "leave it out for now, or keep it as a note under a key that begins with `x-`"
        return Diagnostic("MG141", message, origin, part="key", hint=hint)
    hint = model.HINTS.get(key) or _place_hint(key, model_shape)
    if not hint:
        blocks = ("environments",) if model_shape.is_entry or model.__name__ == "System" else ()
        near = nearest(key, (*model_shape.fields, *model.NOT_YET, *blocks))
        hint = f"did you mean `{near}`?" if near else _known(model_shape, origin)
    return Diagnostic("MG140", f"{what} has no field {shown(key)}", origin, part="key", hint=hint, redact=redact)


def _known(model_shape: ModelOf, origin: Origin) -> str:
    """What may stand in a map that has no word like the one that was written."""
    if model_shape.fields:
        return f"known here: {known_words(_own_first(model_shape))}"
    match origin.path:
        case (*_, environment, "regions", region, _):
            return f"write it under `environments: {{{environment}/{region}: ...}}`, beside the environment itself"
        case _:
            return "write {}: nothing can be said here"


def _place_hint(key: str, model_shape: ModelOf) -> str:
    """What to write for a key that is right in another place."""
    if key == "environments":
        return "only entries and the root take `environments:`; write it in the entry around this"
    if key in _SWITCHES and model_shape.is_entry:
        return f"`<name>: none` drops an inherited entry; {NONE_IS_THE_WAY}"
    if same_word(key, model_shape.fields):
        return ""
    for name, shape in model_shape.fields.items():
        inner = shape.forms.get("map") if isinstance(shape, Choice) else shape
        if isinstance(inner, ModelOf) and inner is not model_shape and key in inner.fields:
            return f"write it inside `{name}:`"
    return ""


def _own_first(model_shape: ModelOf) -> list[str]:
    """The fields of a map, those that every entry has at the end."""
    return sorted(model_shape.fields, key=lambda name: name in Entry.model_fields)


def wrong_shape(raw: Raw, shape: Shape, origin: Origin) -> Diagnostic:
    """The answer to a list where a map is wanted, and the like."""
    key = next((step for step in reversed(origin.path) if isinstance(step, str)), None)
    got = raw_text(raw)
    # A webhook's URL in place of the map that holds it is as good as the password.
    redact = isinstance(raw, str) and "://" in raw and "channels" in origin.path
    message = f"expected {shape_text(shape, key)}, got {'a URL' if redact else got}"
    return Diagnostic("MG142", message, origin, hint=_shape_hint(raw, shape), redact=redact)


def _shape_hint(raw: Raw, shape: Shape) -> str:
    forms: Sequence[Shape] = tuple(shape.forms.values()) if isinstance(shape, Choice) else (shape,)
    if isinstance(raw, list):
        return _list_hint(raw, forms)
    lists = any(isinstance(form, ListOf) and isinstance(form.item, Scalar) for form in forms)
    if isinstance(raw, str) and lists and "\n" not in raw and len(raw) <= 60:
        return f"write [{raw}]"
    if isinstance(raw, dict) and set(raw) == {"secret"}:
        return "this field takes no secret"
    if isinstance(raw, dict) and MATCHERS in forms:
        return f"write {_as_matchers(raw)}"
    model_shape = next((form for form in forms if isinstance(form, ModelOf)), None)
    if isinstance(raw, str) and model_shape is not None and model_shape.fields:
        return f"write its fields: {known_words(_own_first(model_shape))}"
    return ""


def _as_matchers(raw: dict[str, Raw]) -> str:
    """A map of labels, which other tools take, as matchers."""
    pairs = ((key, value) for key, value in raw.items() if isinstance(value, str))
    return "'" + ", ".join(f'{key}="{value}"' for key, value in pairs) + "'"


def _list_hint(raw: list[Raw], forms: Sequence[Shape]) -> str:
    maps = [form for form in forms if isinstance(form, MapOf | ModelOf)]
    if maps and raw and all(isinstance(item, dict) for item in raw):
        name = next((item["name"] for item in raw if isinstance(item, dict) and "name" in item), None)
        if isinstance(name, str) and any(isinstance(form, MapOf) for form in maps):
            return f"collections are maps keyed by name: write `{name[:40]}: ...` instead of `- name: {name[:40]}`"
        return "leave out the dashes"
    if raw and all(isinstance(item, str) for item in raw) and any(isinstance(f, MapOf) and f.named for f in maps):
        return f"collections are maps keyed by name: write `{str(raw[0])[:40]}: {{}}`"
    if not maps and len(raw) == 1 and isinstance(raw[0], str):
        return "write it without the dash or the brackets"
    return ""


def misplaced_word(raw: str, shape: Shape, origin: Origin) -> Diagnostic:
    """The answer to a plain `none` or `null` where neither means anything."""
    message = f"`{raw}` means nothing here"
    hint = f'leave it out, or write "{raw}" in quotes if it is meant as text' if shape in TEXTS else "leave it out"
    return Diagnostic("MG143", message, origin, hint=hint)


def empty_list(origin: Origin) -> Diagnostic:
    """The answer to `[]` where the language says `none`."""
    hint = f"write `{_last(origin)}: none`: {NONE_IS_THE_WAY}"
    return Diagnostic("MG144", "an empty list says nothing here", origin, hint=hint)


def not_the_way_to_drop(raw: Raw, origin: Origin) -> Diagnostic:
    """The answer to `X: false`, `X: []` and the like, where `X: none` was meant."""
    word = raw if isinstance(raw, str) else "[]"
    name = _last(origin)
    message = f"`{word}` does not switch {name!r} off"
    return Diagnostic("MG145", message, origin, hint=f"write `{name}: none`: {NONE_IS_THE_WAY}")


def bad_name(message: str, hint: str, origin: Origin) -> Diagnostic:
    """The answer to a key that is no name of its kind."""
    return Diagnostic("MG146", message, origin, part="key", hint=hint)


def secret_literal(origin: Origin) -> Diagnostic:
    """The answer to a password or a key where only the name of a secret may stand; the value is never repeated."""
    message = "a secret's value may not stand in a spec"
    hint = "declare a name in `secrets:` and write `{secret: name}` here; if this was a real value, change it"
    return Diagnostic("MG147", message, origin, hint=hint, redact=True)


def secret_name(origin: Origin) -> Diagnostic:
    """The answer to something that can't be the name of a secret, and so may be its value."""
    message = "this is not the name of a secret"
    hint = "write the name that `secrets:` declares; if this was the secret's value, change it"
    return Diagnostic("MG147", message, origin, hint=hint, redact=True)


def dollar(origin: Origin) -> Diagnostic:
    """The answer to `${VAR}`."""
    hint = "for a secret write `{secret: name}`; for what differs by environment, `environments:` or {environment}"
    return Diagnostic("MG148", "environment variables are not expanded", origin, hint=hint)


def moving(raw: str, origin: Origin) -> Diagnostic:
    """The answer to an image or a version that means another thing every day."""
    latest = raw == "latest" or raw.endswith(":latest")
    message = f"{shown(raw)} is whatever is newest" if latest else f"image {shown(raw)} has no tag"
    return Diagnostic("MG149", message, origin, hint="name a version, so that what is deployed is what was reviewed")


def no_patches(raw: Raw, origin: Origin) -> Diagnostic:
    """The answer to `environments:` of an entry that is no map."""
    message = f"expected a map `environment: what differs there`, got {raw_text(raw)}"
    hint = "where an entry exists at all is said by `only:`, with a list" if isinstance(raw, list) else ""
    return Diagnostic("MG142", message, origin, hint=hint)


def nested_environments(inside: str, origin: Origin) -> Diagnostic:
    """The answer to `environments:` inside of a patch."""
    message = f"`environments:` inside the patch of {inside!r}"
    hint = f"this already says what differs in {inside}; write the other environment beside it"
    return Diagnostic("MG152", message, origin, part="key", hint=hint)


def named_twice(name: str, origin: Origin) -> Diagnostic:
    """The answer to a name that a list holds twice."""
    return Diagnostic("MG153", f"{name!r} is named twice in this list", origin, hint="drop one")


def excluding(first: str, second: str, origin: Origin) -> Diagnostic:
    """The answer to two keys of which only one may stand."""
    return Diagnostic("MG154", f"`{first}` and `{second}` exclude each other", origin, part="key", hint="keep one")


def same_key(first: str, second: str, there: Origin, here: Origin) -> Diagnostic:
    """The answer to two keys that are written differently and mean the same."""
    message = f"`{first}` and `{second}` are the same"
    related = (Related(there, f"`{first}` stands here"),)
    return Diagnostic("MG156", message, here, part="key", hint="join them under one key", related=related)


def _last(origin: Origin) -> str:
    return next((step for step in reversed(origin.path) if isinstance(step, str)), "...")
