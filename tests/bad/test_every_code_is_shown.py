"""Every code of the registry stands in an expected output or in a test: a finding that nobody has seen is not one."""

from __future__ import annotations

import re
from pathlib import Path

from monitorgen import codes

_TESTS = Path(__file__).resolve().parents[1]
_HERE = Path(__file__)
NOT_SHOWN: dict[str, str] = {}
"""Codes that no test can bring about, each with the reason."""


def _mentioned() -> set[str]:
    files = [*_TESTS.rglob("*.py"), *_TESTS.rglob("expected.txt"), *_TESTS.rglob("*.yaml")]
    found: set[str] = set()
    for path in files:
        if path != _HERE:
            found.update(re.findall(r"\bMG\d{3}\b", path.read_text(encoding="utf-8", errors="replace")))
    return found


def test_every_code_is_brought_about_by_a_test() -> None:
    missing = {code for code in codes.all_codes() if code < "MG700"} - _mentioned() - NOT_SHOWN.keys()
    assert not missing


def test_the_exceptions_are_still_needed() -> None:
    assert not NOT_SHOWN.keys() & _mentioned()
    assert NOT_SHOWN.keys() <= codes.all_codes().keys()
