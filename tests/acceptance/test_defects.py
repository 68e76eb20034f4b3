"""Each mistake of the documents is impossible, or reported at its line, by what `defects.yaml` names."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.acceptance import (
    test_codementor_alerts,
    test_devmentor_alerts,
    test_mended,
    test_mended_api,
    test_mysmartnotes_alerts,
    test_qoderesume_alerts,
)
from tests.support.tools import ROOT

DEFECTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "acceptance" / "defects.yaml").read_text(encoding="utf-8")
)
_LATER = {"kubernetes", "logs", "pages"}
_CASES = [
    case
    for module in (test_codementor_alerts, test_devmentor_alerts, test_mysmartnotes_alerts, test_qoderesume_alerts)
    for case in module.CASES
]


def test_all_mistakes_that_were_found_are_listed() -> None:
    assert list(DEFECTS) == [f"D{number:02}" for number in range(1, 50)]


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_mistake_is_impossible_reported_or_of_a_later_version(defect: str) -> None:
    said = DEFECTS[defect]
    assert said.keys() <= {"what", "reported", "mended", "waits"}
    assert said["what"]
    assert said.keys() & {"reported", "mended", "waits"}
    assert said.get("waits", "pages") in _LATER


@pytest.mark.parametrize("defect", [name for name, said in DEFECTS.items() if "reported" in said])
def test_a_mistake_in_a_spec_is_reported_at_its_line(defect: str) -> None:
    for case, codes in DEFECTS[defect]["reported"].items():
        told = (ROOT / "tests" / "bad" / case / "expected.txt").read_text(encoding="utf-8")
        for code in codes:
            assert re.search(rf"^(?:error|warning)\[{code}\].*\n +--> \S+:\d+:\d+$", told, re.MULTILINE), (case, code)


@pytest.mark.parametrize("defect", [name for name, said in DEFECTS.items() if "mended" in said])
def test_a_mistake_in_the_output_has_a_test_that_finds_it(defect: str) -> None:
    for name in DEFECTS[defect]["mended"]:
        if alert := name.removeprefix("fires_") if name.startswith("fires_") else None:
            assert [case for case in _CASES if case.alert == alert and case.fires], alert
            assert [case for case in _CASES if case.alert == alert and not case.fires], alert
        else:
            tests = (getattr(module, f"test_{name}", None) for module in (test_mended, test_mended_api))
            assert any(map(callable, tests)), name
