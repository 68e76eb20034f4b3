"""What a condition is asked: the function that it names, of all that it says."""

from __future__ import annotations

import pytest

from monitorgen.link.conditions import function_of
from monitorgen.spec.condition import FUNCTIONS, Condition


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_function_of_a_condition_is_the_word_that_is_said(name: str) -> None:
    said = Condition.model_validate({"by": ["queue"], name: "any" if name == "down" else "depth", "over": "5m"})
    assert function_of(said) == name
    assert function_of(said.model_copy(update={name: None})) is None
    assert function_of(said.model_copy(update={"where": 'queue="mail"'})) == name


def test_a_condition_may_name_no_function() -> None:
    assert function_of(Condition.model_validate({"above": "5%"})) is None
