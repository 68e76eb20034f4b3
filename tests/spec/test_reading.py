"""Raw nodes become models: what was said is held, what is wrong is told with the way to it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.raw import NONE, Quoted
from monitorgen.spec.condition import Condition
from monitorgen.spec.reading import Unreadable, read
from monitorgen.spec.scalars import Scalar
from monitorgen.spec.service import Service, Type
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import System
from monitorgen.units import duration

if TYPE_CHECKING:
    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw

_THREADS = 8
_AT_ONCE = f"""
import sys, threading
from monitorgen.spec.base import Node
from monitorgen.spec.shape import model_of
from monitorgen.spec.system import System

def models(base):
    for model in base.__subclasses__():
        yield model
        yield from models(model)

every = sorted(set(models(Node)), key=lambda model: model.__name__)
turned = sys.argv[1] == "True"
gate = threading.Barrier({_THREADS})
faults = []
shapes = {{model: set() for model in every}}

def meet(thread):
    start = thread * len(every) // {_THREADS} if turned else 0
    for model in every[start:] + every[:start]:
        gate.wait()
        try:
            assert type(model.of_node({{}})) is model
            shapes[model].add(id(model_of(model)))
        except Exception as error:
            faults.append((model.__name__, repr(error)[:100]))

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=meet, args=(each,)) for each in range({_THREADS})]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert len(every) > 50
assert faults == [], faults
assert {{len(each) for each in shapes.values()}} == {{1}}
"""


@pytest.mark.parametrize("turned", [False, True], ids=["the same", "another"])
def test_threads_may_meet_a_model_each_at_once(turned: bool) -> None:
    program = [sys.executable, "-c", _AT_ONCE, str(turned)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_inside_becomes_a_model_of_its_own() -> None:
    made = Service.of_node({"alerts": {"Slow": {"above": "1s", "only_if": {"above": "2s"}}}})
    assert made.alerts is not None
    slow = made.alerts["Slow"]
    assert isinstance(slow, Condition)
    assert type(slow.only_if) is Condition
    assert slow.only_if.model_fields_set == {"above"}


def test_a_model_that_was_read_before_is_taken_as_it_is() -> None:
    shared = Type.of_node({"alerts": {"Slow": {"above": "1s"}}}).alerts
    assert shared is not None
    made = Type.of_node({"alerts": shared})
    assert made.alerts is not None
    assert made.alerts["Slow"] is shared["Slow"]


def test_a_fault_inside_is_told_with_the_whole_way_to_it() -> None:
    with pytest.raises(Unreadable) as caught:
        Type.of_node(
            {
                "protocol": "http",
                "alerts": {"Slow": {"only_if": {"only_if": {"above": "2 s"}}, "for": "5"}, "not a name": NONE},
                "labels": [],
                "port": Quoted("80"),
            }
        )
    assert [(each.path, each.kind, each.part, each.value) for each in caught.value.faults] == [
        (("port",), "quoted", "value", "80"),
        (("labels",), "shape", "value", []),
        (("alerts", "Slow", "only_if", "only_if", "above"), "value", "value", "2 s"),
        (("alerts", "Slow", "for"), "value", "value", "5"),
        (("alerts", "not a name"), "value", "key", "not a name"),
        (("alerts", "not a name"), "shape", "value", NONE),
        (("protocol",), "unknown", "key", "http"),
    ]
    assert caught.value.faults[2].inside is Condition


def test_what_was_written_is_not_repeated_by_the_error_itself() -> None:
    with pytest.raises(Unreadable) as caught:
        Type.of_node({"port": "S3cret"})
    assert "S3cret" not in repr(caught.value)


def test_a_word_that_python_reserves_is_an_attribute_with_an_underscore() -> None:
    made = Service.of_node({"alerts": {"Slow": {"for": "5m"}}})
    assert made.alerts is not None
    assert made.alerts["Slow"].for_ == duration("5m")
    with pytest.raises(Unreadable):
        Service.of_node({"alerts": {"Slow": {"for_": "5m"}}})


def test_a_copy_says_other_things_and_none_takes_back() -> None:
    said = Condition.of_node({"p95": "http", "over": "5m"})
    assert said.model_copy(update={"over": None}) == Condition.of_node({"p95": "http"})
    assert said.model_copy(update={"over": duration("1m")}) == Condition.of_node({"p95": "http", "over": "1m"})
    assert said == Condition.of_node({"over": "5m", "p95": "http"})
    assert said.over == duration("5m")


def test_models_do_not_change() -> None:
    said = Condition.of_node({"p95": "http"})
    with pytest.raises(AttributeError, match="frozen"):
        said.p95 = "https"


def _texts(kind: Scalar) -> st.SearchStrategy[object]:
    return st.sampled_from([kind.example, kind.example, Quoted(kind.example), "", "2 s", "none", NONE, [], {}])


def _nodes(shape: Shape, depth: int) -> st.SearchStrategy[object]:
    """Nodes that are mostly of this shape."""
    if isinstance(shape, Scalar):
        return _texts(shape)
    if isinstance(shape, Choice):
        return st.one_of([_nodes(each, depth) for each in shape.forms.values()])
    if depth == 0 or isinstance(shape, Free):
        return st.sampled_from([{}, [], "text", NONE])
    if isinstance(shape, ListOf):
        return st.lists(_nodes(shape.item, depth - 1), max_size=2)
    if isinstance(shape, MapOf):
        keys = st.sampled_from([shape.key.example, "not a name"])
        return st.dictionaries(keys, _nodes(shape.item, depth - 1), max_size=2)
    if isinstance(shape, ModelOf):
        fields = {**shape.fields, "unheard_of": Free()}
        words = st.lists(st.sampled_from(list(fields)), max_size=3, unique=True)
        return words.flatmap(
            lambda chosen: st.fixed_dictionaries({word: _nodes(fields[word], depth - 1) for word in chosen})
        )
    return st.just(NONE)


def _way(node: Any, path: Path) -> object:
    for step in path:
        node = node[step]
    return node


@given(_nodes(model_of(System), 4))
def test_a_node_is_read_or_has_faults_that_lead_to_what_is_wrong(node: Raw) -> None:
    try:
        made = read(System, node)
    except Unreadable as unreadable:
        faults = unreadable.faults
    else:
        assert read(System, node) == made
        return
    assert faults, "what stops the reading is found again"
    assert all(each.part == "key" or _way(node, each.path) == each.value for each in faults)
