"""Validators of models are made when they are needed, and each once."""

from __future__ import annotations

import subprocess
import sys

_FRESH = """
from monitorgen.spec.service import Type
from monitorgen.spec.base import Node, _models

def inside(model, seen):
    for info in model.model_fields.values():
        for inner in _models(info.annotation):
            if inner not in seen:
                seen.add(inner)
                inside(inner, seen)
    return seen

assert not any(model.__pydantic_complete__ for model in Node.__subclasses__())
made = []
make = Node.__dict__["model_rebuild"].__func__
def counted(cls, **options):
    before = cls.__pydantic_complete__
    done = make(cls, **options)
    if not before and cls.__pydantic_complete__:
        made.append(cls)
    return done
Node.model_rebuild = classmethod(counted)
Type.model_validate({"port": "8080"})
assert made[-1] is Type, made
assert set(made) == {Type, *inside(Type, set())}, made
assert len(made) == len(set(made)) > 10, made
"""


def test_what_is_inside_a_model_is_made_before_it_and_once() -> None:
    """In a process of its own, in which nothing was made before."""
    done = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
