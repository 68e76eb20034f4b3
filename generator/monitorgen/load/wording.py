"""How shapes and fields are called when something is said about them: "a map of alerts by name", "an alert"."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.raw import Quoted
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.scalars import Scalar
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw

_CALLED = {
    "System": "the system",
    "Environment": "an environment",
    "Infrastructure": "an infrastructure entry",
    "InhibitRule": "an inhibit rule",
}
_MOST_SHOWN = 40


def noun(model_shape: ModelOf, path: Path) -> str:
    """What the map at `path` is called: `an alert`, `the system`, or `scrape` after the field that it stands under."""
    name = model_shape.model.__name__
    if name in _CALLED:
        return _CALLED[name]
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if not model_shape.is_entry or key == name.lower():
        return f"`{key}`"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def shape_text(shape: Shape, key: str | int | None = None) -> str:
    """What a shape takes, as it is told to people; `key` is the field that it stands under."""
    match shape:
        case Scalar(name=name):
            text = name
        case ListOf(item=item):
            text = f"a list of {_plural(item)}" if isinstance(item, Scalar) else "a list"
        case MapOf(named=True):
            text = f"a map of {key} by name" if isinstance(key, str) else "a map by name"
        case MapOf(key=name, item=item):
            text = f"a map `{_bare(name)}: {_bare(item) if isinstance(item, Scalar) else '...'}`"
        case Choice(forms=forms):
            text = _one_of([shape_text(form, key) for form in forms.values()])
        case ModelOf():
            text = "{secret: name}" if shape.model is SecretRef else "a map"
        case Free():
            text = "any value"
        case _:
            text = "`none`"
    return text


def raw_text(raw: Raw) -> str:
    """How a raw value was written, short enough for one line."""
    if isinstance(raw, dict):
        return "a map"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, str):
        return f"the text {shown(raw)}" if isinstance(raw, Quoted) else shown(raw)
    return "`none`"


def shown(text: str) -> str:
    """A text in quotes, cut where it is long, without control characters."""
    return repr(str(text) if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}...")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was probably meant by `word`, whatever its spelling of two words in one."""
    words = list(words)
    near = get_close_matches(word[:_MOST_SHOWN], words, 1, 0.7)
    return same_word(word, words) or (near[0] if near else None)


def same_word(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that is `word` but for capitals, `-` and `_`."""
    folded = _folded(word)
    return next((other for other in words if _folded(other) == folded), None)


def known_words(words: Iterable[str], most: int = 12) -> str:
    """A few of the words that are known, for a hint."""
    words = list(words)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _folded(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _bare(scalar: Scalar) -> str:
    return scalar.name.removeprefix("a ").removeprefix("an ")


def _plural(scalar: Scalar) -> str:
    word = _bare(scalar)
    if word == "text in one line":
        return "texts"
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def _one_of(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
