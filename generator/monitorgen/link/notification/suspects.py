"""Texts that can't be meant: placeholders of an example, variables that nobody expands, secrets where none belong."""

from __future__ import annotations

import re

from msgspec import Struct

from monitorgen.patterns import Pattern

_TEMPLATE = Pattern(r"\{\{.*?\}\}", re.DOTALL)
_VARIABLE = Pattern(r"\$\{[^}]*\}|(?<![\w$])\$[A-Z][A-Z0-9_]{2,}\b")
_EXAMPLES = (
    Pattern(r"\b(?i:your)[-_/](?=[A-Za-z])"),
    Pattern(r"\b(?:YOUR(?=\b|_)|TODO\b|FIXME\b)"),
    Pattern(r"(?i)\b(?:change[-_]?me|replace[-_](?:me|this|with)|fill[-_]?me|insert[-_]here)\b"),
    Pattern(r"<[A-Za-z][A-Za-z0-9 _-]*(?:key|token|url|webhook|channel|address|email|domain|id|here)>", re.IGNORECASE),
    Pattern(r"(?i)\bx{4,}\b|\bT0{6,}/B0{6,}"),
)
# Places that take a notification from whoever knows their URL.
_CAPABILITIES = Pattern(
    r"https?://(?:hooks\.slack\.com/|(?:[\w-]+\.)?discord(?:app)?\.com/api/webhooks/|[\w.-]+\.webhook\.office\.com/"
    r"|[\w.-]+\.logic\.azure\.com|hc-ping\.com/|nosnch\.in/|hchk\.io/|events\.pagerduty\.com/integration/"
    r"|api\.telegram\.org/bot|[\w.-]+\.deadmanssnitch\.com/|cronitor\.link/|betteruptime\.com/|uptime\.betterstack\.com/)"
)
_CREDENTIALS = Pattern(r"https?://[^/\s@]*:[^/\s@]+@")
_LONG_ENOUGH = 20


class Suspicion(Struct, frozen=True):
    """What is wrong with a text; `secret` keeps the line out of what is shown."""

    message: str
    hint: str
    secret: bool = False


def suspicion(text: str, *, url: bool = False) -> Suspicion | None:
    """Why a text of a channel can't be meant, None if it can. `url`: the text is an address that is called."""
    plain = _TEMPLATE.sub("", text)
    if found := _VARIABLE.search(plain):
        return Suspicion(
            f"{found[0]} is not expanded: Alertmanager knows no environment variables",
            "write `{secret: name}` where it is a secret, else a placeholder such as {environment}",
        )
    for example in _EXAMPLES:
        if found := example.search(plain):
            return Suspicion(f"{found[0].strip()!r} stands for a value that was never filled in", "write the real one")
    if url and (_CREDENTIALS.match(plain) or _CAPABILITIES.match(plain) or _has_token(plain)):
        hint = "write `{secret: name}`, declare the name in `secrets`, and take a new URL if this one was committed"
        return Suspicion("the URL holds a secret: whoever knows it can post there", hint, secret=True)
    return None


def drawn_at_random(text: str) -> bool:
    """Whether a text looks drawn at random: long, with letters and digits mixed. It may be a secret."""
    bare = text.replace("-", "")
    letters, digits = sum(map(str.isalpha, bare)), sum(map(str.isdigit, bare))
    return len(bare) >= _LONG_ENOUGH and letters > 0 and digits >= _LONG_ENOUGH // 5


def _has_token(url: str) -> bool:
    """Whether a part of the path or the query looks drawn at random."""
    tail = re.sub(r"^https?://[^/?]*", "", url)
    return any(map(drawn_at_random, re.split(r"[/?&=.#]", tail)))
