"""A pattern that is compiled when it is used finds what one does that is compiled at once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.patterns import Pattern

LATE = Pattern("A(b)?", re.IGNORECASE)
AT_ONCE = re.compile("A(b)?", re.IGNORECASE)


@given(st.text("aAbB x"), st.integers(0, 3))
def test_it_finds_the_same(text: str, position: int) -> None:
    for late, at_once in (
        (LATE.match, AT_ONCE.match),
        (LATE.fullmatch, AT_ONCE.fullmatch),
        (LATE.search, AT_ONCE.search),
    ):
        found, wanted = late(text, position), at_once(text, position)
        assert (found and (found.span(), found.groups())) == (wanted and (wanted.span(), wanted.groups()))
    assert [each.span() for each in LATE.finditer(text)] == [each.span() for each in AT_ONCE.finditer(text)]
    assert LATE.sub("-", text) == AT_ONCE.sub("-", text)


def test_it_is_compiled_once_when_it_is_used_first() -> None:
    late = Pattern("(")
    with pytest.raises(re.error):
        late.search("x")
    assert LATE.compiled is LATE.compiled
