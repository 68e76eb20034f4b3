"""Validators of models are made when a value of theirs is met, and each once, whatever threads there are."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import BaseModel, ValidationError

from monitorgen.spec.condition import Condition
from monitorgen.spec.service import Service, Type

_FRESH = """
from monitorgen.spec.base import Node
from monitorgen.spec.service import Type

def models(base):
    for model in base.__subclasses__():
        yield model
        yield from models(model)

def complete():
    return sorted({model.__name__ for model in models(Node) if model.__pydantic_complete__})

assert complete() == []
Type.model_validate({"port": "8080"})
assert complete() == ["Type"], complete()
Type.model_validate({"alerts": {"Slow": {"above": "1s", "only_if": {"above": "2s"}}}})
assert complete() == ["Alert", "Condition", "Type"], complete()
made = Type.__pydantic_validator__
Type.model_validate({"port": "8080"})
assert Type.__pydantic_validator__ is made
"""


def test_a_model_is_made_when_a_value_of_it_is_met() -> None:
    """In a process of its own, in which nothing was made before."""
    done = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


_THREADS = 8
_AT_ONCE = f"""
import sys, threading
from monitorgen.spec.base import Node
from monitorgen.spec.system import System

def models(base):
    for model in base.__subclasses__():
        yield model
        yield from models(model)

every = sorted(set(models(Node)), key=lambda model: model.__name__)
turned = sys.argv[1] == "True"
gate = threading.Barrier({_THREADS})
faults = []

def meet(thread):
    start = thread * len(every) // {_THREADS} if turned else 0
    for model in every[start:] + every[:start]:
        gate.wait()
        made(model)

def made(model):
    try:
        assert type(model.model_validate({{}})) is model
    except Exception as error:
        faults.append((model.__name__, repr(error)[:100]))

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=meet, args=(each,)) for each in range({_THREADS})]
for each in threads:
    each.start()
for each in threads:
    each.join()
for model in every:
    made(model)
assert len(every) > 50
assert faults == [], faults
"""


@pytest.mark.parametrize("turned", [False, True], ids=["the same", "another"])
def test_threads_may_meet_a_model_each_at_once(turned: bool) -> None:
    """None is left with a validator that calls itself, now or later."""
    program = [sys.executable, "-c", _AT_ONCE, str(turned)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_inside_becomes_a_model_of_its_own() -> None:
    made = Service.model_validate({"alerts": {"Slow": {"above": "1s", "only_if": {"above": "2s"}}}})
    assert made.alerts is not None
    slow = made.alerts["Slow"]
    assert isinstance(slow, Condition)
    assert type(slow.only_if) is Condition
    assert slow.only_if.model_fields_set == {"above"}


def test_a_fault_inside_is_told_with_the_whole_way_to_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Type.model_validate({"alerts": {"Slow": {"only_if": {"only_if": {"above": "2 s"}}, "for": "5"}}, "port": "0"})
    way = ("alerts", "Slow")
    assert {(each["loc"], each["type"], each["input"]) for each in caught.value.errors()} == {
        (("port",), "value", "0"),
        ((*way, "for"), "value", "5"),
        ((*way, "only_if", "only_if", "above", "text"), "value", "2 s"),
    }


def test_a_model_may_stand_in_one_that_is_none_of_the_language() -> None:
    class Around(BaseModel):
        inside: Condition

    assert Around.model_validate({"inside": {"above": "2s"}}).inside == Condition.model_validate({"above": "2s"})
