"""The schemas of `test_documents` say what the programs read: each of their fields is known, and no other one.

A program tells every field of a document that it does not know, with its line, before it looks at anything else. So one
document that says all fields of a schema is enough, with an invented one beside them at every place: that those are
told shows that the program came there.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.targets.test_documents import HERE, faults, validator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.tools import FindTool

    Schema = dict[str, Any]
    Leaf = Callable[[Schema], Any]

PROGRAMS = {
    "alertmanager": ("amtool", "check-config"),
    "prometheus": ("promtool", "check", "config"),
    "scrape": ("promtool", "check", "config"),
    "rules": ("promtool", "check", "rules"),
}
INVENTED = "invented"
ANY_KEY = "any"


class Reading:
    """A schema, and what a program says to a document that was made from it."""

    def __init__(self, kind: str, find_tool: FindTool, folder: Path) -> None:
        self.kind = kind
        self.schema: Schema = json.loads((HERE / f"{kind}.json").read_text(encoding="utf-8"))
        self.folder = folder
        tool, *words = PROGRAMS[kind]
        self.command = (str(find_tool(tool)), *words)

    def document(self, leaf: Leaf, *, invented: bool = False) -> Any:
        """A document with every field; `leaf` says what one holds that has no fields of its own."""

        def of(node: Schema, seen: tuple[str, ...]) -> Any:
            parts, seen = self.parts(node, seen)
            fields = {name: each for part in parts for name, each in part.get("properties", {}).items()}
            if fields:
                made = {name: of(each, seen) for name, each in fields.items()}
                return {**made, INVENTED: None} if invented else made
            for word in ("items", "additionalProperties"):
                inner = next((part[word] for part in parts if isinstance(part.get(word), dict)), None)
                if inner is not None and isinstance(held := of(inner, seen), dict):
                    return [held] if word == "items" else {ANY_KEY: held}
            return leaf(parts[0]) if parts else None

        return of(self.schema, ())

    def parts(self, node: Schema, seen: tuple[str, ...] = ()) -> tuple[list[Schema], tuple[str, ...]]:
        """What holds of a node together, one of several forms as well as the other; nothing where it holds itself."""
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            return ([], seen) if name in seen else self.parts(self.schema["$defs"][name], (*seen, name))
        forms = [each for word in ("anyOf", "oneOf") for each in node.get(word, ())]
        return [node, *(part for form in forms for part in self.parts(form, seen)[0])], seen

    def told(self, document: Any) -> tuple[str, dict[int, tuple[str, ...]]]:
        """What the program says, and which field stands in which line of what it was given."""
        path = self.folder / "given.yml"
        text = yaml.safe_dump(document, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        if self.kind == "scrape":
            around = self.folder / "prometheus.yml"
            around.write_text("scrape_config_files: [given.yml]\n", encoding="utf-8")
            path = around
        done = subprocess.run([*self.command, str(path)], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1, f"ended by a signal, or takes it: {done.returncode}"
        return done.stdout + done.stderr, dict(_fields(yaml.compose(text), ()))


def _fields(node: yaml.Node | None, path: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.line + 1, (*path, key.value)
            yield from _fields(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _fields(value, path)


def _lines(said: str, what: str) -> set[int]:
    return {int(line) for line in re.findall(rf"line (\d+): {what}", said)}


@pytest.fixture(params=PROGRAMS)
def reading(request: pytest.FixtureRequest, find_tool: FindTool, tmp_path: Path) -> Reading:
    return Reading(request.param, find_tool, tmp_path)


def test_the_programs_know_every_field_and_refuse_invented_ones(reading: Reading) -> None:
    said, fields = reading.told(reading.document(lambda _: None, invented=True))
    unknown = {fields[line] for line in _lines(said, r"field \S+ not found in type")}
    invented = {path for path in fields.values() if path[-1] == INVENTED}
    assert unknown - invented == set(), "the program does not know these"
    assert invented - unknown == set(), "the program takes anything here, or did not come here"


def test_the_schemas_refuse_invented_fields_too(reading: Reading) -> None:
    document = reading.document(lambda _: None, invented=True)
    places = {path[:-1] for path in dict(_fields(yaml.compose(yaml.safe_dump(document)), ())).values()}
    for place in places:
        assert any(INVENTED in fault for fault in _all_faults(reading.kind, _placed(document, place))), place


def _placed(document: Any, place: tuple[str, ...]) -> Any:
    """A document with nothing but an invented field at a place."""
    if isinstance(document, list):
        return [_placed(document[0], place)]
    return {place[0]: _placed(document[place[0]], place[1:])} if place else {INVENTED: None}


def _all_faults(kind: str, document: Any) -> list[str]:
    """All faults of all forms that a value might have."""
    open_, found = list(validator(kind).iter_errors(document)), []
    while open_:
        error = open_.pop()
        found.append(error.message)
        open_ += error.context or ()
    return found


def _misshapen(node: Schema) -> Any:
    """What a field must not hold: a list where one word is expected, a word where anything else is."""
    if node.get("type") == "string" or "enum" in node or "const" in node:
        return []
    return "x" if "type" in node else None


def test_the_programs_expect_the_shapes_that_the_schemas_say(reading: Reading) -> None:
    document = reading.document(_misshapen)
    said, fields = reading.told(document)
    wrong = {path for path in fields.values() if _at(document, path) in ("x", [])}
    refused = {fields[line] for line in _lines(said, "cannot unmarshal")}
    assert wrong
    assert refused == wrong


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        document = (document[0] if isinstance(document, list) else document)[step]
    return document


def test_the_programs_take_every_word_of_a_choice(reading: Reading) -> None:
    choices: dict[int, tuple[str, ...]] = {}

    def noted(node: Schema) -> Any:
        return node.get("enum")

    document = reading.document(noted)
    for path in dict(_fields(yaml.compose(yaml.safe_dump(document)), ())).values():
        if (words := _at(document, path)) and isinstance(words, list) and not isinstance(words[0], dict):
            choices.setdefault(id(words), path)
    assert choices or reading.kind == "rules"
    for path in choices.values():
        for word in _at(document, path):
            said, _ = reading.told(_around(document, path, word))
            assert _lines(said, f"field {INVENTED} not found"), f"{path} does not take {word}: {said}"


def _around(document: Any, path: tuple[str, ...], word: str) -> Any:
    """A document with a word in one field, and an invented field after it."""
    if isinstance(document, list):
        return [_around(document[0], path, word)]
    held = word if len(path) == 1 else _around(document[path[0]], path[1:], word)
    return {path[0]: held, INVENTED: None} if len(path) == 1 else {path[0]: held}


@pytest.mark.parametrize("kind", PROGRAMS)
def test_faults_are_told_at_all(kind: str) -> None:
    assert faults(kind, {INVENTED: 1})
