"""Characters that are not to be seen themselves: pictures and the API reference hide no more than pages do."""

from __future__ import annotations

import unicodedata

from monitorgen.markup.text import visible
from monitorgen.pictures.plain import shown


def test_what_pages_write_out_is_replaced_in_pictures() -> None:
    hidden = [
        each for each in map(chr, range(0x110000)) if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    ]
    written_out = [each for each in hidden if visible(each) != each]
    assert "\u202e" in written_out
    assert "\U000e0041" in written_out
    assert [f"U+{ord(each):04X}" for each in written_out if shown(each) == each] == []
