"""Text of anybody's in a page: nothing that XML can't hold, nothing that turns the words beside it around."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

_HARMFUL = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and the ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u2028\u2029\ufeff"  # ends of lines and marks that few programs show as such
    "\ud800-\udfff\ufffe\uffff"  # no characters
    "\U000e0000-\U000e007f"  # tags: whole sentences that no font draws
    "]"
)
_INSTEAD = "\ufffd"


def shown(text: str) -> str:
    """The text with a sign in the place of each character that is not to be seen itself."""
    return _HARMFUL.sub(_INSTEAD, text)


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """The same as it stands between tags and in attributes; a picture says few things, and those often."""
    return escape(shown(text))
