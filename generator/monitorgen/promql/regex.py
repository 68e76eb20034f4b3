"""Regular expressions of matchers: what Prometheus (RE2, anchored at both ends) takes, and what they match.

Only what is certain is said: an expression that Python reads differently, or could take for ever on, is not evaluated.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from monitorgen.patterns import Pattern

DEEPEST = 40
_FLAGS = r"(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)"
_BAD_GROUP = Pattern(rf"\(\?(?!P?<\w+>|{_FLAGS}?:|{_FLAGS}?\))")
_BAD_ESCAPE = Pattern(r"\\(?:[1-7]\Z|[89]|[^\W\d_aAbBdDfnprsStvwWxzQEP])")
_BAD_REPEAT = Pattern(r"(?:[*+?]|\{\d+(?:,\d*)?\})(?:[*+]|\?[*+?]|\{\d+(?:,\d*)?\})")
_COUNT = Pattern(r"\{(\d+)(?:,(\d*))?\}")
# Read otherwise, or not at all, by Python: classes by name, flags in the middle, sets within sets, repeated anchors.
_ONLY_RE2 = Pattern(
    r"\\[pPzQEx0]|\\[1-7][0-7]|\[\[?:|\(\?[a-zA-Z-]*U|\(\?<|.\(\?[a-z-]+\)|\(\?\)"
    r"|&&|--|~~|\|\||\{,|(?:[\^$]|\\[bBAz])[*+?{]"
)
_CLASS = Pattern(r"\\[pP](?:[CLMNPSZ]|\{\^?(?:[CLMNPSZ][a-z]?|Any|[A-Z][A-Za-z_]{2,})\})")
_ESCAPE = Pattern(r"\\(?:[pP](?:\{[^}]*\}?|.)?|[1-7][0-7]{1,2}|.)", re.DOTALL)
_SLOW = Pattern(r"[*+}]\)*[*+{]|\([^)]*[*+{][^)]*\)[*+{]")
_LITERAL = Pattern(r"(?:[\w \-/:@,;=%&#<>~\"'!]|\\[.\-+*?()\[\]{}|^$/\\])*\Z")


def _outside_classes(pattern: str) -> str:
    """The pattern with escapes, quoted text and classes blanked out, so that only its syntax is left."""
    text = re.sub(r"\\Q.*?(?:\\E|\Z)", "q", pattern, flags=re.DOTALL)
    text = re.sub(r"\\[pP](?:\{[^}]*\}|.)|\\x\{[0-9a-fA-F]+\}|\\.", "e", text, flags=re.DOTALL)
    return re.sub(r"\[\^?+\]?+(?:\[:\^?\w+:\]|[^\]])*\]", "c", text)


@lru_cache(maxsize=4096)
def regex_fault(pattern: str) -> str:
    """What Prometheus has against the expression, empty if nothing is known."""
    bones = _outside_classes(pattern)
    if _BAD_GROUP.search(bones):
        return "`(?` begins nothing that RE2 knows: it has no lookarounds"
    unquoted = re.sub(r"\\Q.*?(?:\\E|\Z)", "", pattern, flags=re.DOTALL)
    for escape in _ESCAPE.compiled.findall(unquoted):
        if _BAD_ESCAPE.match(escape):
            return f"`{escape}` is no escape"
        if escape[1] in "pP" and not _CLASS.match(escape):
            return f"`{escape}` names no class of characters"
    return _repeat_fault(bones) or _form_fault(pattern, bones)


def _repeat_fault(bones: str) -> str:
    if _BAD_REPEAT.search(bones):
        return "a repetition is repeated"
    for count in _COUNT.finditer(bones):
        low, high = count[1], count[2] or count[1]
        if max(len(low), len(high)) > 4 or max(int(low), int(high)) > 1000 or int(low) > int(high):
            return f"`{count[0]}` is no count up to 1000"
    return ""


def _form_fault(pattern: str, bones: str) -> str:
    if _depth(bones) > DEEPEST:
        return f"it nests deeper than {DEEPEST} levels"
    try:
        _compiled(_for_python(bones) if _ONLY_RE2.search(pattern) else pattern)
    except re.error as error:
        return error.msg
    return ""


def _depth(bones: str) -> int:
    depth = deepest = 0
    for char in bones:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return deepest


def _for_python(bones: str) -> str:
    """What is left of an expression that Python would read differently, enough to tell whether it is well-formed."""
    text = re.sub(r"\(\?[a-zA-Z-]*\)", "", bones)
    text = re.sub(r"[\^$]", "e", text)
    return re.sub(r"\(\?[a-zA-Z-]*:", "(?:", text).replace("(?<", "(?P<").replace("{,", "e,")


def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # sets within sets: excluded by _ONLY_RE2
        return re.compile(pattern, re.DOTALL)


@lru_cache(maxsize=4096)
def matches(pattern: str, value: str) -> bool | None:
    """Whether the anchored expression matches the value, None if that is not known."""
    literals = alternatives(pattern)
    if literals is not None:
        return value in literals
    if value and (_SLOW.search(pattern) or _ONLY_RE2.search(pattern) or len(value) > 256):
        return None
    if _ONLY_RE2.search(pattern) or regex_fault(pattern):
        return None
    return _compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=4096)
def alternatives(pattern: str) -> frozenset[str] | None:
    """The values that an expression such as `a|b` or `(?:a|b)` stands for, None if it is more than a list."""
    inner = pattern
    if match := re.fullmatch(r"\((?:\?:)?([^()]*)\)", pattern):
        inner = match[1]
    parts = inner.split("|")
    if not all(_LITERAL.match(part) for part in parts):
        return None
    return frozenset(re.sub(r"\\(.)", r"\1", part) for part in parts)
